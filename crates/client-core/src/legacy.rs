//! Reading what the first Mirubato wrote: arrays of looser records (design.md section 5).
//!
//! Accepted are the records of today with missing fields, the old entry (title, content, category, mood, energyLevel,
//! focusLevel, progressRating), the old goal (targetValue, currentValue, unit, deadline), times as ISO text or
//! milliseconds, and enums in any case. What has no place of its own today becomes a line of the notes or a tag, so
//! that nothing the musician wrote is lost.

use serde_json::{Map, Value, json};
use shared_model::limits::{self, Caps};
use shared_model::records::Record;
use shared_model::{CivilDate, Collection, Timestamp, local_day};

use crate::stored::OWN_FIELDS;

type Fields = Map<String, Value>;

const DAY_MILLIS: i64 = 86_400_000;

/// Reads one item of an old array, whose id, if it has none, ends with `name`, together with the fields that nobody knows.
/// Nothing when it is no record at all.
pub(crate) fn read<R: Record>(
    item: Value,
    name: &str,
    now: Timestamp,
    utc_offset_minutes: impl Fn(Timestamp) -> i64,
) -> Option<(R, Fields)> {
    let Value::Object(mut fields) = item else {
        return None;
    };
    if fields.get("id").is_none_or(Value::is_null) {
        let id = format!("{}-{name}", R::COLLECTION.table());
        fields.insert("id".into(), id.into());
    }
    let (known, unknown) = as_today::<R>(fields, now, utc_offset_minutes);
    let record: R = serde_json::from_value(Value::Object(known)).ok()?;
    record.id().is_well_formed().then_some((record, unknown))
}

/// The fields of an item as today's records have them, and those that nobody knows.
pub(crate) fn as_today<R: Record>(
    mut fields: Fields,
    now: Timestamp,
    utc_offset_minutes: impl Fn(Timestamp) -> i64,
) -> (Fields, Fields) {
    drop_nulls(&mut fields);
    match R::COLLECTION {
        Collection::LogbookEntries => entry(&mut fields),
        Collection::Goals => goal(&mut fields, &utc_offset_minutes),
        Collection::PracticeSessions => session(&mut fields),
        Collection::PracticeLogs => log(&mut fields),
        Collection::Pieces => enumerate(
            &mut fields,
            "status",
            &["PLANNED", "LEARNING", "POLISHED", "DROPPED"],
        ),
    }
    let played_at = ["timestamp", "startedAt"]
        .iter()
        .find_map(|name| time(fields.get(*name)?));
    let created_at = fields
        .get("createdAt")
        .and_then(time)
        .or(played_at)
        .unwrap_or(now);
    let updated_at = fields.get("updatedAt").and_then(time).unwrap_or(created_at);
    fields.insert("createdAt".into(), created_at.to_string().into());
    fields.insert("updatedAt".into(), updated_at.to_string().into());
    if let Some(at) = played_at.filter(|_| R::FIELDS.contains(&"utcOffsetMinutes")) {
        fields
            .entry("utcOffsetMinutes")
            .or_insert_with(|| utc_offset_minutes(at).into());
    }
    take_apart::<R>(fields)
}

/// The fields that a record has, and those that nobody knows. These are kept beside the record, so nothing of them may look
/// like a note about syncing.
pub(crate) fn take_apart<R: Record>(mut fields: Fields) -> (Fields, Fields) {
    fields.remove("synced");
    for name in OWN_FIELDS {
        fields.remove(name);
    }
    let mut known = Map::new();
    for name in R::FIELDS {
        if let Some(value) = fields.remove(*name) {
            known.insert((*name).into(), value);
        }
    }
    (known, fields)
}

