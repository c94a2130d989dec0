//! Versions of a record: what a write made of it.

use serde::{Deserialize, Serialize};

use crate::id::{RecordId, WriteId};
use crate::limits;
use crate::records::Record;
use crate::time::Timestamp;

/// What a record is at some version. A tombstone has no fields.
#[derive(Clone, Debug, PartialEq)]
pub enum Body<R> {
    /// It exists, with these fields.
    Live(R),
    /// It was deleted at this time, by the clock of the device that deleted it.
    Deleted {
        /// For the trash and for telling the musician; it decides nothing.
        at: Timestamp,
    },
}

impl<R> Body<R> {
    /// The fields, if it exists.
    pub fn live(&self) -> Option<&R> {
        match self {
            Self::Live(record) => Some(record),
            Self::Deleted { .. } => None,
        }
    }
}

/// A version: its name and what the record was.
#[derive(Clone, Debug, PartialEq)]
pub struct Version<R> {
    /// The write that made it.
    pub write_id: WriteId,
    /// What the record was.
    pub body: Body<R>,
}

/// A record that travels. On the server it is also a GraphQL input and output.
#[cfg(not(feature = "graphql"))]
pub trait WireRecord: Record {}
#[cfg(not(feature = "graphql"))]
impl<R: Record> WireRecord for R {}

/// A record that travels. On the server it is also a GraphQL input and output.
#[cfg(feature = "graphql")]
pub trait WireRecord: Record + async_graphql::InputObjectType + async_graphql::OutputType {}
#[cfg(feature = "graphql")]
impl<R: Record + async_graphql::InputObjectType + async_graphql::OutputType> WireRecord for R {}

/// A version as the server tells it: a live one has `record`, a tombstone has `deletedAt`, and `record` too for as long as
/// its content is kept for the trash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[cfg_attr(feature = "graphql", graphql(name_type))]
#[serde(
    rename_all = "camelCase",
    bound(deserialize = "R: serde::de::DeserializeOwned")
)]
pub struct RemoteVersion<R: WireRecord> {
    /// Which record.
    pub id: RecordId,
    /// The write that made this version.
    pub write_id: WriteId,
    /// The last writes of the record, newest first, this one included. A client whose write is among them knows that
    /// it was accepted and then built upon.
    pub recent_writes: Vec<WriteId>,
    /// When it was deleted; absent while it exists.
    pub deleted_at: Option<Timestamp>,
    /// Its fields; those of a tombstone are the last that it had, and absent once they are purged.
    pub record: Option<R>,
}

impl<R: WireRecord> RemoteVersion<R> {
    /// Whether this version was built upon an earlier write. Nothing when its list of recent writes does not reach back
    /// far enough to tell.
    pub fn descends_from(&self, write: &WriteId) -> Option<bool> {
        if self.recent_writes.contains(write) {
            Some(true)
        } else if self.recent_writes.len() < limits::RECENT_WRITES {
            Some(false)
        } else {
            None
        }
    }

    /// The version, or nothing when the answer is neither live nor deleted, which no server of ours sends. What a deleted
    /// record was is no part of the version: it is for the trash alone, and decides nothing.
    pub fn version(&self) -> Option<Version<R>> {
        let body = match (&self.record, self.deleted_at) {
            (_, Some(at)) => Body::Deleted { at },
            (Some(record), None) => Body::Live(record.clone()),
            (None, None) => return None,
        };
        Some(Version {
            write_id: self.write_id.clone(),
            body,
        })
    }
}
