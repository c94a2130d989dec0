//! The sentences that depend on a value: durations, days, the backup, errors. Everything that people read comes from
//! the locale files; this module only chooses.

mod example;
pub(crate) mod transfer;

use client_core::{
    AnonymousSummary, AnyRecord, ApiError, BackupFailure, BackupState, CheckError, ClockOff, Older,
    Reference, SaveError, StoreError, SyncError,
};
use leptos_i18n::Locale as _;
use leptos_i18n::td_string;
use shared_model::protocol::ErrorCode;
use shared_model::validate::{Invalid, InvalidReason};
use shared_model::{
    ActivityType, CivilDate, GoalTargetKind, LogbookEntryType, Mood, PieceStatus, Timestamp,
    local_day,
};

use crate::forms::Problem;
use crate::i18n::Locale;
use crate::journal::Refused;
use crate::platform::intl::{self, DateStyle};
use crate::shortcuts::{Screen, Shortcut};
use crate::text::duration::{self, Spoken, Units};
use crate::text::sentence::beginning;
use crate::text::when::{DayName, days_until};

pub(crate) use example::example_texts;

const DAY_SECS: i64 = 24 * 60 * 60;

/// A text that has one form for one thing and another for any other count. The count is written as `number`.
macro_rules! counted {
    ($locale:expr, $count:expr, $($key:ident).+) => {{
        let (locale, count): ($crate::i18n::Locale, usize) = ($locale, $count);
        let language = ::leptos_i18n::Locale::as_str(locale);
        let number = $crate::platform::intl::number(language, count);
        if $crate::platform::intl::is_singular(language, count) {
            ::leptos_i18n::td_string!(locale, $($key).+.one, number = number)
        } else {
            ::leptos_i18n::td_string!(locale, $($key).+.other, number = number)
        }
    }};
}
pub(crate) use counted;

/// What somebody who uses the app in this language calls the units of a duration.
pub(crate) fn duration_units(locale: Locale) -> Units {
    Units::of(
        td_string!(locale, duration.hour_words),
        td_string!(locale, duration.minute_words),
        td_string!(locale, duration.second_words),
    )
}

/// A duration, as finely as people speak.
pub(crate) fn duration(locale: Locale, secs: i64) -> String {
    let number = |count: i64| intl::number(locale.as_str(), usize::try_from(count).unwrap_or(0));
    match Spoken::of(secs) {
        Spoken::Seconds(seconds) => {
            td_string!(locale, duration.seconds, seconds = number(seconds))
        }
        Spoken::Minutes(minutes) => {
            td_string!(locale, duration.minutes, minutes = number(minutes))
        }
        Spoken::Hours(hours) => td_string!(locale, duration.hours, hours = number(hours)),
        Spoken::HoursMinutes(hours, minutes) => {
            td_string!(
                locale,
                duration.hours_minutes,
                hours = number(hours),
                minutes = number(minutes)
            )
        }
    }
}

/// That the device's clock is off, and by how much.
pub(crate) fn wrong_clock(locale: Locale, clock_off: ClockOff) -> String {
    let by = |secs: i64| match usize::try_from(secs / DAY_SECS) {
        Ok(days @ 1..) => counted!(locale, days, clock.days),
        _ => duration(locale, secs),
    };
    match clock_off {
        ClockOff::Ahead { secs } => td_string!(locale, clock.ahead, time = by(secs)),
        ClockOff::Behind { secs } => td_string!(locale, clock.behind, time = by(secs)),
    }
}

/// A day, as it is called today.
pub(crate) fn day(locale: Locale, day: CivilDate, today: CivilDate) -> String {
    match DayName::of(day, today) {
        DayName::Today => td_string!(locale, day.today).to_owned(),
        DayName::Yesterday => td_string!(locale, day.yesterday).to_owned(),
        DayName::Date { with_year: false } => intl::date(locale.as_str(), day, DateStyle::Day),
        DayName::Date { with_year: true } => {
            intl::date(locale.as_str(), day, DateStyle::DayWithYear)
        }
    }
}

/// A day, as it is called today, inside a sentence.
pub(crate) fn day_within(locale: Locale, day: CivilDate, today: CivilDate) -> String {
    match DayName::of(day, today) {
        DayName::Today => td_string!(locale, day.today_within).to_owned(),
        DayName::Yesterday => td_string!(locale, day.yesterday_within).to_owned(),
        DayName::Date { .. } => intl::date(locale.as_str(), day, DateStyle::Short),
    }
}

