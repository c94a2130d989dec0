//! The GraphQL schema: what can be asked. A resolver takes its arguments apart and calls a use case; it decides nothing.

mod mutation;
mod query;

use std::sync::{Arc, LazyLock};

use async_graphql::{Context, EmptySubscription, Schema};
use shared_model::UserId;

use crate::account::{self, Standing};
use crate::api::Services;
use crate::auth::{Browser, Viewer};
use crate::database::Database;
use crate::error::ApiError;
use crate::journal::Journal;
use crate::log::Faults;
use mutation::Mutation;
use query::Query;

/// The deepest query that the schema has a use for is a changed goal's milestones.
const DEPTH_MAX: usize = 10;
/// Fields of a query, where one that asks the database counts for [`READ_COST`] or [`WRITE_COST`].
const COMPLEXITY_MAX: usize = 1_000;
/// So that an answer can have several lists, but not so many that D1's queries per request run out.
const READ_COST: usize = 100;
/// So that a request makes one change: twenty names for one field would otherwise send twenty mails.
const WRITE_COST: usize = 600;
/// Directives on one field.
const DIRECTIVES_MAX: usize = 4;
/// Opening braces, brackets and parentheses of a query. The parser goes one level deeper with each that is not closed, and
/// a Worker's stack is small.
const BRACKETS_MAX: usize = 256;
/// Uses of fragments. Those of fragments that use each other multiply: n of them make at most e^(n/e) expansions.
const SPREADS_MAX: usize = 12;

pub(crate) static SCHEMA: LazyLock<Schema<Query, Mutation, EmptySubscription>> =
    LazyLock::new(|| {
        Schema::build(Query, Mutation, EmptySubscription)
            .limit_depth(DEPTH_MAX)
            .limit_recursive_depth(2 * DEPTH_MAX)
            .limit_complexity(COMPLEXITY_MAX)
            .limit_directives(DIRECTIVES_MAX)
            .finish()
    });

/// The schema in GraphQL's own language: schema.graphql.
pub fn schema_sdl() -> String {
    let sdl = SCHEMA.sdl();
    format!("{}\n", sdl.trim_end())
}

/// Whether a query is small enough to be parsed. The limits above apply only afterwards: before them async-graphql parses
/// a query however deep it is, and expands its fragments however many they become.
pub(crate) fn may_be_parsed(query: &str) -> bool {
    let brackets = query.matches(['{', '[', '(']).count();
    let spreads = query.matches("...").count();
    brackets <= BRACKETS_MAX && spreads <= SPREADS_MAX
}

/// What a request brings along.
struct Caller<'a> {
    services: &'a Services,
    browser: &'a Browser,
    viewer: Option<&'a Viewer>,
    faults: &'a Faults,
}

impl<'a> Caller<'a> {
    fn of(context: &Context<'a>) -> Self {
        Self {
            services: context.data_unchecked(),
            browser: context.data_unchecked(),
            viewer: context.data_unchecked::<Option<Viewer>>().as_ref(),
            faults: context.data_unchecked::<Arc<Faults>>(),
        }
    }

    /// Who is signed in, for a request that was meant for this user. Where nobody is, that account may have been deleted on
    /// another device, and this one is told so; whoever is, a restored server may have lost it.
    async fn viewer_for(&self, expected: &UserId) -> Result<&'a Viewer, ApiError> {
        let is_other = match self.viewer {
            Some(viewer) if viewer.user().id == *expected => return Ok(viewer),
            viewer => viewer.is_some(),
        };
        Err(match account::standing(expected, self.database()).await? {
            Standing::Unknown => ApiError::AccountUnknown { is_other },
            _ if is_other => ApiError::WrongAccount,
            Standing::Exists => ApiError::Unauthenticated,
            Standing::Deleted => ApiError::AccountDeleted,
        })
    }

    /// The journal of who is signed in, for a request that was meant for this user.
    async fn journal_for(&self, expected: &UserId) -> Result<Journal<'a>, ApiError> {
        let viewer = self.viewer_for(expected).await?;
        Ok(Journal::of(viewer, self.database()))
    }

    /// The journal of who is signed in.
    fn journal(&self) -> Result<Journal<'a>, ApiError> {
        let viewer = self.viewer.ok_or(ApiError::Unauthenticated)?;
        Ok(Journal::of(viewer, self.database()))
    }

    fn database(&self) -> &'a dyn Database {
        self.services.database.as_ref()
    }
}
