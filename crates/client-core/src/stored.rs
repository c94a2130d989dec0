//! A record as the local store keeps it: flat JSON with what is needed to sync it (design.md section 5).

use serde_json::{Map, Value};
use shared_model::merge::Origin;
use shared_model::records::Record;
use shared_model::validate::Invalid;
use shared_model::{Body, RecordId, Timestamp, UserId, Version, WriteId};

use crate::tab::TabWrites;
use crate::user::LocalUser;

/// A record in the local store.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored<R> {
    /// Which record.
    pub id: RecordId,
    /// Whose.
    pub user_id: UserId,
    /// The write that made this version.
    pub write_id: WriteId,
    /// What it is.
    pub body: Body<R>,
    /// The versions that it was made from in this browser, the newest first, as far as they are kept: another tab may have made
    /// or sent one of them.
    pub lineage: Vec<WriteId>,
    /// The writes of this browser's tabs that it contains.
    pub tabs: TabWrites,
    /// What a deleted record was, for as long as it can be restored. Nothing for one that exists.
    pub trashed: Option<R>,
    /// When this device heard of the deletion, where the clock that the deletion is dated by cannot have been right.
    pub heard_at: Option<Timestamp>,
    /// What the server knows of it.
    pub sync: SyncState<R>,
    /// Fields that this version of the program does not know, kept for the one that does.
    pub unknown: Map<String, Value>,
}

/// How many of its ancestors a stored version names.
pub(crate) const LINEAGE: usize = 6;

/// The ancestors that a version names.
pub(crate) fn lineage<'a>(
    write_id: &WriteId,
    ancestors: impl Iterator<Item = &'a WriteId>,
) -> Vec<WriteId> {
    let mut named: Vec<WriteId> = Vec::new();
    for ancestor in ancestors {
        if ancestor != write_id && !named.contains(ancestor) && named.len() < LINEAGE {
            named.push(ancestor.clone());
        }
    }
    named
}

/// What the server knows of a local record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SyncState<R> {
    /// The server holds exactly this version.
    Synced,
    /// There is a local change that the server has not accepted.
    Unsynced(Box<Pending<R>>),
}

/// A change that is on its way to the server.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pending<R> {
    /// What the server last accepted or told of; nothing when it never did.
    pub base: Option<Version<R>>,
    /// The version that was last sent and whose fate is not known. It is stored before it is sent, so that "the server
    /// never had it" means "it was never sent".
    pub sent: Option<Version<R>>,
    /// Why the server does not take this version. It is not sent again before it is edited.
    pub rejected: Option<Invalid>,
    /// How the change came about.
    pub origin: Origin,
}

impl<R> Default for Pending<R> {
    fn default() -> Self {
        Self {
            base: None,
            sent: None,
            rejected: None,
            origin: Origin::Edit,
        }
    }
}

impl<R> Pending<R> {
    /// Whether the record was never told to the server.
    pub(crate) fn is_known_here_only(&self) -> bool {
        self.base.is_none() && self.sent.is_none() && self.origin == Origin::Edit
    }

    /// Whether nothing was changed here, and the server lost this very version.
    pub(crate) fn is_given_back(&self) -> bool {
        self.origin == Origin::Recovery && self.base.is_none()
    }
}

