//! An item of a file, and the record it becomes.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};
use shared_model::limits::Caps;
use shared_model::validate::{Invalid, InvalidReason};
use shared_model::{Collection, Piece, PieceRef, PieceStatus, Preferences, RecordId, Timestamp};

use super::{Contents, Incoming, Place, Unreadable};
use crate::journal::{AnyRecord, JournalRecord};
use crate::legacy;
use crate::record_store::{ForRecord, for_record};
use crate::timer::Timer;

/// The fields of an item.
pub(super) type Fields = Map<String, Value>;

/// The fields that hold an instant.
const INSTANTS: [&str; 5] = [
    "timestamp",
    "startedAt",
    "completedAt",
    "createdAt",
    "updatedAt",
];

/// Makes records of items, one after the other.
pub(super) struct ItemReader<'a> {
    offset_at: Box<dyn Fn(Timestamp) -> i64 + 'a>,
    /// When the file was written, as far as it says so: items that do not say when they were made are no newer.
    written_at: Timestamp,
    leaves_out_defaults: bool,
    seen: HashSet<(Collection, RecordId)>,
    /// How often each content without an id was there.
    nameless: HashMap<String, usize>,
    mentioned: HashMap<RecordId, (PieceRef, Timestamp)>,
    contents: Contents,
}

impl<'a> ItemReader<'a> {
    /// For a device whose offset from UTC at each instant is told.
    pub(super) fn new(offset_at: impl Fn(Timestamp) -> i64 + 'a) -> Self {
        Self {
            offset_at: Box::new(offset_at),
            written_at: Timestamp::from_clock(0),
            leaves_out_defaults: false,
            seen: HashSet::new(),
            nameless: HashMap::new(),
            mentioned: HashMap::new(),
            contents: Contents::default(),
        }
    }

    /// Takes what a file says of when it was written.
    pub(super) fn set_written_at(&mut self, said: Option<&Value>) {
        if let Some(at) = said.and_then(legacy::time) {
            self.written_at = at;
        }
    }

    /// Says that what is missing in an item has its default, the offset from UTC too. In other files it is the device's.
    pub(super) fn leaves_out_defaults(&mut self) {
        self.leaves_out_defaults = true;
    }

    /// Takes a session that was not finished.
    pub(super) fn take_timer(&mut self, list: &str, timer: Value) {
        let read = serde_json::from_value::<Timer>(timer);
        let read = read.map_err(|_| Unreadable::NotARecord);
        // Nobody could ever save a session of another id.
        let valid = read.and_then(|timer| match timer.session_id().is_well_formed() {
            true => Ok(timer),
            false => {
                let malformed = Invalid::new("sessionId", InvalidReason::MalformedId);
                Err(Unreadable::Invalid(malformed))
            }
        });
        match valid {
            Ok(timer) => self.contents.timer = Some(timer),
            Err(why) => self.refuse(only_item(list), why),
        }
    }

    /// Takes how somebody wants their journal to be.
    pub(super) fn take_preferences(&mut self, list: &str, preferences: Value) {
        let read = serde_json::from_value::<Preferences>(preferences);
        let read = read.map_err(|_| Unreadable::NotARecord);
        let valid = read.and_then(|read| match read.validate(Caps::Form) {
            Ok(()) => Ok(read),
            Err(invalid) => Err(Unreadable::Invalid(invalid)),
        });
        match valid {
            Ok(preferences) => self.contents.preferences = Some(preferences),
            Err(why) => self.refuse(only_item(list), why),
        }
    }

    /// Says that something is no record.
    pub(super) fn refuse(&mut self, place: Place, why: Unreadable) {
        self.contents.unreadable.push((place, why));
    }

    /// Says that nothing is known about a list.
    pub(super) fn ignore(&mut self, list: String) {
        self.contents.ignored.push(list);
    }

    /// Takes the items of a list.
    pub(super) fn take_list(&mut self, collection: Collection, list: &str, items: Vec<Value>) {
        for (index, item) in items.into_iter().enumerate() {
            let place = Place::Item {
                list: list.to_owned(),
                number: index + 1,
            };
            match item {
                Value::Object(fields) => {
                    self.take(collection, place, fields, None);
                }
                _ => self.refuse(place, Unreadable::NotARecord),
            }
        }
    }

