//! What can be read.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Object, OutputType, SimpleObject};
use shared_model::protocol::{
    Account, AccountPreferences, AccountSession, AddressChange, Changes, History, MagicLink,
    SignIn, User,
};
use shared_model::{BackupCheck, Goal, LogbookEntry, PracticeSession, Timestamp, UserId};

use super::{Caller, READ_COST};
use crate::account;
use crate::auth;
use crate::error::ApiError;
use crate::journal::{self, GoalFilter, Listing, LogbookEntryFilter, Page, PracticeSessionFilter};

/// What a list says of itself.
#[derive(SimpleObject)]
pub(crate) struct ListFields {
    /// How many there are with this filter, on all pages.
    total_count: i64,
}

type List<R> = Connection<String, R, ListFields, EmptyFields>;

fn list<R: OutputType>(listing: Listing<R>, page: &Page) -> List<R> {
    let fields = ListFields {
        total_count: listing.total_count,
    };
    let mut list =
        Connection::with_additional_fields(page.after.is_some(), listing.has_more, fields);
    list.edges = listing
        .records
        .into_iter()
        .map(|(cursor, record)| Edge::new(cursor, record))
        .collect();
    list
}

/// What can be read.
pub(crate) struct Query;

#[Object]
impl Query {
    /// Who is signed in; nothing when nobody is.
    async fn me<'a>(&self, context: &Context<'a>) -> Option<&'a User> {
        Caller::of(context).viewer.map(auth::Viewer::user)
    }

    /// What a magic link is for. Asking does not use it.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn magic_link(
        &self,
        context: &Context<'_>,
        token: String,
    ) -> Result<MagicLink, ApiError> {
        let Caller {
            services, browser, ..
        } = Caller::of(context);
        auth::look_at_link(&token, browser, services).await
    }

    /// The expected user's account.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn my_account(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
    ) -> Result<Account, ApiError> {
        let caller = Caller::of(context);
        let viewer = caller.viewer_for(&expected_user_id).await?;
        account::look_at(viewer, &expected_user_id, caller.database()).await
    }

    /// What a link would confirm that was sent because an account's address is to be changed. Asking confirms nothing.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn address_change(
        &self,
        context: &Context<'_>,
        token: String,
    ) -> Result<AddressChange, ApiError> {
        auth::look_at_address_change(&token, Caller::of(context).services).await
    }

    /// Where the expected user is signed in, the session that was used latest first.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn my_sessions(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
    ) -> Result<Vec<AccountSession>, ApiError> {
        let caller = Caller::of(context);
        let viewer = caller.viewer_for(&expected_user_id).await?;
        let now = caller.services.clock.now();
        auth::list_sessions(viewer, &expected_user_id, caller.database(), now).await
    }

    /// Who has signed in to the expected user's account in the last 90 days, and who has tried, the latest first.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn my_sign_ins(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
    ) -> Result<Vec<SignIn>, ApiError> {
        let caller = Caller::of(context);
        let viewer = caller.viewer_for(&expected_user_id).await?;
        let now = caller.services.clock.now();
        auth::sign_in_log(viewer, &expected_user_id, caller.database(), now).await
    }

    /// What changed in the expected user's journal since a cursor, which an earlier answer gave; without one, all of it. A page
    /// has whole pushes: at most `first` records (500 without it, and at most) and the rest of the last push among them. A
    /// caller that keeps a copy names its model version: an older one would keep records without their newer fields. It also
    /// names the cursors that it has `reached`, at most four, as `history` and the pushes take them too: a journal that does not
    /// go on from each of them was restored from an older backup, and the answer is `RESYNC`, or that of a push says so.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn changes(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
        model_version: Option<i32>,
        since: Option<String>,
        #[graphql(default)] reached: Vec<String>,
        first: Option<i32>,
    ) -> Result<Changes, ApiError> {
        journal::expect_model_version(model_version)?;
        let caller = Caller::of(context);
        let now = caller.services.clock.now();
        caller
            .journal_for(&expected_user_id)
            .await?
            .changes(&expected_user_id, since.as_deref(), &reached, first, now)
            .await
    }

    /// The expected user's journal as it is now, from the newest records back: the `first` (500 without it, and at most)
    /// sessions, logs and entries before an instant, or of all, and those that share the last one's instant. The page
    /// without `before` also has all goals and pieces. Tombstones whose content is still there are told as records are.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn history(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
        model_version: Option<i32>,
        #[graphql(default)] reached: Vec<String>,
        before: Option<Timestamp>,
        first: Option<i32>,
    ) -> Result<History, ApiError> {
        journal::expect_model_version(model_version)?;
        Caller::of(context)
            .journal_for(&expected_user_id)
            .await?
            .history(&expected_user_id, &reached, before, first)
            .await
    }

    /// What the account holds of the expected user's journal from an instant on, or of all of it, for a device to compare.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn backup_check(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
        since: Option<Timestamp>,
    ) -> Result<BackupCheck, ApiError> {
        Caller::of(context)
            .journal_for(&expected_user_id)
            .await?
            .check(&expected_user_id, since)
            .await
    }

    /// The expected user's preferences.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn my_preferences(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
    ) -> Result<AccountPreferences, ApiError> {
        Caller::of(context)
            .journal_for(&expected_user_id)
            .await?
            .preferences(&expected_user_id)
            .await
    }

    /// Logbook entries, the latest first, `first` (500 without it, and at most) after a cursor.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn my_logbook_entries(
        &self,
        context: &Context<'_>,
        filter: Option<LogbookEntryFilter>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<LogbookEntry>, ApiError> {
        let page = Page { first, after };
        Ok(list(
            Caller::of(context)
                .journal()?
                .entries(&filter.unwrap_or_default(), &page)
                .await?,
            &page,
        ))
    }

    /// Goals, the newest first, `first` (500 without it, and at most) after a cursor.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn my_goals(
        &self,
        context: &Context<'_>,
        filter: Option<GoalFilter>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<Goal>, ApiError> {
        let page = Page { first, after };
        Ok(list(
            Caller::of(context)
                .journal()?
                .goals(&filter.unwrap_or_default(), &page)
                .await?,
            &page,
        ))
    }

    /// Practice sessions, the latest first, `first` (500 without it, and at most) after a cursor.
    #[graphql(complexity = "READ_COST + child_complexity")]
    async fn my_practice_sessions(
        &self,
        context: &Context<'_>,
        filter: Option<PracticeSessionFilter>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<PracticeSession>, ApiError> {
        let page = Page { first, after };
        Ok(list(
            Caller::of(context)
                .journal()?
                .sessions(&filter.unwrap_or_default(), &page)
                .await?,
            &page,
        ))
    }
}