/// Why a stored value is not a record.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecodeError {
    /// It is not JSON, or a field has another type than it should.
    #[error("the value is not a record")]
    Json(#[from] serde_json::Error),
    /// It is JSON of another shape.
    #[error("the value has no {0}")]
    Missing(&'static str),
    /// It is a record, with something in it that this version of the program cannot read.
    #[error("the record was written by another version of the program")]
    OtherVersion {
        /// Which record.
        id: RecordId,
        /// Whose.
        user_id: UserId,
    },
}

const USER_ID: &str = "userId";
const WRITE_ID: &str = "writeId";
const IS_SYNCED: &str = "isSynced";
const DELETED_AT: &str = "deletedAt";
const BASE: &str = "base";
const SENT: &str = "sent";
const REJECTED: &str = "rejected";
const LINEAGE_FIELD: &str = "from";
const TABS: &str = "tabs";
const TRASHED: &str = "trashed";
const HEARD_AT: &str = "heardAt";
const IS_GIVEN_BACK: &str = "isGivenBack";
const UPDATED_AT: &str = "updatedAt";
/// The fields of a stored value that are not the record's.
pub(crate) const OWN_FIELDS: [&str; 12] = [
    LINEAGE_FIELD,
    TABS,
    USER_ID,
    WRITE_ID,
    IS_SYNCED,
    DELETED_AT,
    TRASHED,
    HEARD_AT,
    BASE,
    SENT,
    REJECTED,
    IS_GIVEN_BACK,
];

impl<R: Record> Stored<R> {
    /// A record that the server has never told of.
    pub(crate) fn new(user_id: UserId, write_id: WriteId, record: R) -> Self {
        Self {
            id: record.id().clone(),
            user_id,
            write_id,
            body: Body::Live(record),
            lineage: Vec::new(),
            tabs: TabWrites::default(),
            trashed: None,
            heard_at: None,
            sync: SyncState::Unsynced(Box::default()),
            unknown: Map::new(),
        }
    }

    /// This version, with its name.
    pub(crate) fn version(&self) -> Version<R> {
        Version {
            write_id: self.write_id.clone(),
            body: self.body.clone(),
        }
    }

    /// What it is, or was before it was deleted.
    pub(crate) fn content(&self) -> Option<&R> {
        self.body.live().or(self.trashed.as_ref())
    }

    /// The same without what it was before it was deleted.
    pub(crate) fn emptied(self) -> Self {
        Self {
            trashed: None,
            ..self
        }
    }

    /// Whether it was deleted before the server ever knew it: there is nothing to tell, it is kept for the trash alone.
    pub(crate) fn is_only_trash(&self) -> bool {
        self.is_new() && self.body.live().is_none()
    }

    /// Whether the server has never known it, as far as its writer knew.
    pub(crate) fn is_new(&self) -> bool {
        self.pending().is_some_and(Pending::is_known_here_only)
    }

    /// What decides how old it is: what it is, or was. Goals and pieces belong to no instant, and tombstones without content
    /// neither.
    pub(crate) fn instant(&self) -> Option<Timestamp> {
        self.content().and_then(R::instant)
    }

    /// Whether the server holds exactly this version.
    pub(crate) fn is_synced(&self) -> bool {
        self.sync == SyncState::Synced
    }

    /// What is on its way to the server, if anything.
    pub(crate) fn pending(&self) -> Option<&Pending<R>> {
        match &self.sync {
            SyncState::Synced => None,
            SyncState::Unsynced(pending) => Some(pending),
        }
    }

    /// Whether there is something to send: a change that the server has not refused.
    pub(crate) fn is_waiting(&self) -> bool {
        self.unsynced()
            .is_some_and(|pending| pending.rejected.is_none())
    }

    /// The change that the server is to hold and does not yet.
    pub(crate) fn unsynced(&self) -> Option<&Pending<R>> {
        self.pending().filter(|_| !self.is_only_trash())
    }

    /// The record after the musician changed it here.
    pub(crate) fn edited(&self, body: Body<R>, write_id: WriteId) -> Self {
        let mut pending = match &self.sync {
            SyncState::Synced => Pending::default(),
            SyncState::Unsynced(pending) => (**pending).clone(),
        };
        if self.is_synced() || pending.is_given_back() {
            // The server holds this version, or has lost it.
            pending.base = Some(self.version());
        }
        pending.rejected = None;
        pending.origin = Origin::Edit;
        self.successor(
            Version { write_id, body },
            SyncState::Unsynced(Box::new(pending)),
        )
    }

    /// The record as it is after this version.
    pub(crate) fn successor(&self, version: Version<R>, sync: SyncState<R>) -> Self {
        let Version { write_id, body } = version;
        let (trashed, heard_at) = match &body {
            Body::Live(_) => (None, None),
            Body::Deleted { .. } => (self.content().cloned(), self.heard_at),
        };
        Self {
            lineage: lineage(&write_id, self.with_ancestors()),
            write_id,
            body,
            trashed,
            heard_at,
            sync,
            ..self.clone()
        }
    }

    /// This version, which another one was merged into.
    pub(crate) fn containing(self, other: &WriteId) -> Self {
        let ancestors = std::iter::once(other).chain(&self.lineage);
        Self {
            lineage: lineage(&self.write_id, ancestors),
            ..self
        }
    }

    /// This version, which was made from both of these.
    pub(crate) fn made_from(self, one: &Self, other: &Self) -> Self {
        let ancestors = one.with_ancestors().chain(other.with_ancestors());
        Self {
            lineage: lineage(&self.write_id, ancestors),
            tabs: other.tabs.and(&one.tabs),
            ..self
        }
    }

    /// The versions that this one is known to be or to descend from.
    pub(crate) fn with_ancestors(&self) -> impl Iterator<Item = &WriteId> {
        std::iter::once(&self.write_id).chain(&self.lineage)
    }

    /// Whether this version is known to be that write, or to descend from it.
    pub(crate) fn descends_from(&self, write: &WriteId) -> bool {
        self.with_ancestors().any(|ancestor| ancestor == write)
    }

    /// The text that the local store keeps.
    pub(crate) fn encode(&self) -> String {
        let mut fields = self.unknown.clone();
        encode_body(&self.id, &self.body, &mut fields);
        if let Some(trashed) = &self.trashed {
            fields.insert(
                TRASHED.into(),
                encode_part(|part| encode_live(trashed, part)),
            );
        }
        if let Some(heard_at) = self.heard_at {
            fields.insert(HEARD_AT.into(), heard_at.to_string().into());
        }
        fields.insert(USER_ID.into(), self.user_id.0.clone().into());
        fields.insert(WRITE_ID.into(), self.write_id.0.clone().into());
        fields.insert(IS_SYNCED.into(), self.is_synced().into());
        if !self.lineage.is_empty() {
            let names = self.lineage.iter().map(|write| write.0.clone().into());
            fields.insert(LINEAGE_FIELD.into(), Value::Array(names.collect()));
        }
        if !self.tabs.is_empty() {
            let tabs = serde_json::to_value(&self.tabs).unwrap_or_default();
            fields.insert(TABS.into(), tabs);
        }
        if let SyncState::Unsynced(pending) = &self.sync {
            for (name, version) in [(BASE, &pending.base), (SENT, &pending.sent)] {
                if let Some(version) = version {
                    fields.insert(name.into(), encode_version(&self.id, version));
                }
            }
            if let Some(invalid) = &pending.rejected {
                fields.insert(
                    REJECTED.into(),
                    serde_json::to_value(invalid).unwrap_or_default(),
                );
            }
            if pending.origin == Origin::Recovery {
                fields.insert(IS_GIVEN_BACK.into(), true.into());
            }
        }
        Value::Object(fields).to_string()
    }

    /// Reads what [`Self::encode`] wrote, also an older or newer version of this program.
    ///
    /// # Errors
    /// When it is something else; the text is then to be put aside, or left to the program that wrote it, never
    /// overwritten.
    pub(crate) fn decode(text: &str) -> Result<Self, DecodeError> {
        let mut fields: Map<String, Value> = serde_json::from_str(text)?;
        let is_synced = take_bool(&mut fields, IS_SYNCED)?;
        let user_id = UserId(take_text(&mut fields, USER_ID)?);
        let write_id = WriteId(take_text(&mut fields, WRITE_ID)?);
        let id = match fields.get("id") {
            Some(Value::String(id)) => RecordId(id.clone()),
            _ => return Err(DecodeError::Missing("id")),
        };
        let other_version = DecodeError::OtherVersion {
            id,
            user_id: user_id.clone(),
        };
        Self::decode_fields(fields, user_id, write_id, is_synced).map_err(|_| other_version)
    }

    fn decode_fields(
        mut fields: Map<String, Value>,
        user_id: UserId,
        write_id: WriteId,
        is_synced: bool,
    ) -> Result<Self, DecodeError> {
        let lineage = fields
            .remove(LINEAGE_FIELD)
            .map(serde_json::from_value)
            .transpose()?
            .unwrap_or_default();
        let tabs = fields
            .remove(TABS)
            .map(serde_json::from_value)
            .transpose()?
            .unwrap_or_default();
        let (base, sent) = (
            take_version(&mut fields, BASE)?,
            take_version(&mut fields, SENT)?,
        );
        let trashed = take_trashed(&mut fields)?;
        let heard_at = fields
            .remove(HEARD_AT)
            .map(serde_json::from_value)
            .transpose()?;
        let rejected = fields
            .remove(REJECTED)
            .map(serde_json::from_value)
            .transpose()?;
        let origin = match fields.remove(IS_GIVEN_BACK) {
            Some(Value::Bool(true)) => Origin::Recovery,
            _ => Origin::Edit,
        };
        let sync = if is_synced {
            SyncState::Synced
        } else {
            SyncState::Unsynced(Box::new(Pending {
                base,
                sent,
                rejected,
                origin,
            }))
        };
        let (id, body) = take_body::<R>(&mut fields)?;
        fields.retain(|name, _| {
            !R::FIELDS.contains(&name.as_str()) && !OWN_FIELDS.contains(&name.as_str())
        });
        Ok(Self {
            id,
            user_id,
            write_id,
            body,
            lineage,
            tabs,
            trashed,
            heard_at,
            sync,
            unknown: fields,
        })
    }
}

/// A stored value with another owner, also where only a newer program can read the record in it. To somebody anonymous it
/// has never been sent anywhere.
pub(crate) fn change_owner(text: &str, to: &LocalUser) -> Option<String> {
    let mut fields: Map<String, Value> = serde_json::from_str(text).ok()?;
    fields.insert(USER_ID.into(), to.id.0.clone().into());
    if to.is_anonymous {
        fields.insert(IS_SYNCED.into(), false.into());
        fields.retain(|name, _| ![BASE, SENT, REJECTED, IS_GIVEN_BACK].contains(&name.as_str()));
    }
    Some(Value::Object(fields).to_string())
}

fn encode_body<R: Record>(id: &RecordId, body: &Body<R>, fields: &mut Map<String, Value>) {
    match body {
        Body::Live(record) => encode_live(record, fields),
        Body::Deleted { at } => {
            fields.insert("id".into(), id.0.clone().into());
            fields.insert(DELETED_AT.into(), at.to_string().into());
        }
    }
}

fn encode_live<R: Record>(record: &R, fields: &mut Map<String, Value>) {
    if let Ok(Value::Object(of_record)) = serde_json::to_value(record) {
        fields.extend(of_record);
    }
    // A record that was never edited costs a tenth less without saying so.
    if record.updated_at() == record.created_at() {
        fields.remove(UPDATED_AT);
    }
}

/// What stands in a field of a record. It belongs to the record it is kept in; repeating the id would only cost room.
fn encode_part(encode: impl FnOnce(&mut Map<String, Value>)) -> Value {
    let mut fields = Map::new();
    encode(&mut fields);
    fields.remove("id");
    Value::Object(fields)
}

fn encode_version<R: Record>(id: &RecordId, version: &Version<R>) -> Value {
    encode_part(|fields| {
        encode_body(id, &version.body, fields);
        fields.insert(WRITE_ID.into(), version.write_id.0.clone().into());
    })
}

/// Takes what stands in a field of a record, with the record's id.
fn take_part(
    fields: &mut Map<String, Value>,
    name: &'static str,
) -> Result<Option<Map<String, Value>>, DecodeError> {
    let Some(Value::Object(mut part)) = fields.remove(name) else {
        return Ok(None);
    };
    let id = fields
        .get("id")
        .cloned()
        .ok_or(DecodeError::Missing("id"))?;
    part.insert("id".into(), id);
    Ok(Some(part))
}

fn take_trashed<R: Record>(fields: &mut Map<String, Value>) -> Result<Option<R>, DecodeError> {
    let Some(mut trashed) = take_part(fields, TRASHED)? else {
        return Ok(None);
    };
    let (_, body) = take_body(&mut trashed)?;
    Ok(match body {
        Body::Live(record) => Some(record),
        Body::Deleted { .. } => None,
    })
}

fn take_version<R: Record>(
    fields: &mut Map<String, Value>,
    name: &'static str,
) -> Result<Option<Version<R>>, DecodeError> {
    let Some(mut version) = take_part(fields, name)? else {
        return Ok(None);
    };
    let write_id = WriteId(take_text(&mut version, WRITE_ID)?);
    let (_, body) = take_body(&mut version)?;
    Ok(Some(Version { write_id, body }))
}

/// Takes the body out of `fields` and leaves the unknown fields, and perhaps known ones, behind.
fn take_body<R: Record>(
    fields: &mut Map<String, Value>,
) -> Result<(RecordId, Body<R>), DecodeError> {
    if let Some(at) = fields.remove(DELETED_AT) {
        let at: Timestamp = serde_json::from_value(at)?;
        return Ok((RecordId(take_text(fields, "id")?), Body::Deleted { at }));
    }
    let mut known = Map::new();
    for name in R::FIELDS {
        if let Some(value) = fields.remove(*name) {
            known.insert((*name).into(), value);
        }
    }
    if let (Some(created_at), false) = (
        known.get("createdAt").cloned(),
        known.contains_key(UPDATED_AT),
    ) {
        known.insert(UPDATED_AT.into(), created_at);
    }
    let record: R = serde_json::from_value(Value::Object(known))?;
    Ok((record.id().clone(), Body::Live(record)))
}

fn take_text(fields: &mut Map<String, Value>, name: &'static str) -> Result<String, DecodeError> {
    match fields.remove(name) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(DecodeError::Missing(name)),
    }
}

