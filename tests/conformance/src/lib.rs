//! What the server promises, case by case.
//!
//! A case sees nothing but requests and answers, mail and a clock, and works with users of its own. So the same cases run
//! natively on SQLite, as this crate's tests, and on the real local D1, where this crate is a Worker that runs them one by
//! one (tests/api/conformance.test.mjs).

mod account;
mod accounts;
mod address_change;
mod authorisation;
mod check;
mod codes;
mod history;
mod http;
mod limits;
mod lists;
mod preferences;
mod pull;
mod push;
mod retention;
mod sessions;
mod sign_in_limits;
#[cfg(target_arch = "wasm32")]
mod worker;
mod world;

use futures_util::future::BoxFuture;

pub use world::World;

/// A named case.
pub struct Case {
    /// What is promised.
    pub name: &'static str,
    /// Panics when the promise is broken.
    pub run: for<'a> fn(&'a World) -> BoxFuture<'a, ()>,
}

/// The list of cases, from which also the native tests are made. A case that is missing here is unused code.
macro_rules! cases {
    ($($module:ident :: { $($name:ident,)* })*) => {
        /// Every case.
        pub const CASES: &[Case] = &[$($(
            Case {
                name: concat!(stringify!($module), "::", stringify!($name)),
                run: |world| Box::pin($module::$name(world)),
            },
        )*)*];

        #[cfg(test)]
        mod on_sqlite {
            $(mod $module {
                $(
                    #[test]
                    fn $name() {
                        let case = concat!(stringify!($module), "::", stringify!($name));
                        let database = api_worker::sqlite::Sqlite::new().expect("a database");
                        let world = crate::World::new(case, std::sync::Arc::new(database));
                        pollster::block_on(crate::$module::$name(&world));
                    }
                )*
            })*
        }
    };
}