/// A day by how long it was ago, while that says more than its date.
pub(crate) fn day_ago(locale: Locale, day: CivilDate, today: CivilDate) -> String {
    beginning(&day_ago_within(locale, day, today))
}

/// The same inside a sentence.
pub(crate) fn day_ago_within(locale: Locale, day: CivilDate, today: CivilDate) -> String {
    match usize::try_from(days_until(today, day)) {
        Ok(days @ 2..=30) => counted!(locale, days, day.ago),
        _ => day_within(locale, day, today),
    }
}

/// Where a piece stands.
pub(crate) fn piece_status(locale: Locale, status: PieceStatus) -> &'static str {
    match status {
        PieceStatus::Planned => td_string!(locale, piece.status_planned),
        PieceStatus::Learning => td_string!(locale, piece.status_learning),
        PieceStatus::Polished => td_string!(locale, piece.status_polished),
        PieceStatus::Dropped => td_string!(locale, piece.status_dropped),
    }
}

/// What a piece is called. An old one may have no title.
pub(crate) fn piece_title(locale: Locale, title: &str) -> String {
    match title.trim() {
        "" => td_string!(locale, piece.untitled).to_owned(),
        title => title.to_owned(),
    }
}

/// A piece by its title and who wrote it.
pub(crate) fn piece_name(locale: Locale, title: &str, composer: Option<&str>) -> String {
    let title = piece_title(locale, title);
    match composer {
        Some(composer) => {
            td_string!(
                locale,
                piece.with_composer,
                title = title,
                composer = composer
            )
        }
        None => title,
    }
}

/// A tempo in beats per minute.
pub(crate) fn tempo(locale: Locale, bpm: i64) -> String {
    td_string!(locale, piece.tempo_bpm, bpm = bpm)
}

/// What was practised.
pub(crate) fn activity(locale: Locale, activity: ActivityType) -> &'static str {
    match activity {
        ActivityType::SightReading => td_string!(locale, activity.sight_reading),
        ActivityType::Scales => td_string!(locale, activity.scales),
        ActivityType::Repertoire => td_string!(locale, activity.repertoire),
        ActivityType::Etudes => td_string!(locale, activity.etudes),
        ActivityType::Technique => td_string!(locale, activity.technique),
        ActivityType::Other => td_string!(locale, activity.other),
    }
}

/// What was practised, with its piece if it was one.
pub(crate) fn activity_and_piece(
    locale: Locale,
    kind: ActivityType,
    title: Option<&str>,
) -> String {
    let kind = activity(locale, kind);
    match title {
        Some(title) => td_string!(locale, activity.with_piece, activity = kind, piece = title),
        None => kind.to_owned(),
    }
}

/// The name of the tab: the page, after the time of what is being practised.
pub(crate) fn tab_title(locale: Locale, page: &str, running_secs: Option<i64>) -> String {
    match running_secs {
        Some(secs) => td_string!(
            locale,
            timer.tab_title,
            clock = duration::clock(secs),
            page = page
        ),
        None => td_string!(locale, app.title, page = page),
    }
}

/// An instant by day and time, the day left out if it is today.
pub(crate) fn instant(
    locale: Locale,
    at: Timestamp,
    utc_offset_minutes: i64,
    rollover_hour: i64,
    today: CivilDate,
) -> String {
    let time = intl::time(locale.as_str(), at, utc_offset_minutes);
    let day = local_day(at, utc_offset_minutes, rollover_hour);
    if day == today {
        return time;
    }
    let day = day_within(locale, day, today);
    td_string!(locale, day.with_time, day = day, time = time)
}

/// What a record is called in a list of records of any kind.
pub(crate) fn record_name(
    locale: Locale,
    record: &AnyRecord,
    today: CivilDate,
    rollover_hour: i64,
) -> String {
    let day_of = |at: Timestamp, utc_offset_minutes: i64| {
        day_within(
            locale,
            local_day(at, utc_offset_minutes, rollover_hour),
            today,
        )
    };
    match record {
        AnyRecord::Entry(entry) => {
            let day = day_of(entry.timestamp, entry.utc_offset_minutes);
            td_string!(locale, record.entry, day = day)
        }
        AnyRecord::Session(session) => {
            let day = day_of(session.started_at, session.utc_offset_minutes);
            td_string!(locale, record.session, day = day)
        }
        AnyRecord::Log(log) => {
            td_string!(
                locale,
                record.log,
                activity = activity(locale, log.activity_type)
            )
        }
        AnyRecord::Goal(goal) => match goal.title.trim() {
            "" => td_string!(locale, record.goal_untitled).to_owned(),
            title => td_string!(locale, record.goal, title = title),
        },
        AnyRecord::Piece(piece) => match piece.title.trim() {
            "" => td_string!(locale, record.piece_untitled).to_owned(),
            title => td_string!(locale, record.piece, title = title),
        },
    }
}