fn entry(fields: &mut Fields) {
    normalize_time(fields, "timestamp");
    whole(fields, "duration");
    let mut tags = texts(fields.remove("tags"));
    for (old, name) in [("category", "type"), ("type", "type")] {
        if let Some(Value::String(text)) = fields.get(old).cloned() {
            match known(
                &text,
                &[
                    "PRACTICE",
                    "PERFORMANCE",
                    "LESSON",
                    "REHEARSAL",
                    "TECHNIQUE",
                ],
            ) {
                Some(value) => {
                    fields.insert(name.into(), value.into());
                }
                None => tags.push(text),
            }
            if old != name {
                fields.remove(old);
            }
        }
    }
    keep_known_type(
        fields,
        "type",
        &[
            "PRACTICE",
            "PERFORMANCE",
            "LESSON",
            "REHEARSAL",
            "TECHNIQUE",
        ],
    );
    if let Some(mood) = fields
        .get("mood")
        .and_then(Value::as_str)
        .map(str::to_owned)
    {
        match known(&mood, &["FRUSTRATED", "NEUTRAL", "SATISFIED", "EXCITED"]) {
            Some(value) => {
                fields.insert("mood".into(), value.into());
            }
            None => {
                fields.remove("mood");
                tags.push(mood);
            }
        }
    }
    for (old, tag) in [
        ("energyLevel", "energy"),
        ("focusLevel", "focus"),
        ("progressRating", "progress"),
    ] {
        if let Some(level) = fields.remove(old) {
            tags.push(format!("{tag} {level}"));
        }
    }
    tags.retain(|tag| !tag.trim().is_empty());
    // What is too long for a tag is a line of the notes.
    let tag_chars = Caps::Server.count(limits::TAG_CHARS);
    let (tags, sentences): (Vec<String>, Vec<String>) = tags
        .into_iter()
        .partition(|tag| tag.chars().count() <= tag_chars);
    let lines: Vec<String> = ["title", "content", "notes"]
        .iter()
        .filter_map(|name| text(fields.remove(*name)?))
        .chain(sentences)
        .collect();
    if !lines.is_empty() {
        fields.insert("notes".into(), lines.join("\n").into());
    }
    fields.insert("tags".into(), tags.into());
    for name in ["techniques", "goalIds"] {
        if let Some(list) = fields.remove(name) {
            fields.insert(name.into(), texts(Some(list)).into());
        }
    }
    let pieces: Vec<Value> = match fields.remove("pieces") {
        Some(Value::Array(pieces)) => pieces.into_iter().filter_map(piece_ref).collect(),
        _ => Vec::new(),
    };
    fields.insert("pieces".into(), pieces.into());
}

fn piece_ref(piece: Value) -> Option<Value> {
    let mut fields = match piece {
        Value::String(title) => Map::from_iter([("title".to_owned(), title.into())]),
        Value::Object(fields) => fields,
        _ => return None,
    };
    drop_nulls(&mut fields);
    if !fields.contains_key("id") {
        let id = piece_id(
            fields.get("title")?.as_str()?,
            fields.get("composer").and_then(Value::as_str),
        );
        fields.insert("id".into(), id.into());
    }
    whole(&mut fields, "tempo");
    if let Some(measures) = fields.remove("measures").and_then(text) {
        fields.insert("measures".into(), measures.into());
    }
    Some(Value::Object(fields))
}

/// The id of a piece that has none, from what it is called: the same piece has the same id in every entry and in every
/// browser (FNV-1a of title and composer).
pub(crate) fn piece_id(title: &str, composer: Option<&str>) -> String {
    let name = format!(
        "{}\n{}",
        title.trim().to_lowercase(),
        composer.unwrap_or_default().trim().to_lowercase()
    );
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("piece-{hash:016x}")
}

fn goal(fields: &mut Fields, utc_offset_minutes: impl Fn(Timestamp) -> i64) {
    if let Some(deadline) = fields.remove("deadline") {
        fields.entry("targetDate").or_insert(deadline);
    }
    if let Some(date) = fields.remove("targetDate") {
        let date = time_and_offset(&date, utc_offset_minutes)
            .map(|(at, offset)| date_meant(at, offset).to_string())
            .or_else(|| text(date))
            .unwrap_or_default();
        fields.insert(
            "targetDate".into(),
            date.chars().take(10).collect::<String>().into(),
        );
    }
    let target = fields
        .remove("targetValue")
        .and_then(|value| value.as_f64());
    let current = fields
        .remove("currentValue")
        .and_then(|value| value.as_f64());
    let unit = fields.remove("unit").and_then(text).unwrap_or_default();
    if let Some(target) = target.filter(|target| *target > 0.0) {
        let current = current.unwrap_or(0.0);
        fields
            .entry("progress")
            .or_insert_with(|| json!(current / target * 100.0));
        let kind = match unit.to_ascii_lowercase().as_str() {
            "minutes" => Some("MINUTES"),
            "entries" | "sessions" => Some("ENTRIES"),
            "bpm" => Some("TEMPO"),
            _ => None,
        };
        if let Some(kind) = kind {
            let goal_target = json!({"kind": kind, "amount": target});
            fields.insert("target".into(), goal_target);
        }
        // From now on the journal tells what is reached of a target. What was counted by hand stays written down.
        if kind.is_none() || current > 0.0 {
            let lines = [
                fields.remove("description").and_then(text),
                Some(format!("{current} / {target} {unit}")),
            ];
            let lines: Vec<String> = lines.into_iter().flatten().collect();
            fields.insert("description".into(), lines.join("\n").trim().into());
        }
    }
    if let Some(Value::Object(target)) = fields.get_mut("target") {
        whole(target, "amount");
    }
    whole(fields, "progress");
    if let Some(progress) = fields.get("progress").and_then(Value::as_i64) {
        fields.insert("progress".into(), progress.clamp(0, 100).into());
    }
    enumerate(
        fields,
        "status",
        &["ACTIVE", "COMPLETED", "PAUSED", "CANCELLED"],
    );
    normalize_time(fields, "completedAt");
    if let Some(Value::Array(milestones)) = fields.get_mut("milestones") {
        for (index, milestone) in milestones.iter_mut().enumerate() {
            if let Value::Object(milestone) = milestone {
                drop_nulls(milestone);
                normalize_time(milestone, "completedAt");
                milestone
                    .entry("id")
                    .or_insert_with(|| format!("milestone-{index}").into());
            }
        }
    }
}

