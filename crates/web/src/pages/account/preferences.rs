//! How the musician wants the journal to be. There is no button to save: each field is saved as soon as it is changed.

use client_core::SaveError;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{I18nContext, Locale as _, t_string, td_string};
use shared_model::{CivilDate, Preferences, Theme, Timestamp, WeekStart, limits};

use crate::components::choice::{Choice, SelectField};
use crate::components::field::{Field, Suggestions};
use crate::components::notices::{Notices, use_notices};
use crate::components::shortcuts::use_shortcut_list;
use crate::forms::{Problem, daily_goal};
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::platform::intl::{self, DateStyle};
use crate::presets;
use crate::words;

/// The preferences, as a section of a page.
#[component]
pub(super) fn PreferencesSection() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let is_anonymous = Memo::new(move |_| journal.user().is_anonymous);
    let shortcut_list = use_shortcut_list();
    view! {
        <section class="card" aria-labelledby="account-preferences">
            <h2 id="account-preferences">{move || t_string!(i18n, preferences.title)}</h2>
            <p>
                {move || match is_anonymous.get() {
                    true => t_string!(i18n, preferences.text_here),
                    false => t_string!(i18n, preferences.text_account),
                }}
            </p>
            <div class="preferences">
                <ThemeField />
                <LanguageField />
                <InstrumentField />
                <DailyGoalField />
                <WeekStartField />
                <DayStartField />
                <RestDaysField />
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| shortcut_list.open()>
                        {move || t_string!(i18n, shortcuts.title)}
                    </button>
                </div>
            </div>
        </section>
    }
}

/// What saves a preference, and tells where that did not work.
#[derive(Clone, Copy)]
struct Saver {
    i18n: I18nContext<Locale>,
    journal: JournalContext,
    notices: Notices,
}

impl Saver {
    fn here() -> Self {
        Self {
            i18n: use_i18n(),
            journal: use_journal(),
            notices: use_notices(),
        }
    }

    /// Saves a change. What its field has to show is answered; what no field can show is said.
    fn save(self, change: impl FnOnce(&mut Preferences)) -> Option<Problem> {
        match self.journal.change_preferences(change) {
            Ok(()) => None,
            Err(SaveError::Invalid(invalid)) => Some(Problem::Invalid(invalid.reason)),
            Err(error) => {
                let locale = self.i18n.get_locale_untracked();
                self.notices.say(words::change_error(locale, &error));
                None
            }
        }
    }

    /// Saves what a control can only offer valid values for.
    fn choose<T: 'static>(self, set: fn(&mut Preferences, T)) -> Callback<T> {
        Callback::new(move |chosen| {
            self.save(|preferences| set(preferences, chosen));
        })
    }
}

#[component]
fn ThemeField() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let options: Vec<(Theme, TextProp)> = vec![
        (
            Theme::System,
            (move || t_string!(i18n, preferences.theme_system)).into(),
        ),
        (
            Theme::Light,
            (move || t_string!(i18n, preferences.theme_light)).into(),
        ),
        (
            Theme::Dark,
            (move || t_string!(i18n, preferences.theme_dark)).into(),
        ),
    ];
    view! {
        <Choice
            name="theme"
            legend=move || t_string!(i18n, preferences.theme)
            options
            value=Memo::new(move |_| journal.preferences().theme)
            on_choose=Saver::here().choose(|preferences, theme| preferences.theme = theme)
        />
    }
}

#[component]
fn LanguageField() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let as_in_browser: TextProp = (move || t_string!(i18n, preferences.language_browser)).into();
    // Each in its own words, for whoever reads no other.
    let spoken = Locale::get_all()
        .iter()
        .map(|locale| (Some(*locale), td_string!(*locale, language.name).into()));
    let chosen = Memo::new(move |_| {
        let language = journal.preferences().language;
        language.and_then(|tag| tag.parse::<Locale>().ok())
    });
    let choose = Saver::here().choose(|preferences, locale: Option<Locale>| {
        preferences.language = locale.map(|locale| locale.as_str().to_owned());
    });
    view! {
        <SelectField
            id="preference-language"
            label=move || t_string!(i18n, preferences.language)
            options=std::iter::once((None, as_in_browser)).chain(spoken).collect()
            value=chosen
            on_choose=choose
        />
    }
}

