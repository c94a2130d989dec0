//! What can be changed.

use async_graphql::{Context, Object};
use shared_model::protocol::{
    Account, AccountPreferences, AccountSession, AddressChange, PushChangesInput, PushPayload,
    SyncAnonymousDataInput, User,
};
use shared_model::{Language, Preferences, UserId};

use super::{Caller, WRITE_COST};
use crate::account;
use crate::api::Services;
use crate::auth::{self, Email, Revoked};
use crate::cookies;
use crate::error::ApiError;

const SET_COOKIE: &str = "set-cookie";

/// What can be changed.
pub(crate) struct Mutation;

#[Object]
impl Mutation {
    /// Sends a magic link and a code to an address, in the language that serves whoever reads what the BCP 47 tag names, or
    /// else in English. The answer is the same whether it has an account or not, and whether it may make one or not.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn request_magic_link(
        &self,
        context: &Context<'_>,
        email: String,
        language: Option<String>,
    ) -> Result<bool, ApiError> {
        let email = Email::parse(&email)?;
        let language = reading(language.as_deref());
        let Caller {
            services, browser, ..
        } = Caller::of(context);
        let nonce = auth::ask_for_link(&email, language, browser, services).await?;
        context.append_http_header(SET_COOKIE, cookies::keep_nonce(&nonce));
        Ok(true)
    }

    /// Uses a magic link: signs its address in, in this browser.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn verify_magic_link(
        &self,
        context: &Context<'_>,
        token: String,
    ) -> Result<User, ApiError> {
        let Caller {
            services, browser, ..
        } = Caller::of(context);
        let (user, session) = auth::use_link(&token, browser, services).await?;
        context.append_http_header(SET_COOKIE, cookies::keep_session(&session));
        Ok(user)
    }

    /// Uses the code that came with a magic link, in the browser that asked for it: signs its address in. Five wrong ones may
    /// be tried, and blanks in it do not count.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn verify_sign_in_code(
        &self,
        context: &Context<'_>,
        code: String,
    ) -> Result<User, ApiError> {
        let Caller {
            services, browser, ..
        } = Caller::of(context);
        let (user, session) = auth::use_code(&code, browser, services).await?;
        context.append_http_header(SET_COOKIE, cookies::keep_session(&session));
        Ok(user)
    }

    /// Ends one of the expected user's sessions. The answer is those that are left.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn revoke_session(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
        id: String,
    ) -> Result<Vec<AccountSession>, ApiError> {
        revoke(context, &expected_user_id, Revoked::One(&id)).await
    }

    /// Ends all of the expected user's sessions but the one that asks. The answer is those that are left.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn revoke_other_sessions(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
    ) -> Result<Vec<AccountSession>, ApiError> {
        revoke(context, &expected_user_id, Revoked::Others).await
    }

    /// Signs out in this browser. That nobody is signed in is no mistake.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn logout(&self, context: &Context<'_>) -> Result<bool, ApiError> {
        let Caller {
            services, browser, ..
        } = Caller::of(context);
        if let Some(session) = &browser.session {
            auth::end_session(session, services.database.as_ref()).await?;
        }
        context.append_http_header(SET_COOKIE, cookies::forget_session());
        Ok(true)
    }

    /// Pauses the account's copy of the expected user's journal, which stays as it is, or goes on with it.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn set_cloud_storage(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
        enabled: bool,
    ) -> Result<User, ApiError> {
        let caller = Caller::of(context);
        let viewer = caller.viewer_for(&expected_user_id).await?;
        account::set_cloud_storage(viewer, &expected_user_id, enabled, caller.database()).await
    }

    /// Changes the expected user's preferences if they still are as they were at `baseVersion`. The answer is what they are,
    /// in either case.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn update_preferences(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
        base_version: i64,
        preferences: Preferences,
    ) -> Result<AccountPreferences, ApiError> {
        Caller::of(context)
            .journal_for(&expected_user_id)
            .await?
            .update_preferences(&expected_user_id, base_version, &preferences)
            .await
    }

    /// Changes what the expected user wants to be called; a blank name is none.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn set_display_name(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
        name: String,
    ) -> Result<Account, ApiError> {
        let caller = Caller::of(context);
        let viewer = caller.viewer_for(&expected_user_id).await?;
        account::set_display_name(viewer, &expected_user_id, &name, caller.database()).await
    }

    /// Asks for another address of the expected user's account: sends a link to the address that it has and one to the new one,
    /// in the language that serves whoever reads what the BCP 47 tag names, or else in English. The answer is the same whether
    /// the new address has an account or not.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn request_address_change(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
        email: String,
        language: Option<String>,
    ) -> Result<bool, ApiError> {
        let caller = Caller::of(context);
        let viewer = caller.viewer_for(&expected_user_id).await?;
        let email = Email::parse(&email)?;
        let language = reading(language.as_deref());
        auth::ask_for_address_change(
            viewer,
            &expected_user_id,
            &email,
            language,
            caller.browser,
            caller.services,
        )
        .await?;
        Ok(true)
    }

    /// Confirms a change of address for the address that the link was sent to. With the second confirmation the address
    /// changes.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn confirm_address_change(
        &self,
        context: &Context<'_>,
        token: String,
    ) -> Result<AddressChange, ApiError> {
        let Caller {
            services,
            browser,
            faults,
            ..
        } = Caller::of(context);
        auth::confirm_address_change(&token, browser, services, faults).await
    }

    /// Deletes the expected user's account and everything that it holds. A mail to its address says so, in the language that
    /// serves whoever reads what the BCP 47 tag names, or else in English.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn delete_account(
        &self,
        context: &Context<'_>,
        expected_user_id: UserId,
        language: Option<String>,
    ) -> Result<bool, ApiError> {
        let caller = Caller::of(context);
        let viewer = caller.viewer_for(&expected_user_id).await?;
        let language = reading(language.as_deref());
        let Caller {
            services, faults, ..
        } = caller;
        account::delete(viewer, &expected_user_id, language, services, faults).await?;
        context.append_http_header(SET_COOKIE, cookies::forget_session());
        Ok(true)
    }

    /// Takes in what a musician wrote before signing in.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn sync_anonymous_data(
        &self,
        context: &Context<'_>,
        input: SyncAnonymousDataInput,
    ) -> Result<PushPayload, ApiError> {
        let input = PushChangesInput {
            changed: input,
            deletions: Vec::new(),
        };
        push(context, input).await
    }

    /// Takes in later changes and deletions.
    #[graphql(complexity = "WRITE_COST + child_complexity")]
    async fn push_changes(
        &self,
        context: &Context<'_>,
        input: PushChangesInput,
    ) -> Result<PushPayload, ApiError> {
        push(context, input).await
    }
}

/// The language of mails for whoever reads what a BCP 47 tag names.
fn reading(tag: Option<&str>) -> Language {
    tag.and_then(Language::serving).unwrap_or_default()
}

async fn push(context: &Context<'_>, input: PushChangesInput) -> Result<PushPayload, ApiError> {
    let caller = Caller::of(context);
    let Services { random, clock, .. } = caller.services;
    caller
        .journal_for(&input.changed.expected_user_id)
        .await?
        .push(input, random.as_ref(), clock.now())
        .await
}

async fn revoke(
    context: &Context<'_>,
    expected_user_id: &UserId,
    revoked: Revoked<'_>,
) -> Result<Vec<AccountSession>, ApiError> {
    let caller = Caller::of(context);
    let viewer = caller.viewer_for(expected_user_id).await?;
    let now = caller.services.clock.now();
    auth::revoke_sessions(viewer, expected_user_id, revoked, caller.database(), now).await
}