    /// Takes an item. Without an id it gets one from what it says; where the fields were made of something else, from that,
    /// `as_written`: what is made of it may depend on the device.
    pub(super) fn take(
        &mut self,
        collection: Collection,
        place: Place,
        mut fields: Fields,
        as_written: Option<&Fields>,
    ) -> Option<&AnyRecord> {
        if fields.get("deletedAt").is_some_and(|at| !at.is_null()) {
            self.contents.deleted += 1;
            return None;
        }
        let id = match fields.get("id").and_then(id_of) {
            Some(id) => RecordId(well_formed(&id)),
            None => self.name(collection, as_written.unwrap_or(&fields)),
        };
        fields.insert("id".into(), id.0.clone().into());
        keep_to_well_formed_ids(&mut fields);
        self.tell_instants(collection, &mut fields);
        let says_when_edited = fields.get("updatedAt").is_some_and(Value::is_string);
        if let (None, Some(created_at)) = (fields.get("updatedAt"), fields.get("createdAt")) {
            fields.insert("updatedAt".into(), created_at.clone());
        }
        let decoded = for_record(
            collection,
            Decode {
                fields,
                written_at: self.written_at,
                offset_at: &*self.offset_at,
            },
        );
        // What could not be read stands in the way of no other record of its id.
        match decoded {
            Ok((record, unknown)) if self.seen.insert((collection, id)) => {
                self.contents.records.push(Incoming {
                    record,
                    says_when_edited,
                    is_mentioned: false,
                    unknown,
                });
                self.contents
                    .records
                    .last()
                    .map(|incoming| &incoming.record)
            }
            Ok(_) => {
                let twice = Invalid::new("id", InvalidReason::Duplicate);
                self.refuse(place, Unreadable::Invalid(twice));
                None
            }
            Err(why) => {
                self.refuse(place, why);
                None
            }
        }
    }

    /// Notes that a piece was played that the file may have no record of.
    pub(super) fn mention(&mut self, piece: &PieceRef, played_at: Timestamp) {
        let first = self
            .mentioned
            .entry(piece.id.clone())
            .or_insert_with(|| (piece.clone(), played_at));
        first.1 = first.1.min(played_at);
    }

    /// All of it.
    pub(super) fn finish(mut self) -> Contents {
        let mut pieces: Vec<(PieceRef, Timestamp)> = self
            .mentioned
            .into_values()
            .filter(|(piece, _)| !self.seen.contains(&(Collection::Pieces, piece.id.clone())))
            .collect();
        pieces.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
        for (piece, played_at) in pieces {
            let record = Piece {
                id: piece.id,
                title: piece.title,
                composer: piece.composer,
                status: PieceStatus::default(),
                notes: None,
                merged_into: None,
                created_at: played_at,
                updated_at: played_at,
            };
            self.contents.records.push(Incoming {
                record: record.into(),
                says_when_edited: false,
                is_mentioned: true,
                unknown: Fields::new(),
            });
        }
        self.contents
    }

    fn name(&mut self, collection: Collection, as_written: &Fields) -> RecordId {
        let fields = Value::Object(as_written.clone());
        let content = format!("{}\n{fields}", collection.table());
        let before = self.nameless.entry(content.clone()).or_default();
        let id = RecordId::of_content(&content, *before);
        *before += 1;
        id
    }

    /// Brings the instants into one form. A wall clock without an offset is the device's.
    fn tell_instants(&self, collection: Collection, fields: &mut Fields) {
        let played_somewhere = matches!(
            collection,
            Collection::LogbookEntries | Collection::PracticeSessions
        );
        for name in INSTANTS {
            let Some(value) = fields.get(name) else {
                continue;
            };
            let read = match value {
                Value::String(text) => {
                    let text = text.trim();
                    Timestamp::parse_local(text, &self.offset_at).or_else(|| {
                        let at = legacy::time(&json!(text.parse::<f64>().ok()?))?;
                        Some((at, (self.offset_at)(at)))
                    })
                }
                other => legacy::time(other).map(|at| (at, (self.offset_at)(at))),
            };
            let Some((at, offset)) = read else {
                continue;
            };
            fields.insert(name.into(), at.to_string().into());
            let says_where = matches!(name, "timestamp" | "startedAt") && played_somewhere;
            if says_where && !self.leaves_out_defaults {
                fields
                    .entry("utcOffsetMinutes")
                    .or_insert_with(|| offset.into());
            }
        }
    }
}