#[component]
fn InstrumentField() -> impl IntoView {
    const ID: &str = "preference-instrument";
    let i18n = use_i18n();
    let journal = use_journal();
    let saver = Saver::here();
    let problem = RwSignal::new(None::<Problem>);
    let save = move |typed: String| {
        let typed = typed.trim();
        let instrument = (!typed.is_empty()).then(|| typed.to_owned());
        problem.set(saver.save(|preferences| preferences.primary_instrument = instrument));
    };
    view! {
        <Field
            id=ID
            label=move || t_string!(i18n, preferences.instrument)
            hint=move || t_string!(i18n, preferences.instrument_hint)
            error=words_for(problem, i18n)
        >
            <input
                id=ID
                type="text"
                list="preference-instruments"
                autocomplete="off"
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=format!("{ID}-note")
                prop:value=move || journal.preferences().primary_instrument.unwrap_or_default()
                on:change:target=move |event| save(event.target().value())
            />
        </Field>
        <Suggestions
            id="preference-instruments"
            texts=Signal::derive(move || presets::instruments(i18n.get_locale()))
        />
    }
}

#[component]
fn DailyGoalField() -> impl IntoView {
    const ID: &str = "preference-daily-goal";
    let i18n = use_i18n();
    let journal = use_journal();
    let saver = Saver::here();
    let problem = RwSignal::new(None::<Problem>);
    let save = move |typed: String| {
        let units = words::duration_units(saver.i18n.get_locale_untracked());
        problem.set(match daily_goal::parse(&typed, &units) {
            Ok(minutes) => saver.save(|preferences| preferences.daily_goal_minutes = minutes),
            Err(problem) => Some(problem),
        });
    };
    view! {
        <Field
            id=ID
            label=move || t_string!(i18n, preferences.daily_goal)
            hint=move || t_string!(i18n, preferences.daily_goal_hint)
            error=words_for(problem, i18n)
        >
            <input
                id=ID
                type="text"
                autocomplete="off"
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=format!("{ID}-note")
                prop:value=move || daily_goal::to_input(journal.preferences().daily_goal_minutes)
                on:change:target=move |event| save(event.target().value())
            />
        </Field>
    }
}

#[component]
fn WeekStartField() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let as_usual: TextProp = (move || t_string!(i18n, preferences.week_start_usual)).into();
    let days = [WeekStart::Monday, WeekStart::Saturday, WeekStart::Sunday].map(|day| {
        let name = move || weekday(i18n.get_locale(), day);
        (Some(day), name.into())
    });
    view! {
        <SelectField
            id="preference-week-start"
            label=move || t_string!(i18n, preferences.week_start)
            options=std::iter::once((None, as_usual)).chain(days).collect()
            value=Memo::new(move |_| journal.preferences().week_start)
            on_choose=Saver::here().choose(|preferences, day| preferences.week_start = day)
        />
    }
}

/// What a first day of the week is called.
fn weekday(locale: Locale, day: WeekStart) -> String {
    // Of a week that begins with Monday, 1 January 2024.
    let date = match day {
        WeekStart::Monday => 1,
        WeekStart::Saturday => 6,
        WeekStart::Sunday => 7,
    };
    CivilDate::from_ymd_opt(2024, 1, date).map_or_else(String::new, |date| {
        intl::date(locale.as_str(), date, DateStyle::LongWeekday)
    })
}

#[component]
fn DayStartField() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let hours = (0..=limits::DAY_ROLLOVER_HOUR).map(|hour| {
        let name = move || hour_of_day(i18n.get_locale(), hour);
        (hour, name.into())
    });
    view! {
        <SelectField
            id="preference-day-start"
            label=move || t_string!(i18n, preferences.day_start)
            hint=move || t_string!(i18n, preferences.day_start_hint)
            options=hours.collect()
            value=Memo::new(move |_| journal.rollover_hour())
            on_choose=Saver::here().choose(|preferences, hour| preferences.day_rollover_hour = hour)
        />
    }
}

fn hour_of_day(locale: Locale, hour: i64) -> String {
    if hour == 0 {
        return td_string!(locale, preferences.day_start_midnight).to_owned();
    }
    Timestamp::from_millis(hour * 3_600_000)
        .map_or_else(|_| String::new(), |at| intl::time(locale.as_str(), at, 0))
}

#[component]
fn RestDaysField() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let counts = (0..=limits::REST_DAYS).map(|days| {
        let name = move || {
            let days = usize::try_from(days).unwrap_or_default();
            words::counted!(i18n.get_locale(), days, preferences.rest_days_count)
        };
        (days, name.into())
    });
    view! {
        <SelectField
            id="preference-rest-days"
            label=move || t_string!(i18n, preferences.rest_days)
            hint=move || t_string!(i18n, preferences.rest_days_hint)
            options=counts.collect()
            value=Memo::new(move |_| journal.preferences().rest_days)
            on_choose=Saver::here().choose(|preferences, days| preferences.rest_days = days)
        />
    }
}

/// The words for what is wrong with a field.
fn words_for(
    problem: RwSignal<Option<Problem>>,
    i18n: I18nContext<Locale>,
) -> Signal<Option<&'static str>> {
    Signal::derive(move || {
        let problem = problem.get()?;
        Some(words::problem(i18n.get_locale(), problem))
    })
}