/// What keys do.
pub(crate) fn shortcut(locale: Locale, shortcut: Shortcut) -> String {
    match shortcut {
        Shortcut::Help => td_string!(locale, shortcuts.help).to_owned(),
        Shortcut::NewEntry => td_string!(locale, shortcuts.new_entry).to_owned(),
        Shortcut::Timer => td_string!(locale, shortcuts.timer).to_owned(),
        Shortcut::Search => td_string!(locale, shortcuts.search).to_owned(),
        Shortcut::GoTo(screen) => {
            td_string!(
                locale,
                shortcuts.go_to,
                screen = screen_name(locale, screen)
            )
        }
    }
}

/// What a screen is called in the navigation.
fn screen_name(locale: Locale, screen: Screen) -> &'static str {
    match screen {
        Screen::Today => td_string!(locale, nav.today),
        Screen::Logbook => td_string!(locale, nav.logbook),
        Screen::Repertoire => td_string!(locale, nav.repertoire),
        Screen::Goals => td_string!(locale, nav.goals),
        Screen::Reports => td_string!(locale, nav.reports),
        Screen::Account => td_string!(locale, nav.account),
    }
}

/// What kind of playing it was.
pub(crate) fn entry_type(locale: Locale, entry_type: LogbookEntryType) -> &'static str {
    match entry_type {
        LogbookEntryType::Practice => td_string!(locale, entry_type.practice),
        LogbookEntryType::Performance => td_string!(locale, entry_type.performance),
        LogbookEntryType::Lesson => td_string!(locale, entry_type.lesson),
        LogbookEntryType::Rehearsal => td_string!(locale, entry_type.rehearsal),
        LogbookEntryType::Technique => td_string!(locale, entry_type.technique),
    }
}

/// What a goal counts of the journal.
pub(crate) fn goal_target_kind(locale: Locale, kind: GoalTargetKind) -> &'static str {
    match kind {
        GoalTargetKind::Minutes => td_string!(locale, goal.target.minutes),
        GoalTargetKind::Entries => td_string!(locale, goal.target.entries),
        GoalTargetKind::Tempo => td_string!(locale, goal.target.tempo),
    }
}

/// How much of a target is reached, in its unit.
pub(crate) fn reached(locale: Locale, kind: GoalTargetKind, reached: i64, amount: i64) -> String {
    let number = |value: i64| intl::number(locale.as_str(), usize::try_from(value).unwrap_or(0));
    let (reached, amount) = match kind {
        GoalTargetKind::Minutes => (
            duration(locale, reached * 60),
            duration(locale, amount * 60),
        ),
        GoalTargetKind::Entries | GoalTargetKind::Tempo => (number(reached), number(amount)),
    };
    match kind {
        GoalTargetKind::Minutes => {
            td_string!(
                locale,
                goals.reached.minutes,
                reached = reached,
                amount = amount
            )
        }
        GoalTargetKind::Entries => {
            td_string!(
                locale,
                goals.reached.entries,
                reached = reached,
                amount = amount
            )
        }
        GoalTargetKind::Tempo => {
            td_string!(
                locale,
                goals.reached.tempo,
                reached = reached,
                amount = amount
            )
        }
    }
}

/// How it felt.
pub(crate) fn mood(locale: Locale, mood: Mood) -> &'static str {
    match mood {
        Mood::Frustrated => td_string!(locale, mood.frustrated),
        Mood::Neutral => td_string!(locale, mood.neutral),
        Mood::Satisfied => td_string!(locale, mood.satisfied),
        Mood::Excited => td_string!(locale, mood.excited),
    }
}