/// Where something stands of which a file has one.
fn only_item(list: &str) -> Place {
    Place::Item {
        list: list.to_owned(),
        number: 1,
    }
}

/// The id that a value is, if it is one.
fn id_of(value: &Value) -> Option<String> {
    let id = match value {
        Value::String(id) => id.trim().to_owned(),
        Value::Number(id) => id.to_string(),
        _ => String::new(),
    };
    (!id.is_empty()).then_some(id)
}

/// The id itself, or, where other characters or more are in it than ids have, one that stands for it everywhere.
fn well_formed(id: &str) -> String {
    match RecordId::from(id).is_well_formed() {
        true => id.to_owned(),
        false => RecordId::of_content(id, 0).0,
    }
}

/// Lets whatever refers to a record go on referring to it, where its id could not be kept.
fn keep_to_well_formed_ids(fields: &mut Fields) {
    for name in ["sessionId", "pieceId", "mergedInto"] {
        mend(fields, name);
    }
    if let Some(Value::Object(target)) = fields.get_mut("target") {
        mend(target, "pieceId");
    }
    if let Some(Value::Array(ids)) = fields.get_mut("goalIds") {
        let mended = ids.iter().filter_map(id_of);
        *ids = mended.map(|id| well_formed(&id).into()).collect();
    }
    for name in ["pieces", "milestones"] {
        if let Some(Value::Array(items)) = fields.get_mut(name) {
            for item in items.iter_mut().filter_map(Value::as_object_mut) {
                mend(item, "id");
            }
        }
    }
}

/// Replaces an id that cannot be kept, and removes what is none.
fn mend(fields: &mut Fields, name: &str) {
    let Some(written) = fields.remove(name) else {
        return;
    };
    if let Some(id) = id_of(&written) {
        fields.insert(name.to_owned(), well_formed(&id).into());
    }
}

/// Reads the fields as a record of today, and if they are not that, as one of an earlier or another program.
struct Decode<'a> {
    fields: Fields,
    written_at: Timestamp,
    offset_at: &'a dyn Fn(Timestamp) -> i64,
}

impl ForRecord for Decode<'_> {
    type Output = Result<(AnyRecord, Fields), Unreadable>;

    fn call<R: JournalRecord>(self) -> Self::Output {
        let (known, unknown) = legacy::take_apart::<R>(self.fields.clone());
        let (record, unknown) = match serde_json::from_value::<R>(Value::Object(known)) {
            Ok(record) => (record, unknown),
            Err(_) => {
                let (known, unknown) =
                    legacy::as_today::<R>(self.fields, self.written_at, self.offset_at);
                match serde_json::from_value::<R>(Value::Object(known.clone())) {
                    Ok(record) => (record, unknown),
                    Err(_) => return Err(what_is_wrong::<R>(&known)),
                }
            }
        };
        record.validate(Caps::Server).map_err(Unreadable::Invalid)?;
        Ok((record.into(), unknown))
    }
}

/// Which field keeps the fields from being a record: the first that is none by itself, or that is missing.
fn what_is_wrong<R: JournalRecord>(known: &Fields) -> Unreadable {
    let at = "2000-01-01T00:00:00Z";
    let least = json!({
        "id": "x", "createdAt": at, "updatedAt": at,
        "timestamp": at, "startedAt": at, "sessionId": "x", "title": "x",
    });
    let least: Fields = R::FIELDS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), least.get(*name)?.clone())))
        .collect();
    let is_wrong = |name: &str| {
        known.get(name).is_some_and(|value| {
            let mut alone = least.clone();
            alone.insert(name.to_owned(), value.clone());
            serde_json::from_value::<R>(Value::Object(alone)).is_err()
        })
    };
    match R::FIELDS.iter().find(|name| is_wrong(name)) {
        Some(name) => Unreadable::Field((*name).to_owned()),
        None => {
            let missing = R::FIELDS
                .iter()
                .find(|name| least.contains_key(**name) && !known.contains_key(**name));
            let missing = missing.copied().unwrap_or("id");
            Unreadable::Invalid(Invalid::new(missing, InvalidReason::Missing))
        }
    }
}
