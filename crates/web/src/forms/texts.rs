//! The texts of records that have no form of their own, so that the musician can put right what the account does not take.

use shared_model::{PracticeLog, PracticeSession};

/// One text of a record.
pub(crate) struct TextOf<R: 'static> {
    /// The record's name for it.
    pub(crate) field: &'static str,
    /// Whether it may have several lines.
    pub(crate) has_lines: bool,
    /// What it is; empty when it is absent.
    pub(crate) get: fn(&R) -> String,
    /// Sets it.
    pub(crate) set: fn(&mut R, &str),
}

/// A record that is edited by its texts.
pub(crate) trait HasTexts: Sized + 'static {
    /// The texts, in the order in which they are shown.
    const TEXTS: &'static [TextOf<Self>];

    /// The texts as they are.
    fn texts(&self) -> Vec<String> {
        Self::TEXTS.iter().map(|text| (text.get)(self)).collect()
    }

    /// The record with other texts.
    #[must_use]
    fn with_texts(mut self, texts: &[String]) -> Self {
        for (text, value) in Self::TEXTS.iter().zip(texts) {
            (text.set)(&mut self, value.trim());
        }
        self
    }
}

fn some(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

impl HasTexts for PracticeSession {
    const TEXTS: &'static [TextOf<Self>] = &[
        TextOf {
            field: "instrument",
            has_lines: false,
            get: |session| session.instrument.clone(),
            set: |session, value| value.clone_into(&mut session.instrument),
        },
        TextOf {
            field: "sheetMusicTitle",
            has_lines: false,
            get: |session| session.sheet_music_title.clone().unwrap_or_default(),
            set: |session, value| session.sheet_music_title = some(value),
        },
    ];
}

impl HasTexts for PracticeLog {
    const TEXTS: &'static [TextOf<Self>] = &[
        TextOf {
            field: "pieceTitle",
            has_lines: false,
            get: |log| log.piece_title.clone().unwrap_or_default(),
            set: |log, value| log.piece_title = some(value),
        },
        TextOf {
            field: "notes",
            has_lines: true,
            get: |log| log.notes.clone().unwrap_or_default(),
            set: |log, value| log.notes = some(value),
        },
    ];
}

#[cfg(test)]
mod tests {
    use shared_model::{ActivityType, Record, Timestamp};

    use super::*;

    fn log() -> PracticeLog {
        let at = Timestamp::from_millis(0).expect("in range");
        PracticeLog {
            id: "l".into(),
            session_id: "s".into(),
            activity_type: ActivityType::Repertoire,
            started_at: None,
            duration_seconds: 60,
            piece_id: None,
            piece_title: Some("Minuet".into()),
            tempo_practiced: None,
            target_tempo: None,
            focus_areas: Vec::new(),
            self_rating: None,
            notes: None,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn texts_that_are_not_changed_change_nothing() {
        let texts = log().texts();
        assert_eq!(texts, ["Minuet", ""]);
        assert_eq!(log().with_texts(&texts), log());
    }

    #[test]
    fn a_text_that_is_emptied_is_absent() {
        let edited = log().with_texts(&[String::new(), "Slowly. ".to_owned()]);
        assert_eq!(
            (edited.piece_title, edited.notes.as_deref()),
            (None, Some("Slowly."))
        );
    }

    #[test]
    fn every_text_is_a_field_of_its_record() {
        fn are_fields<R: HasTexts + Record>() -> bool {
            R::TEXTS.iter().all(|text| R::FIELDS.contains(&text.field))
        }
        assert!(are_fields::<PracticeSession>());
        assert!(are_fields::<PracticeLog>());
        assert_eq!(Record::id(&log()), &"l".into());
    }
}