/// The backup in a few words, for every screen.
pub(crate) fn backup(locale: Locale, state: BackupState) -> String {
    match state {
        BackupState::Example => td_string!(locale, backup.example).to_owned(),
        BackupState::OnThisDeviceOnly => td_string!(locale, backup.on_this_device).to_owned(),
        BackupState::Paused { records: 0 } => td_string!(locale, backup.paused).to_owned(),
        BackupState::Paused { records } => counted!(locale, records, backup.paused_waiting),
        BackupState::AccountDeleted => td_string!(locale, backup.account_deleted).to_owned(),
        BackupState::BackedUp => td_string!(locale, backup.backed_up).to_owned(),
        BackupState::Waiting { records } => counted!(locale, records, backup.waiting),
        BackupState::Fetching { records: 0 } => td_string!(locale, backup.fetching).to_owned(),
        BackupState::Fetching { records } => counted!(locale, records, backup.fetching_progress),
        BackupState::BackingUp { done, total } => {
            let (done, total) = (
                intl::number(locale.as_str(), done),
                intl::number(locale.as_str(), total),
            );
            td_string!(
                locale,
                backup.backing_up_progress,
                done = done,
                total = total
            )
        }
        BackupState::Offline { records: 0 } => td_string!(locale, backup.offline).to_owned(),
        BackupState::Offline { records } => counted!(locale, records, backup.offline_waiting),
        BackupState::Failed { reason, records } => match reason {
            BackupFailure::UpgradeRequired => td_string!(locale, backup.upgrade).to_owned(),
            BackupFailure::Limited => td_string!(locale, backup.limited).to_owned(),
            BackupFailure::Unreachable | BackupFailure::Server(_) | BackupFailure::Storage(_) => {
                td_string!(locale, backup.failed).to_owned()
            }
            BackupFailure::Rejected => counted!(locale, records, backup.rejected),
        },
        BackupState::SignInAgain { records: 0 } => {
            td_string!(locale, backup.sign_in_again).to_owned()
        }
        BackupState::SignInAgain { records } => {
            counted!(locale, records, backup.sign_in_again_waiting)
        }
    }
}

/// The state of the backup without what changes with every record, for those who hear it.
pub(crate) fn backup_announced(locale: Locale, state: BackupState) -> &'static str {
    match state {
        BackupState::Example => td_string!(locale, backup.example),
        BackupState::OnThisDeviceOnly => td_string!(locale, backup.on_this_device),
        BackupState::Paused { .. } => td_string!(locale, backup.paused),
        BackupState::AccountDeleted => td_string!(locale, backup.account_deleted),
        BackupState::BackedUp => td_string!(locale, backup.backed_up),
        BackupState::Fetching { .. } => td_string!(locale, backup.fetching),
        // The one is followed by the other at once.
        BackupState::Waiting { .. } | BackupState::BackingUp { .. } => {
            td_string!(locale, backup.backing_up)
        }
        BackupState::Offline { .. } => td_string!(locale, backup.offline),
        BackupState::Failed { reason, .. } => match reason {
            BackupFailure::UpgradeRequired => td_string!(locale, backup.upgrade),
            BackupFailure::Limited => td_string!(locale, backup.limited),
            BackupFailure::Unreachable | BackupFailure::Server(_) | BackupFailure::Storage(_) => {
                td_string!(locale, backup.failed)
            }
            BackupFailure::Rejected => td_string!(locale, backup.some_rejected),
        },
        BackupState::SignInAgain { .. } => td_string!(locale, backup.sign_in_again),
    }
}

/// What has become of asking for older records, if somebody has asked.
pub(crate) fn older(locale: Locale, older: Older, backup: BackupState) -> Option<&'static str> {
    match older {
        Older::NotAsked => None,
        Older::Asked => Some(td_string!(locale, earlier.fetching)),
        Older::Failed => Some(match backup {
            BackupState::Offline { .. } => td_string!(locale, earlier.offline),
            BackupState::Paused { .. } => td_string!(locale, earlier.paused),
            BackupState::SignInAgain { .. } => td_string!(locale, earlier.sign_in_again),
            _ => td_string!(locale, earlier.failed),
        }),
    }
}

