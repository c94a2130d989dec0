//! Merging lists.

use super::{Item, Side, Sides};
use crate::time::Timestamp;

/// Base plus both sides' additions, minus both sides' removals, in remote's order, then local's additions.
pub(super) fn merge_set<V: Clone + PartialEq>(base: &[V], local: &[V], remote: &[V]) -> Vec<V> {
    let mut merged: Vec<V> = Vec::new();
    let kept_of_remote = remote
        .iter()
        .filter(|value| local.contains(value) || !base.contains(value));
    let added_by_local = local
        .iter()
        .filter(|value| !remote.contains(value) && !base.contains(value));
    for value in kept_of_remote.chain(added_by_local) {
        if !merged.contains(value) {
            merged.push(value.clone());
        }
    }
    merged
}

/// Like [`merge_set`] by id; an item that both sides have is merged field by field.
pub(super) fn merge_items<V: Item>(
    base: &[V],
    local: &[V],
    remote: &[V],
    later: Side,
    updated_at: Timestamp,
) -> Vec<V> {
    let (base, local, remote) = (occurrences(base), occurrences(local), occurrences(remote));
    let find = |list: &[Occurrence<'_, V>], wanted: &Occurrence<'_, V>| {
        list.iter()
            .find(|other| other.is(wanted))
            .map(|found| found.item.clone())
    };
    let of_remote = remote.iter().filter_map(|theirs| {
        let (in_base, ours) = (find(&base, theirs), find(&local, theirs));
        match ours {
            Some(ours) => Some(V::merge_fields(&Sides {
                base: in_base.as_ref(),
                local: &ours,
                remote: theirs.item,
                later,
                updated_at,
            })),
            None if in_base.is_some() => None,
            None => Some(theirs.item.clone()),
        }
    });
    let added_by_local = local
        .iter()
        .filter(|ours| find(&remote, ours).is_none() && find(&base, ours).is_none())
        .map(|ours| ours.item.clone());
    of_remote.chain(added_by_local).collect()
}

/// An item and how many with the same id stand before it: a piece may be played twice in one sitting.
struct Occurrence<'a, V> {
    item: &'a V,
    nth: usize,
}

impl<V: Item> Occurrence<'_, V> {
    fn is(&self, other: &Occurrence<'_, V>) -> bool {
        self.nth == other.nth && self.item.id() == other.item.id()
    }
}

fn occurrences<V: Item>(items: &[V]) -> Vec<Occurrence<'_, V>> {
    items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let nth = items
                .iter()
                .take(index)
                .filter(|before| before.id() == item.id())
                .count();
            Occurrence { item, nth }
        })
        .collect()
}
