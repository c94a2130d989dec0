//! Where the screens' data comes from (the decision tree of design.md section 2).

use crate::user::LocalUser;

/// What a user's journal is read from and written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataSource {
    /// Nobody is signed in: localStorage.
    LocalOnly,
    /// Signed in, with the backup paused: localStorage, nothing is sent or fetched.
    LocalPaused,
    /// Signed in with cloud storage: D1 through GraphQL, merged into localStorage, which the screens show at once.
    Cloud,
}

/// Decides by who the user is.
pub fn data_source(user: &LocalUser) -> DataSource {
    match (user.is_anonymous, user.has_cloud_storage) {
        (true, _) => DataSource::LocalOnly,
        (false, false) => DataSource::LocalPaused,
        (false, true) => DataSource::Cloud,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_branch_of_the_decision_tree() {
        let cases = [
            (true, false, DataSource::LocalOnly),
            (true, true, DataSource::LocalOnly),
            (false, false, DataSource::LocalPaused),
            (false, true, DataSource::Cloud),
        ];
        for (is_anonymous, has_cloud_storage, source) in cases {
            let user = LocalUser {
                is_anonymous,
                has_cloud_storage,
                ..LocalUser::anonymous("u".into())
            };
            assert_eq!(data_source(&user), source);
        }
    }
}