/// What the state of the backup means for the musician.
pub(crate) fn backup_explained(locale: Locale, state: BackupState) -> String {
    let text = match state {
        BackupState::Example => td_string!(locale, backup.explain.example),
        BackupState::OnThisDeviceOnly => td_string!(locale, backup.explain.on_this_device),
        BackupState::Paused { .. } => td_string!(locale, backup.explain.paused),
        BackupState::AccountDeleted => td_string!(locale, backup.explain.account_deleted),
        BackupState::BackedUp => td_string!(locale, backup.explain.backed_up),
        BackupState::Waiting { .. } => td_string!(locale, backup.explain.waiting),
        BackupState::Fetching { .. } => td_string!(locale, backup.explain.fetching),
        BackupState::BackingUp { .. } => td_string!(locale, backup.explain.backing_up),
        BackupState::Offline { .. } => td_string!(locale, backup.explain.offline),
        BackupState::SignInAgain { .. } => td_string!(locale, backup.explain.sign_in_again),
        BackupState::Failed { reason, .. } => match reason {
            BackupFailure::Unreachable => td_string!(locale, backup.explain.unreachable),
            BackupFailure::Server(reference) => {
                let problem = td_string!(locale, backup.explain.server);
                return with_reference(locale, problem, reference);
            }
            BackupFailure::Limited => td_string!(locale, backup.explain.limited),
            BackupFailure::UpgradeRequired => td_string!(locale, backup.explain.upgrade),
            BackupFailure::Storage(_) => td_string!(locale, backup.explain.storage),
            BackupFailure::Rejected => td_string!(locale, backup.explain.rejected),
        },
    };
    text.to_owned()
}

/// What went wrong, with what the server's log calls it, if that is known.
fn with_reference(locale: Locale, problem: &str, reference: Option<Reference>) -> String {
    match reference {
        Some(reference) => {
            let reference = reference.to_string();
            td_string!(
                locale,
                error.with_reference,
                problem = problem,
                reference = reference
            )
        }
        None => problem.to_owned(),
    }
}

/// What is in a journal, as a list in words.
pub(crate) fn contents(locale: Locale, summary: AnonymousSummary) -> String {
    // A number stays with what it counts.
    let whole = |part: String| part.replacen(' ', "\u{a0}", 1);
    let mut parts = Vec::new();
    if summary.entries > 0 {
        parts.push(whole(counted!(locale, summary.entries, sign_in.entries)));
    }
    if summary.sessions > 0 {
        parts.push(whole(counted!(locale, summary.sessions, sign_in.sessions)));
    }
    if summary.goals > 0 {
        parts.push(whole(counted!(locale, summary.goals, sign_in.goals)));
    }
    if summary.pieces > 0 {
        parts.push(whole(counted!(locale, summary.pieces, sign_in.pieces)));
    }
    // Beside sessions the logs are only their parts.
    if summary.logs > 0 && summary.sessions == 0 {
        parts.push(whole(counted!(locale, summary.logs, sign_in.logs)));
    }
    if summary.has_timer {
        parts.push(td_string!(locale, sign_in.timer).to_owned());
    }
    let mut parts = parts.into_iter().rev();
    let (Some(last), before) = (parts.next(), parts.next()) else {
        return String::new();
    };
    let Some(before) = before else { return last };
    let end = td_string!(locale, sign_in.list_two, first = before, last = last);
    parts.fold(end, |rest, first| {
        td_string!(locale, sign_in.list_more, first = first, rest = rest)
    })
}

/// What is wrong with a field.
pub(crate) fn problem(locale: Locale, problem: Problem) -> &'static str {
    match problem {
        Problem::NotATime => td_string!(locale, invalid.not_a_time),
        Problem::NotADuration => td_string!(locale, invalid.not_a_duration),
        Problem::NotATempo => td_string!(locale, invalid.not_a_tempo),
        Problem::NotInSession => td_string!(locale, invalid.not_in_session),
        Problem::NotANumber => td_string!(locale, invalid.not_a_number),
        Problem::Invalid(reason) => match reason {
            InvalidReason::Missing => td_string!(locale, invalid.missing),
            InvalidReason::TooLong => td_string!(locale, invalid.too_long),
            InvalidReason::TooMany => td_string!(locale, invalid.too_many),
            InvalidReason::OutOfRange => td_string!(locale, invalid.out_of_range),
            InvalidReason::MalformedId => td_string!(locale, invalid.malformed_id),
            InvalidReason::EndsBeforeStart => td_string!(locale, invalid.ends_before_start),
            InvalidReason::Duplicate => td_string!(locale, invalid.duplicate),
            InvalidReason::Refused => td_string!(locale, invalid.refused),
        },
    }
}

