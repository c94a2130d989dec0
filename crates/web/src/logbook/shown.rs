//! What the logbook shows of the journal under a filter. Pure.

use std::sync::Arc;

use shared_model::filter::PreparedFilter;
use shared_model::{CivilDate, RecordId, SearchTexts};

use super::Day;

/// One day of which something is shown, newest entry first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShownDay {
    /// The local day where it was played.
    pub(crate) date: CivilDate,
    /// Seconds of what is shown.
    pub(crate) seconds: i64,
    /// What is shown.
    pub(crate) entries: Vec<RecordId>,
}

/// What is shown, newest day first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shown {
    /// Of the days that are here as a whole.
    pub(crate) whole: Arc<[ShownDay]>,
    /// Of the days before them.
    pub(crate) parts: Arc<[ShownDay]>,
}

impl Shown {
    /// What of `days`, of which the first `whole` are here as a whole, passes the filter. `texts` are needed by a filter that
    /// asks for words.
    pub(crate) fn of(
        days: &[Day],
        whole: usize,
        filter: &PreparedFilter<'_>,
        texts: &SearchTexts,
    ) -> Self {
        let shown = |day: &Day| {
            let entries: Vec<_> = day
                .entries
                .iter()
                .filter(|entry| filter.matches(entry, day.date, || texts.get(&entry.id)))
                .collect();
            (!entries.is_empty()).then(|| ShownDay {
                date: day.date,
                seconds: entries.iter().map(|entry| entry.duration).sum(),
                entries: entries.iter().map(|entry| entry.id.clone()).collect(),
            })
        };
        let (whole, parts) = days.split_at_checked(whole).unwrap_or((days, &[]));
        Self {
            whole: whole.iter().filter_map(shown).collect(),
            parts: parts.iter().filter_map(shown).collect(),
        }
    }

    fn days(&self) -> impl Iterator<Item = &ShownDay> {
        self.whole.iter().chain(self.parts.iter())
    }

    /// Every entry, in the order in which they are shown.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &RecordId> {
        self.days().flat_map(|day| &day.entries)
    }

    /// How many entries there are.
    pub(crate) fn count(&self) -> usize {
        self.days().map(|day| day.entries.len()).sum()
    }

    /// Seconds in all.
    pub(crate) fn seconds(&self) -> i64 {
        self.days().map(|day| day.seconds).sum()
    }
}

#[cfg(test)]
mod tests {
    use shared_model::{EntryFilter, Repertoire};

    use super::super::days;
    use super::super::tests::entry;
    use super::*;

    #[test]
    fn a_day_shows_what_passes_and_adds_that_up() {
        let mut entries = vec![
            entry("a", "2024-03-12T10:00:00Z", 0, 60),
            entry("b", "2024-03-11T11:00:00Z", 0, 100),
            entry("c", "2024-03-11T10:00:00Z", 0, 10),
            entry("d", "2024-03-10T10:00:00Z", 0, 5),
        ];
        entries[0].tags = vec!["other".into()];
        entries[3].notes = Some("exam".into());
        for number in [1, 2] {
            entries[number].tags = vec!["exam".into()];
        }
        let (days, repertoire) = (days(entries, 0), Repertoire::default());
        let none = SearchTexts::default();
        let everything = Shown::of(
            &days,
            2,
            &EntryFilter::default().prepared(&repertoire),
            &none,
        );
        assert_eq!((everything.count(), everything.seconds()), (4, 175));
        assert_eq!((everything.whole.len(), everything.parts.len()), (2, 1));

        let tagged = EntryFilter {
            tag: Some("exam".into()),
            ..EntryFilter::default()
        };
        let shown = Shown::of(&days, 2, &tagged.prepared(&repertoire), &none);
        assert_eq!(
            *shown.whole,
            [ShownDay {
                date: days[1].date,
                seconds: 110,
                entries: vec!["b".into(), "c".into()],
            }]
        );
        assert!(shown.parts.is_empty());

        let said = EntryFilter {
            text: "exam".into(),
            ..EntryFilter::default()
        };
        let texts =
            SearchTexts::default().of(days.iter().flat_map(|day| &day.entries), &repertoire);
        let shown = Shown::of(&days, 2, &said.prepared(&repertoire), &texts);
        let found: Vec<_> = shown.entries().map(RecordId::as_str).collect();
        assert_eq!(found, ["b", "c", "d"]);
    }
}
