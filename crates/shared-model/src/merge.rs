//! What two devices' edits of one record add up to (the merge table of design.md section 6).
//!
//! Pure and complete: the same three versions always give the same result, and no clock decides which record is newer.
//! `updatedAt` only chooses between two different values of one field.

mod list;
mod text;

use crate::id::RecordId;
use crate::limits::Caps;
use crate::records::Record;
use crate::time::Timestamp;
use crate::version::Body;

/// The base that both sides started from (none: the same id was made twice), and the two sides.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a, T> {
    /// What both sides knew.
    pub base: Option<&'a T>,
    /// What this device made of it.
    pub local: &'a T,
    /// What the server holds.
    pub remote: &'a T,
    /// The side whose record was edited later.
    pub later: Side,
    /// The later of both records' `updatedAt`.
    pub updated_at: Timestamp,
}

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// This device.
    Local,
    /// The server.
    Remote,
}

/// How a local version that the server has not accepted came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The musician edited this record here.
    #[default]
    Edit,
    /// The server had accepted it, lost it (it was restored from a backup), and it is being given back.
    Recovery,
}

/// The result of a merge.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged<R> {
    /// What the record is now.
    pub body: Body<R>,
    /// The other side, whole, when both together would have been larger than the server takes. It is to be kept as a
    /// record of its own.
    pub displaced: Option<R>,
}

/// Merges what this device made of a record with what the server holds.
pub fn merge<R: Record>(
    base: Option<&Body<R>>,
    local: &Body<R>,
    remote: &Body<R>,
    origin: Origin,
) -> Merged<R> {
    let whole = |body: &Body<R>| Merged {
        body: body.clone(),
        displaced: None,
    };
    if local == remote || base == Some(local) {
        return whole(remote);
    }
    if base == Some(remote) {
        return whole(local);
    }
    match (local, remote) {
        (Body::Live(local), Body::Live(remote)) => {
            merge_live(base.and_then(Body::live), local, remote)
        }
        // An edit made without having seen the deletion is work that the musician did; giving back is not.
        (Body::Live(_), Body::Deleted { .. }) if origin == Origin::Edit => whole(local),
        // A deletion that the server has forgotten is given back as a deletion.
        (Body::Deleted { .. }, Body::Live(_)) if origin == Origin::Recovery => whole(local),
        _ => whole(remote),
    }
}

fn merge_live<R: Record>(base: Option<&R>, local: &R, remote: &R) -> Merged<R> {
    let later = if local.updated_at() > remote.updated_at() {
        Side::Local
    } else {
        Side::Remote
    };
    let updated_at = local.updated_at().max(remote.updated_at());
    let mut record = R::merge_fields(&Sides {
        base,
        local,
        remote,
        later,
        updated_at,
    });
    if record.validate(Caps::Server).is_err()
        && local.validate(Caps::Server).is_ok()
        && remote.validate(Caps::Server).is_ok()
    {
        let (kept, displaced) = match later {
            Side::Local => (local, remote),
            Side::Remote => (remote, local),
        };
        return Merged {
            body: Body::Live(kept.clone()),
            displaced: Some(displaced.clone()),
        };
    }
    // A result that says the same as remote is remote, times included, so that it needs no push.
    record.set_updated_at(remote.updated_at());
    if record != *remote {
        record.set_updated_at(updated_at);
    }
    Merged {
        body: Body::Live(record),
        displaced: None,
    }
}

/// A part of a record that has an id of its own: a piece of an entry, a milestone of a goal.
pub trait Item: Clone + PartialEq {
    /// Its name within the list.
    fn id(&self) -> &RecordId;
    /// Merges two edits of the item field by field.
    #[must_use]
    fn merge_fields(sides: &Sides<'_, Self>) -> Self;
}

impl<T> Sides<'_, T> {
    /// A single value, or several that only make sense together: the side that changed it; the later one if both did.
    pub fn single<V: PartialEq>(&self, get: impl Fn(&T) -> V) -> V {
        let (local, remote) = (get(self.local), get(self.remote));
        match self
            .only_changed(self.base.map(get).as_ref(), &local, &remote)
            .unwrap_or(self.later)
        {
            Side::Local => local,
            Side::Remote => remote,
        }
    }

    /// A text of several lines: a three-way text merge, in which no line that either side wrote is lost.
    pub fn text(&self, get: impl Fn(&T) -> Option<&str>) -> Option<String> {
        let base = self.base.map(|base| get(base).unwrap_or_default());
        let (local, remote) = (get(self.local), get(self.remote));
        let (local_text, remote_text) = (local.unwrap_or_default(), remote.unwrap_or_default());
        match self.only_changed(base.as_ref(), &local_text, &remote_text) {
            Some(Side::Local) => local.map(str::to_owned),
            Some(Side::Remote) => remote.map(str::to_owned),
            None => Some(text::merge(
                base.unwrap_or_default(),
                local_text,
                remote_text,
            ))
            .filter(|text| !text.is_empty()),
        }
    }

    /// A list without an order of its own: base plus both sides' additions, minus both sides' removals.
    pub fn set<V: Clone + PartialEq>(&self, get: impl Fn(&T) -> &Vec<V>) -> Vec<V> {
        let (base, local, remote) = (self.base.map(&get), get(self.local), get(self.remote));
        match self.only_changed(base, local, remote) {
            Some(Side::Local) => local.clone(),
            Some(Side::Remote) => remote.clone(),
            None => list::merge_set(base.map_or(&[][..], Vec::as_slice), local, remote),
        }
    }

    /// A list of items with ids: like a set by id, and within an item by field.
    pub fn items<V: Item>(&self, get: impl Fn(&T) -> &Vec<V>) -> Vec<V> {
        let (base, local, remote) = (self.base.map(&get), get(self.local), get(self.remote));
        match self.only_changed(base, local, remote) {
            Some(Side::Local) => local.clone(),
            Some(Side::Remote) => remote.clone(),
            None => list::merge_items(
                base.map_or(&[][..], Vec::as_slice),
                local,
                remote,
                self.later,
                self.updated_at,
            ),
        }
    }

    /// The one side that changed a value (remote when both say the same), or nothing when both did, differently.
    fn only_changed<V: PartialEq + ?Sized>(
        &self,
        base: Option<&V>,
        local: &V,
        remote: &V,
    ) -> Option<Side> {
        if local == remote || base == Some(local) {
            Some(Side::Remote)
        } else if base == Some(remote) {
            Some(Side::Local)
        } else {
            None
        }
    }
}