/// What the account finds wrong with a record.
pub(crate) fn rejection(locale: Locale, invalid: &Invalid) -> String {
    let problem = problem(locale, Problem::Invalid(invalid.reason));
    match field(locale, &invalid.field) {
        Some(field) => td_string!(locale, rejected.reason, field = field, problem = problem),
        None => problem.to_owned(),
    }
}

/// What the screens call a field, by the record's name for it; nothing for one that no form shows.
pub(crate) fn field(locale: Locale, field: &str) -> Option<&'static str> {
    let name = field.split(['[', '.']).next().unwrap_or(field);
    Some(match name {
        "title" => td_string!(locale, goal.title),
        "composer" => td_string!(locale, piece.composer),
        "notes" => td_string!(locale, entry.notes),
        "description" => td_string!(locale, goal.description),
        "targetDate" => td_string!(locale, goal.target_date),
        "target" => td_string!(locale, goal.target.legend),
        "progress" => td_string!(locale, goal.progress),
        "milestones" => td_string!(locale, goal.milestones),
        "timestamp" | "startedAt" => td_string!(locale, entry.when),
        "duration" | "durationSeconds" => td_string!(locale, entry.duration),
        "instrument" => td_string!(locale, entry.instrument),
        "pieces" => td_string!(locale, entry.pieces),
        "pieceTitle" => td_string!(locale, rejected.piece_title),
        "techniques" => td_string!(locale, entry.techniques),
        "tags" => td_string!(locale, entry.tags),
        "goalIds" => td_string!(locale, entry.goals),
        "sheetMusicTitle" => td_string!(locale, rejected.sheet_music),
        _ => return None,
    })
}

/// Why the browser did not store something that no form has.
pub(crate) fn store_error(locale: Locale, error: StoreError) -> &'static str {
    match error {
        StoreError::Full => td_string!(locale, error.storage_full),
        StoreError::Unavailable => td_string!(locale, error.storage_unavailable),
        StoreError::WrittenByNewer => td_string!(locale, error.written_by_newer),
        StoreError::OfAnotherUser => td_string!(locale, error.wrong_account),
    }
}

/// What the browser refused, where nothing but the banner above the page can say so.
pub(crate) fn refused(locale: Locale, refused: Refused) -> &'static str {
    match refused {
        Refused::ByItself(StoreError::Full) => td_string!(locale, error.storage_full_meanwhile),
        Refused::Asked(error) | Refused::ByItself(error) => store_error(locale, error),
    }
}

/// Why something that no form has was not changed.
pub(crate) fn change_error(locale: Locale, error: &SaveError) -> String {
    match error {
        SaveError::Store(error) => store_error(locale, *error).to_owned(),
        SaveError::Invalid(invalid) => not_saved(locale, invalid),
    }
}

/// Why an import stopped before its end.
pub(crate) fn import_error(locale: Locale, error: &SaveError) -> String {
    match error {
        SaveError::Store(StoreError::Full) => td_string!(locale, transfer.storage_full).to_owned(),
        SaveError::Store(StoreError::Unavailable) => {
            td_string!(locale, transfer.storage_unavailable).to_owned()
        }
        SaveError::Store(StoreError::WrittenByNewer | StoreError::OfAnotherUser)
        | SaveError::Invalid(_) => change_error(locale, error),
    }
}

/// Why a form was not saved, where no field can show it. What was typed is still in the form.
pub(crate) fn form_error(locale: Locale, error: &SaveError) -> String {
    let text = match error {
        SaveError::Store(StoreError::Full) => td_string!(locale, error.form.storage_full),
        SaveError::Store(StoreError::Unavailable) => {
            td_string!(locale, error.form.storage_unavailable)
        }
        SaveError::Store(StoreError::WrittenByNewer) => {
            td_string!(locale, error.form.written_by_newer)
        }
        SaveError::Store(StoreError::OfAnotherUser) => td_string!(locale, error.wrong_account),
        SaveError::Invalid(invalid) => return not_saved(locale, invalid),
    };
    text.to_owned()
}

fn not_saved(locale: Locale, invalid: &Invalid) -> String {
    let problem = problem(locale, Problem::Invalid(invalid.reason));
    td_string!(locale, error.not_saved, problem = problem)
}