cases! {
    push::{
        a_record_comes_back_as_it_was_pushed,
        missing_fields_get_their_defaults,
        texts_of_any_kind_come_back,
        a_replayed_push_changes_nothing,
        a_write_that_names_itself_as_its_base_is_applied_once,
        an_edit_of_the_held_version_is_applied,
        an_edit_of_an_older_version_is_a_conflict_and_changes_nothing,
        a_conflict_comes_with_the_last_16_writes,
        the_same_id_made_twice_is_a_conflict,
        a_base_that_the_server_never_had_is_taken_as_new,
        a_deletion_leaves_a_tombstone_with_its_last_content,
        a_deletion_of_an_older_version_is_a_conflict,
        a_deletion_of_an_unknown_record_leaves_a_tombstone,
        an_edit_of_a_tombstone_makes_the_record_live_again,
        a_stale_edit_does_not_bring_a_deleted_record_back,
        an_id_that_comes_twice_is_rejected_and_the_others_go_through,
        a_bad_record_is_rejected_with_its_field_and_the_others_go_through,
        malformed_names_are_rejected,
        the_same_id_under_two_users_is_two_records,
        a_push_for_somebody_else_is_refused,
        a_push_of_another_model_version_is_refused,
        a_push_with_too_many_records_is_refused,
        a_push_while_cloud_storage_is_paused_is_refused,
        a_push_without_signing_in_is_refused,
        an_account_deleted_before_the_batch_leaves_nothing_behind,
        cloud_storage_paused_before_the_batch_leaves_nothing_behind,
        a_database_failure_is_said_without_its_text_and_changes_nothing,
        a_push_takes_as_many_queries_for_1_as_for_1000_records,
        a_push_that_does_not_read_as_the_schema_says_is_refused,
    }
    pull::{
        an_empty_journal_has_an_empty_cursor_that_stays_valid,
        changes_tell_what_was_pushed_since_the_cursor,
        an_unchanged_journal_keeps_its_cursor,
        a_page_has_whole_pushes_only,
        pages_together_have_every_record_once,
        the_last_full_page_says_that_there_is_no_more,
        a_record_pushed_again_moves_to_the_later_page,
        an_unknown_cursor_asks_to_read_everything_again,
        a_cursor_of_another_user_is_unknown,
        a_place_from_which_the_journal_does_not_go_on_is_told_in_every_answer,
        a_pull_for_somebody_else_is_refused,
        a_pull_without_signing_in_is_refused,
        a_page_size_below_1_is_refused,
        a_pull_while_cloud_storage_is_paused_is_refused,
        a_pull_takes_few_queries,
    }
    history::{
        an_empty_journal_has_one_empty_page,
        pages_from_the_newest_back_have_every_live_record_once,
        records_of_one_instant_are_on_one_page,
        a_page_that_reaches_the_beginning_says_so,
        a_log_without_a_start_counts_by_its_creation,
        the_first_page_has_all_goals_and_pieces,
        what_is_in_the_trash_is_on_the_page_of_its_instant,
        changes_go_on_where_the_first_page_was_read,
        a_page_has_only_the_viewers_records,
        a_page_for_somebody_else_is_refused,
        a_page_without_signing_in_is_refused,
        a_page_while_cloud_storage_is_paused_is_refused,
        a_page_below_1_is_refused,
        a_page_takes_few_queries,
    }
    check::{
        an_empty_journal_has_a_check_too,
        a_check_has_the_versions_of_all_live_records,
        a_check_since_an_instant_has_what_was_played_from_then_on,
        a_check_of_many_pushes_has_all_of_them,
        a_check_for_somebody_else_is_refused,
        a_check_without_signing_in_is_refused,
        a_check_while_cloud_storage_is_paused_is_refused,
        a_check_takes_few_queries,
    }
    retention::{
        the_trash_is_purged_30_days_after_the_deletion_came,
        nothing_of_what_was_purged_is_left_in_the_table,
        a_device_whose_clock_is_off_does_not_shorten_the_time,
        live_and_restored_records_are_not_purged,
        a_device_that_still_has_the_content_can_give_it_back,
        a_run_purges_only_so_many_at_once,
        what_signing_in_left_is_purged_when_it_counts_no_more,
    }
    account::{
        an_account_says_its_address_and_since_when_it_is_there,
        a_name_is_kept_on_every_device_until_it_is_taken_away,
        a_name_is_one_line_of_at_most_80_characters,
        pausing_keeps_the_copy_as_it_is_and_resuming_goes_on_with_it,
        pausing_for_somebody_else_is_refused,
        pausing_without_signing_in_is_refused,
        a_deleted_account_leaves_nothing_but_its_random_id,
        the_address_of_a_deleted_account_is_told,
        a_mail_that_cannot_be_sent_keeps_no_account,
        the_other_devices_of_a_deleted_account_are_told,
        an_address_whose_account_was_deleted_gets_a_new_one,
        deleting_somebody_elses_account_is_refused,
        deleting_without_signing_in_is_refused,
        a_deletion_that_fails_deletes_nothing,
    }
    address_change::{
        who_has_the_new_address_stays_signed_in_where_it_confirmed,
        who_asked_does_not_stay_signed_in_to_what_becomes_somebody_elses,
        a_list_of_addresses_holds_for_changes_too,
        a_change_that_is_refused_takes_none_of_the_mails,
        a_notice_that_cannot_be_sent_is_in_the_log,
        both_addresses_confirm_before_anything_changes,
        the_order_of_the_two_does_not_matter,
        a_change_ends_all_other_sessions_and_tells_the_old_address_and_the_log,
        the_old_address_signs_in_to_nothing_of_the_account_any_more,
        looking_at_a_link_confirms_nothing,
        one_address_alone_changes_nothing_however_often_it_confirms,
        a_change_that_was_made_cannot_be_confirmed_again,
        an_address_that_has_an_account_is_told_and_nobody_else,
        an_address_that_got_an_account_meanwhile_stays_its_own,
        a_later_request_takes_the_place_of_the_earlier_one,
        a_change_ends_with_the_session_that_asked_for_it,
        the_links_of_a_change_work_for_24_hours,
        of_twenty_confirmations_at_once_one_changes_the_address,
        the_own_address_and_what_is_none_are_refused,
        a_change_is_counted_like_asking_for_a_link,
        a_change_whose_mail_cannot_be_sent_cannot_be_confirmed,
        the_database_has_no_token_of_a_change,
        a_change_that_nobody_confirmed_is_purged,
    }
    accounts::{
        a_link_signs_in_and_makes_the_account,
        a_second_link_signs_in_to_the_same_account,
        an_address_is_the_same_in_upper_and_lower_case,
        what_is_no_address_is_refused,
        looking_at_a_link_does_not_use_it,
        a_link_works_once,
        of_twenty_uses_at_once_one_wins,
        the_browser_that_asked_may_repeat_a_lost_answer,
        a_repeat_ends_the_session_that_nobody_heard_of,
        a_refused_repeat_ends_no_session,
        a_link_used_elsewhere_is_useless_in_the_browser_that_asked,
        a_link_is_useless_after_signing_out,
        a_link_is_useless_once_somebody_else_signed_in,
        signing_out_leaves_a_link_that_nobody_used,
        a_link_works_for_10_minutes,
        a_link_says_whether_it_was_asked_for_here,
        a_new_link_cancels_the_older_one_of_the_same_browser,
        a_new_link_leaves_that_of_another_browser_alone,
        an_invented_link_is_refused,
        a_mail_that_cannot_be_sent_is_said_and_its_link_is_useless,
        signing_in_as_somebody_else_ends_the_session_before,
        signing_out_ends_the_session,
        signing_out_without_a_session_succeeds,
        a_session_ends_after_30_days_without_use,
        a_session_in_use_ends_after_180_days,
        the_last_use_is_written_down_at_most_once_an_hour,
        cookies_are_for_this_origin_and_no_script,
        the_database_has_no_secret_that_was_given_out,
    }
    codes::{
        a_code_signs_in_and_makes_the_account,
        a_code_is_read_with_and_without_blanks,
        a_code_works_only_in_the_browser_that_asked,
        five_wrong_codes_are_the_last_and_the_link_goes_on_working,
        the_right_code_after_four_wrong_ones_signs_in,
        what_are_not_eight_digits_costs_no_try,
        of_twenty_wrong_codes_at_once_five_are_tried,
        a_code_uses_up_its_link,
        a_link_uses_up_its_code,
        the_browser_may_repeat_a_code_whose_answer_was_lost,
        a_code_is_useless_after_signing_out,
        a_code_works_for_10_minutes,
        a_new_mail_cancels_the_older_code_and_begins_counting_anew,
        signing_in_by_code_ends_the_session_before,
        a_wrong_code_leaves_the_session_as_it_was,
        the_database_has_no_code_and_no_plain_hash_of_one,
        without_a_secret_nobody_signs_in_and_the_log_says_why,
    }
    sign_in_limits::{
        an_address_is_asked_for_only_so_often_an_hour,
        a_network_asks_only_so_often_an_hour,
        an_ipv6_network_is_what_one_subscriber_has,
        everybody_together_asks_only_so_often_an_hour,
        asking_in_vain_takes_nothing_from_others,
        of_twenty_who_ask_at_once_so_many_are_answered,
        a_text_that_is_no_address_is_not_counted,
        everybody_together_asks_only_so_often_a_day,
        a_network_leaves_others_mails_of_the_day,
        codes_are_tried_only_so_often_an_hour,
        a_stranger_who_tries_codes_keeps_nobody_out,
        invented_links_keep_nobody_out,
        a_network_tries_only_so_often_an_hour,
        the_counters_name_no_address_and_no_network,
        with_registration_closed_only_who_has_an_account_gets_a_link,
        a_list_admits_its_addresses_and_domains,
        a_mail_that_cannot_be_sent_is_told_whoever_has_an_account,
    }
    sessions::{
        refused_tries_hide_no_sign_in,
        sessions_are_told_with_device_and_times,
        a_session_is_named_by_nothing_that_signs_in,
        a_revoked_session_has_ended_at_once,
        the_link_of_a_revoked_session_is_useless,
        revoking_all_others_leaves_this_one_and_other_accounts,
        nobody_revokes_the_session_of_somebody_else,
        sessions_without_signing_in_are_refused,
        a_session_that_has_ended_by_itself_is_not_told,
        the_log_tells_who_signed_in_and_who_tried,
        the_log_has_no_more_refusals_than_codes_that_were_tried,
        the_log_reaches_back_90_days,
        a_session_is_read_by_one_query_and_written_once_an_hour,
    }
    lists::{
        entries_come_newest_first_in_pages,
        entries_of_the_same_moment_are_not_lost_between_pages,
        entries_are_filtered_by_type,
        entries_are_filtered_by_instrument,
        entries_are_filtered_by_local_day,
        entries_are_filtered_by_mood,
        entries_are_filtered_by_all_of_the_tags,
        a_filter_takes_as_many_tags_as_an_entry_and_no_more,
        entries_are_found_by_text,
        filters_restrict_together,
        goals_are_filtered_by_status,
        sessions_are_filtered_by_instrument_and_day,
        deleted_records_are_in_no_list,
        lists_have_only_the_viewers_records,
        lists_without_signing_in_are_refused,
        a_cursor_that_is_none_is_refused,
    }
    preferences::{
        nothing_is_chosen_at_first,
        a_change_comes_back_on_every_device,
        a_change_of_an_older_version_changes_nothing_and_is_told_what_is_there,
        a_version_that_no_number_of_the_database_holds_is_refused,
        a_change_that_comes_twice_counts_once,
        fields_of_a_newer_program_stay,
        a_value_out_of_range_is_refused,
        preferences_of_somebody_else_are_refused,
        preferences_without_signing_in_are_refused,
        preferences_while_cloud_storage_is_paused_are_refused,
        preferences_take_few_queries,
    }
    http::{
        only_post_is_answered,
        only_json_is_answered,
        a_page_of_another_site_is_refused_and_changes_nothing,
        what_is_no_request_is_refused,
        a_number_beyond_what_an_argument_holds_is_refused,
        what_does_not_fit_the_schema_is_refused,
        an_address_at_which_nothing_is_says_so,
        every_answer_has_the_headers,
        a_request_has_a_name_in_its_answer_its_errors_and_the_log,
        the_server_is_well_while_its_database_is,
        when_the_database_takes_no_more_today_the_status_says_so,
        who_floods_the_server_is_told_to_wait,
        the_schema_is_told_in_development_only,
    }
    limits::{
        a_body_has_at_most_so_many_bytes,
        a_query_text_has_at_most_so_many_bytes,
        a_query_opens_at_most_256_brackets,
        a_query_uses_at_most_12_fragments,
        a_query_is_at_most_10_fields_deep,
        a_query_is_at_most_20_selections_deep,
        a_query_has_at_most_1000_fields_whatever_they_are_called,
        a_query_reads_at_most_9_lists,
        a_request_makes_one_change,
        a_field_has_at_most_4_directives,
        a_push_has_at_most_1000_records,
    }
    authorisation::{
        every_operation_is_for_those_whom_it_is_for,
    }
}
