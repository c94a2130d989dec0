//! The fields that choose what a report is about.

use leptos::prelude::*;
use leptos_i18n::{t_string, td_string};
use shared_model::{Period, Preset};

use crate::components::field::{Field, problem_at};
use crate::forms::report_period::{ChosenPeriod, typed_period};
use crate::i18n::{Locale, use_i18n};

/// A list of periods, and two dates for one that is not in it. What a period of the list comes to, the report says itself.
#[component]
pub(super) fn PeriodFields(
    chosen: Memo<ChosenPeriod>,
    /// The days of what was chosen.
    asked: Memo<Period>,
    on_choose: Callback<ChosenPeriod>,
) -> impl IntoView {
    let i18n = use_i18n();
    let from = RwSignal::new(String::new());
    let to = RwSignal::new(String::new());
    let problem = RwSignal::new(None);
    let is_free = Memo::new(move |_| matches!(chosen.get(), ChosenPeriod::Days(_)));
    Effect::new(move |_| {
        let period = asked.get();
        from.set(period.first().to_string());
        to.set(period.last().to_string());
        problem.set(None);
    });
    let type_dates = move || match typed_period(&from.read_untracked(), &to.read_untracked()) {
        Ok(period) => {
            problem.set(None);
            on_choose.run(ChosenPeriod::Days(period));
        }
        Err(wrong) => problem.set(Some(wrong)),
    };
    let options = Preset::ALL.map(|preset| {
        view! {
            <option selected=move || chosen.get() == ChosenPeriod::Preset(preset)>
                {move || preset_name(i18n.get_locale(), preset)}
            </option>
        }
    });
    let date = move |id: &'static str,
                     label: fn(Locale) -> &'static str,
                     field: &'static str,
                     value: RwSignal<String>| {
        let error = problem_at(problem, field, move || i18n.get_locale());
        view! {
            <Field id label=move || label(i18n.get_locale()) error>
                <input
                    id=id
                    type="date"
                    required
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=format!("{id}-note")
                    prop:value=value
                    on:change:target=move |event| {
                        value.set(event.target().value());
                        type_dates();
                    }
                />
            </Field>
        }
    };
    view! {
        <div class="period-fields">
            <Field id="report-preset" label=move || t_string!(i18n, reports.period)>
                <select
                    id="report-preset"
                    on:change:target=move |event| {
                        let place = usize::try_from(event.target().selected_index()).ok();
                        let preset = place.and_then(|place| Preset::ALL.get(place));
                        on_choose
                            .run(
                                preset
                                    .map_or_else(
                                        || ChosenPeriod::Days(asked.get_untracked()),
                                        |preset| ChosenPeriod::Preset(*preset),
                                    ),
                            );
                    }
                >
                    {options.collect_view()}
                    <option selected=is_free>{move || t_string!(i18n, reports.preset.days)}</option>
                </select>
            </Field>
            <Show when=move || is_free.get()>
                {date("report-from", |locale| td_string!(locale, reports.from), "from", from)}
                {date("report-to", |locale| td_string!(locale, reports.to), "to", to)}
            </Show>
        </div>
    }
}

fn preset_name(locale: Locale, preset: Preset) -> &'static str {
    match preset {
        Preset::ThisWeek => td_string!(locale, reports.preset.this_week),
        Preset::Last7Days => td_string!(locale, reports.preset.last_7_days),
        Preset::ThisMonth => td_string!(locale, reports.preset.this_month),
        Preset::LastMonth => td_string!(locale, reports.preset.last_month),
        Preset::Last30Days => td_string!(locale, reports.preset.last_30_days),
        Preset::ThisYear => td_string!(locale, reports.preset.this_year),
        Preset::Last12Months => td_string!(locale, reports.preset.last_12_months),
        Preset::All => td_string!(locale, reports.preset.all),
    }
}