fn take_bool(fields: &mut Map<String, Value>, name: &'static str) -> Result<bool, DecodeError> {
    match fields.remove(name) {
        Some(Value::Bool(value)) => Ok(value),
        _ => Err(DecodeError::Missing(name)),
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::tab::TabWrite;
    use crate::test_support::{NoServer, TestDevice, entry};
    use shared_model::LogbookEntry;

    fn stored() -> Stored<LogbookEntry> {
        let user = UserId::from("5f0c2b9e71d84a36");
        Stored::new(
            user,
            WriteId::from_random(7),
            entry("0190b5c2-7e5b-7c9a-8b1d-0242ac120002"),
        )
    }

    #[test]
    fn a_record_survives_the_store() {
        let new = stored();
        assert_eq!(Stored::decode(&new.encode()).expect("decodes"), new);

        let synced = Stored {
            sync: SyncState::Synced,
            ..new
        };
        assert_eq!(Stored::decode(&synced.encode()).expect("decodes"), synced);

        let device = TestDevice::new(1, Rc::new(NoServer));
        let deleted = synced.edited(
            Body::Deleted {
                at: Timestamp::from_millis(5000).expect("in range"),
            },
            WriteId::from_random(8),
        );
        let deleted = Stored {
            tabs: deleted.tabs.with(&TabWrite::first(&device.platform)),
            ..deleted
        };
        assert_eq!(deleted.trashed.as_ref(), synced.body.live());
        let mut sent = deleted.clone();
        if let SyncState::Unsynced(pending) = &mut sent.sync {
            pending.sent = Some(deleted.version());
        }
        sent.heard_at = Timestamp::from_millis(6000).ok();
        for record in [deleted, sent] {
            assert_eq!(
                Stored::<LogbookEntry>::decode(&record.encode()).expect("decodes"),
                record
            );
        }
    }

    #[test]
    fn fields_of_a_newer_version_are_kept_through_an_edit() {
        let mut fields: Map<String, Value> =
            serde_json::from_str(&stored().encode()).expect("an object");
        fields.insert("weather".into(), "rain".into());
        let decoded =
            Stored::<LogbookEntry>::decode(&Value::Object(fields).to_string()).expect("decodes");
        let edited = decoded.edited(decoded.body.clone(), WriteId::from_random(9));
        let again: Map<String, Value> = serde_json::from_str(&edited.encode()).expect("an object");
        assert_eq!(again["weather"], "rain");
    }

    #[test]
    fn a_typical_synced_entry_costs_at_most_460_characters_with_its_key() {
        let device = TestDevice::new(1, Rc::new(NoServer));
        let write = TabWrite::first(&device.platform);
        let synced = Stored {
            sync: SyncState::Synced,
            tabs: TabWrites::default().with(&write.next().next()),
            ..stored()
        };
        let key = crate::keys::record(shared_model::Collection::LogbookEntries, &synced.id);
        let cost = key.len() + synced.encode().chars().count();
        assert!(cost <= 460, "{cost} characters: {}", synced.encode());
    }

    #[test]
    fn what_is_no_record_is_told_apart() {
        for text in [
            "",
            "null",
            "[]",
            "{}",
            "{\"id\":\"x\"}",
            "{\"id\":\"x\",\"isSynced\":true,\"userId\":\"u\",\"writeId\":\"w\"}",
        ] {
            assert!(Stored::<LogbookEntry>::decode(text).is_err(), "{text}");
        }
    }
}