/// Why the server did not do something.
pub(crate) fn api_error(locale: Locale, error: &ApiError) -> String {
    let details = error.details();
    let text = match error {
        ApiError::Unreachable(_) => td_string!(locale, error.unreachable),
        ApiError::Limited => td_string!(locale, error.limited),
        ApiError::Unreadable { .. } => td_string!(locale, error.unreadable),
        ApiError::Store(refusal) => store_error(locale, *refusal),
        ApiError::Refused { code, .. } => match code {
            Some(ErrorCode::LinkInvalid) => td_string!(locale, error.link_invalid),
            Some(ErrorCode::CodeInvalid) => return code_invalid(locale, details.tries_left),
            Some(ErrorCode::RateLimited) => return rate_limited(locale, details.retry_after_secs),
            Some(ErrorCode::MailNotSent) if details.retry_after_secs.is_some() => {
                td_string!(locale, error.mails_used_up)
            }
            Some(ErrorCode::MailNotSent) => td_string!(locale, error.mail_not_sent),
            Some(ErrorCode::Unauthenticated) => td_string!(locale, error.unauthenticated),
            Some(ErrorCode::AccountDeleted) => td_string!(locale, error.account_deleted),
            Some(ErrorCode::WrongAccount) => td_string!(locale, error.wrong_account),
            Some(ErrorCode::UpgradeRequired) => td_string!(locale, error.upgrade_required),
            Some(ErrorCode::CrossSite) => td_string!(locale, error.cross_site),
            Some(ErrorCode::Unavailable) => {
                let problem = td_string!(locale, error.unavailable);
                return with_reference(locale, problem, error.reference());
            }
            _ => td_string!(locale, error.other),
        },
    };
    text.to_owned()
}

fn code_invalid(locale: Locale, tries_left: Option<i64>) -> String {
    match usize::try_from(tries_left.unwrap_or(0)) {
        Ok(tries @ 1..) => counted!(locale, tries, error.code_invalid),
        _ => td_string!(locale, error.code_used_up).to_owned(),
    }
}

/// In whole minutes, or hours where it is more than two, and rather one too many.
fn rate_limited(locale: Locale, retry_after_secs: Option<i64>) -> String {
    const HOUR_MINUTES: usize = 60;
    let minutes = (retry_after_secs.unwrap_or(0) + 59) / 60;
    let minutes = usize::try_from(minutes).unwrap_or(0).max(1);
    if minutes > 2 * HOUR_MINUTES {
        let hours = minutes.div_ceil(HOUR_MINUTES);
        return counted!(locale, hours, error.rate_limited_for_hours);
    }
    counted!(locale, minutes, error.rate_limited)
}

/// Why a check of the backup has no answer.
pub(crate) fn check_error(locale: Locale, error: &CheckError) -> String {
    let text = match error {
        CheckError::StillSyncing => td_string!(locale, check.still_syncing),
        CheckError::Sync(SyncError::Api(error)) => return api_error(locale, error),
        CheckError::Sync(SyncError::Store(error)) => store_error(locale, *error),
        CheckError::Sync(SyncError::Unfinished) => td_string!(locale, check.unfinished),
        CheckError::Sync(SyncError::UserChanged) => td_string!(locale, error.wrong_account),
        CheckError::Sync(SyncError::UpgradeRequired) => td_string!(locale, error.upgrade_required),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use client_core::Details;

    use super::*;

    #[test]
    fn a_failure_of_the_server_says_what_its_log_calls_it() {
        let reference = Some(Reference(0x8f2c_1a9b_e8d0_c1a2));
        let unavailable = |reference| ApiError::Refused {
            code: Some(ErrorCode::Unavailable),
            message: String::new(),
            reference,
            details: Details::default(),
        };
        let failed = |reference| BackupState::Failed {
            records: 1,
            reason: BackupFailure::Server(reference),
        };
        for text in [
            api_error(Locale::en, &unavailable(reference)),
            backup_explained(Locale::en, failed(reference)),
        ] {
            assert!(text.ends_with(". Reference: 8f2c1a9be8d0c1a2"), "{text}");
        }
        assert!(!api_error(Locale::en, &unavailable(None)).contains("Reference"));
        assert!(!backup_explained(Locale::en, failed(None)).contains("Reference"));
    }

    #[test]
    fn a_tab_is_named_by_its_page_and_while_the_timer_runs_by_its_time_too() {
        let named = |secs| tab_title(Locale::en, "Logbook", secs);
        assert_eq!(named(None), "Logbook · Mirubato");
        assert_eq!(named(Some(754)), "12:34 · Logbook · Mirubato");
    }
}