/// The date that was meant where an instant stands for one: midnight, in UTC or where it was written.
fn date_meant(at: Timestamp, utc_offset_minutes: i64) -> CivilDate {
    let is_midnight_in_utc = at.millis().rem_euclid(DAY_MILLIS) == 0;
    let offset = if is_midnight_in_utc {
        0
    } else {
        utc_offset_minutes
    };
    local_day(at, offset, 0)
}

/// An instant and the offset from UTC that is written with it, or the one of this place.
fn time_and_offset(
    value: &Value,
    utc_offset_minutes: impl Fn(Timestamp) -> i64,
) -> Option<(Timestamp, i64)> {
    match value {
        Value::String(text) => Timestamp::parse_local(text, utc_offset_minutes),
        _ => time(value).map(|at| (at, utc_offset_minutes(at))),
    }
}

fn session(fields: &mut Fields) {
    normalize_time(fields, "startedAt");
    normalize_time(fields, "completedAt");
    for name in ["pausedDuration", "notesAttempted", "notesCorrect"] {
        whole(fields, name);
    }
    enumerate(
        fields,
        "sessionType",
        &["FREE_PRACTICE", "GUIDED_PRACTICE", "ASSESSMENT"],
    );
}

fn log(fields: &mut Fields) {
    normalize_time(fields, "startedAt");
    for name in [
        "durationSeconds",
        "tempoPracticed",
        "targetTempo",
        "selfRating",
    ] {
        whole(fields, name);
    }
    enumerate(
        fields,
        "activityType",
        &[
            "SIGHT_READING",
            "SCALES",
            "REPERTOIRE",
            "ETUDES",
            "TECHNIQUE",
            "OTHER",
        ],
    );
    if let Some(list) = fields.remove("focusAreas") {
        fields.insert("focusAreas".into(), texts(Some(list)).into());
    }
}

fn drop_nulls(fields: &mut Fields) {
    fields.retain(|_, value| !value.is_null());
}

/// An instant as ISO text or milliseconds.
pub(crate) fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => Timestamp::parse(text).ok(),
        Value::Number(number) => Timestamp::from_millis(to_whole(number.as_f64()?)?).ok(),
        _ => None,
    }
}

fn normalize_time(fields: &mut Fields, name: &str) {
    if let Some(at) = fields.get(name).and_then(time) {
        fields.insert(name.into(), at.to_string().into());
    }
}

/// Rounds a number to a whole one.
fn whole(fields: &mut Fields, name: &str) {
    if let Some(number) = fields.get(name).and_then(Value::as_f64).and_then(to_whole) {
        fields.insert(name.into(), number.into());
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a rounded number within 2^53 is exactly an integer"
)]
fn to_whole(number: f64) -> Option<i64> {
    (number.abs() < 9e15).then(|| number.round() as i64)
}

