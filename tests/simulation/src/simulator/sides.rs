//! Where two people gave one thing different values without knowing of each other, the side whose record was edited later
//! says what it is; where both were edited at the same moment, the account does. And what is only given back does not outlive
//! a deletion. Looked at whenever a merge is stored.

use serde_json::Value;
use shared_model::Timestamp;

use super::browser::content_of;
use super::content::PROGRESS;
use super::oracle::{Name, text};
use super::run::Run;
use super::words::about;

impl Run {
    /// Whether what a browser made of a record and of what the account holds is right.
    pub(super) fn check_sides(
        &self,
        name: &Name,
        before: &Value,
        after: &Value,
    ) -> Result<(), String> {
        let Some((remote, remote_id)) = merged_in(before, after) else {
            return Ok(());
        };
        let (Some(local_at), Some(remote_at)) = (edited_at(before), edited_at(remote)) else {
            return Ok(());
        };
        let [local, remote, merged] = [before, remote, after].map(|it| content_of(name.0, it));
        // What two tabs wrote may have come together under the name that one of them had given it.
        let from = before["from"].as_array().into_iter().flatten();
        let local_ids = from.chain([&before["writeId"]]).filter_map(Value::as_str);
        let local_ids: Vec<&str> = local_ids.collect();
        // The progress of a goal with milestones follows from these.
        let contents = [&local, &remote, &merged].into_iter();
        let mut items = contents.flat_map(|content| content.items.keys());
        let is_counted = items.any(|(field, _)| field == "milestones");
        for (place, ours) in &local.values {
            let (Some(theirs), Some(merged)) = (remote.values.get(place), merged.values.get(place))
            else {
                continue;
            };
            if is_counted && *place == PROGRESS.join("+") {
                continue;
            }
            let sides = [
                (&local_ids[..], ours.as_str()),
                (&[remote_id], theirs.as_str()),
            ];
            if ours == theirs || !self.oracle.is_contested(name, place, sides) {
                continue;
            }
            let expected = if local_at > remote_at { ours } else { theirs };
            if merged != expected {
                let wrong = format!(
                    "has {place} {merged}, although the side that was edited later has {expected}"
                );
                return Err(self.history(name, &about(name, &wrong)));
            }
        }
        Ok(())
    }
}

/// Whether a record that was only being given back to a server outlived a deletion that came from there.
pub(super) fn outlives_a_deletion(before: &Value, after: &Value) -> bool {
    let is_live = |version: &Value| version.get("deletedAt").is_none();
    let base = &after["base"];
    let deletion = text(base, "writeId").filter(|_| !is_live(base));
    let knows = |version: &Value| {
        let known = version["from"].as_array().into_iter().flatten();
        let known = known.chain([&version["writeId"], &version["base"]["writeId"]]);
        known
            .filter_map(Value::as_str)
            .any(|it| Some(it) == deletion)
    };
    let is_given_back = before["isGivenBack"] == true && is_live(before);
    is_given_back && is_live(after) && deletion.is_some() && !knows(before)
}

/// The version of the account that was merged into what was here before, and its name; nothing when none was.
fn merged_in<'a>(before: &Value, after: &'a Value) -> Option<(&'a Value, &'a str)> {
    let is_synced = after["isSynced"] == true;
    let remote = if is_synced { after } else { &after["base"] };
    let id = text(remote, "writeId")?;
    let known = [before, &before["base"], &before["sent"]];
    let is_new = known.iter().all(|known| text(known, "writeId") != Some(id));
    // Otherwise it is what two tabs of this browser wrote that was merged.
    let is_of_account = is_synced || after["from"][0] == id;
    let are_live = [before, after, remote]
        .iter()
        .all(|it| it.get("deletedAt").is_none());
    let is_same_user = before["userId"] == after["userId"];
    (is_new && is_of_account && are_live && is_same_user).then_some((remote, id))
}

/// When a stored version was edited. One that never was does not say so.
fn edited_at(version: &Value) -> Option<Timestamp> {
    let at = text(version, "updatedAt").or_else(|| text(version, "createdAt"))?;
    Timestamp::parse(at).ok()
}

/// Whether a stored value that waits to be sent says just what its base says, which the account holds.
pub(super) fn waits_for_nothing(value: &Value) -> bool {
    /// What a stored value says of itself.
    const OWN: [&str; 13] = [
        "id",
        "userId",
        "isSynced",
        "writeId",
        "base",
        "sent",
        "rejected",
        "from",
        "tabs",
        "trashed",
        "heardAt",
        "isGivenBack",
        super::mishaps::UNKNOWN_FIELD,
    ];
    let said = |version: &Value| {
        let mut said = version.as_object().cloned().unwrap_or_default();
        said.retain(|field, _| !OWN.contains(&field.as_str()));
        said
    };
    let base = value.get("base");
    value["isSynced"] == false && base.is_some_and(|base| said(base) == said(value))
}