fn known(text: &str, values: &[&'static str]) -> Option<&'static str> {
    let wanted = text.trim().to_ascii_uppercase().replace([' ', '-'], "_");
    values.iter().copied().find(|value| *value == wanted)
}

fn keep_known_type(fields: &mut Fields, name: &str, values: &[&'static str]) {
    if fields
        .get(name)
        .and_then(Value::as_str)
        .is_some_and(|text| known(text, values).is_none())
    {
        fields.remove(name);
    }
}

/// Brings an enum into today's case; an unknown one gives way to the default.
fn enumerate(fields: &mut Fields, name: &str, values: &[&'static str]) {
    if let Some(value) = fields
        .remove(name)
        .and_then(text)
        .and_then(|text| known(&text, values))
    {
        fields.insert(name.into(), value.into());
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let texts: Vec<String> = items.into_iter().filter_map(text).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        }
        _ => None,
    }
}

fn texts(value: Option<Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.into_iter().filter_map(text).collect(),
        Some(other) => text(other).into_iter().collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use shared_model::{Goal, GoalStatus, LogbookEntry, LogbookEntryType, Mood, PracticeSession};

    use super::*;

    fn take<R: Record>(item: Value) -> (R, Fields) {
        let now = Timestamp::from_millis(0).expect("in range");
        read(item, "3", now, |_| 60).expect("a record")
    }

    #[test]
    fn a_record_of_today_with_missing_fields_is_taken_in() {
        let (entry, unknown) = take::<LogbookEntry>(json!({
            "id": "entry_123", "userId": "user_456", "timestamp": "2024-01-15T10:30:00Z", "isSynced": true,
            "pieces": [{"id": "p", "title": "Etude", "composer": null}], "mood": "Excited", "type": "lesson",
        }));
        assert_eq!(entry.id.as_str(), "entry_123");
        assert_eq!(
            (entry.entry_type, entry.mood),
            (LogbookEntryType::Lesson, Some(Mood::Excited))
        );
        assert_eq!((entry.duration, entry.utc_offset_minutes), (0, 60));
        assert_eq!(entry.created_at, entry.timestamp);
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn the_old_entry_keeps_every_word() {
        let (entry, _) = take::<LogbookEntry>(json!({
            "title": "Monday", "content": "Slow movement", "category": "chamber music", "mood": "happy",
            "energyLevel": 3, "focusLevel": 4, "progressRating": 5, "timestamp": 1_705_314_600_000_i64,
        }));
        assert_eq!(entry.notes.as_deref(), Some("Monday\nSlow movement"));
        assert_eq!(
            entry.tags,
            [
                "chamber music",
                "happy",
                "energy 3",
                "focus 4",
                "progress 5"
            ]
        );
        assert_eq!(entry.timestamp.to_string(), "2024-01-15T10:30:00Z");
    }

    #[test]
    fn a_long_tag_stays_whole_as_a_tag_or_as_a_line_of_the_notes() {
        let (long, too_long) = ("a".repeat(200), "b".repeat(201));
        let (entry, _) = take::<LogbookEntry>(json!({
            "timestamp": 0, "content": "Slow movement", "tags": ["exam", long, too_long],
        }));
        assert_eq!(entry.tags, ["exam", &*long]);
        assert_eq!(entry.notes, Some(format!("Slow movement\n{too_long}")));
    }

    #[test]
    fn a_goal_is_due_on_the_date_whose_midnight_its_instant_is_in_utc_or_where_it_was_written() {
        for (written, due) in [
            (json!("2024-05-20T23:00:00Z"), "2024-05-21"),
            (json!("2024-05-21T00:00:00Z"), "2024-05-21"),
            (json!("2024-05-21T00:00:00+01:00"), "2024-05-21"),
            (json!("2024-05-21T00:00:00+09:00"), "2024-05-21"),
            (json!("2024-05-21T00:00:00-05:00"), "2024-05-21"),
            (json!(1_716_249_600_000_i64), "2024-05-21"),
            (json!("2024-05-21"), "2024-05-21"),
        ] {
            let item = json!({"id": "g", "title": "Play", "targetDate": written});
            let (goal, _) = take::<Goal>(item);
            assert_eq!(
                goal.target_date.expect("a date").to_string(),
                due,
                "{written}"
            );
        }
    }

    #[test]
    fn the_old_goal_becomes_progress_and_a_target() {
        let (goal, _) = take::<Goal>(json!({
            "id": "g1", "title": "Practise", "targetValue": 600, "currentValue": 150.4, "unit": "minutes",
            "deadline": "2024-06-30T00:00:00Z", "status": "paused",
        }));
        assert_eq!((goal.progress, goal.status), (25, GoalStatus::Paused));
        assert_eq!(goal.target.expect("a target").amount, 600);
        assert_eq!(goal.description.as_deref(), Some("150.4 / 600 minutes"));
        assert_eq!(goal.target_date.expect("a date").to_string(), "2024-06-30");
    }

    #[test]
    fn a_session_with_milliseconds_is_taken_in() {
        let (session, unknown) = take::<PracticeSession>(json!({
            "id": "s1", "startedAt": 1_705_314_600_000_i64, "sessionType": "free-practice", "weather": "rain",
        }));
        assert_eq!(session.started_at.to_string(), "2024-01-15T10:30:00Z");
        assert_eq!(unknown["weather"], "rain");
    }

    #[test]
    fn what_is_no_record_is_told_apart() {
        let now = Timestamp::from_millis(0).expect("in range");
        for item in [
            json!(null),
            json!("text"),
            json!({}),
            json!({"id": "a/b", "timestamp": 0}),
        ] {
            assert!(
                read::<LogbookEntry>(item.clone(), "0", now, |_| 0).is_none(),
                "{item}"
            );
        }
    }
}
