//! When it was, and for how long.

use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string};

use super::open_form::OpenForm;
use crate::components::field::TextField;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::intl::{self, DateStyle};
use crate::text::duration;
use crate::words;

/// How long people practise, in seconds.
const USUAL: [i64; 4] = [15 * 60, 30 * 60, 45 * 60, 60 * 60];

/// Date and time, and the duration with the usual ones one tap away. The start stays where it is when the duration changes;
/// what a new entry is about has often just ended, and one tap says so.
#[component]
pub(super) fn TimeFields(
    form: OpenForm,
    #[prop(into)] is_new: Signal<bool>,
    when_error: Signal<Option<&'static str>>,
    duration_error: Signal<Option<&'static str>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let time = Memo::new(move |_| form.time());
    let seconds = Memo::new(move |_| form.seconds());
    let counts_for = move || {
        if time.get()?.timestamp > journal.now() {
            return Some(t_string!(i18n, entry.ahead).to_owned());
        }
        let day = time.get()?.other_day(journal.rollover_hour())?;
        let day = intl::date(i18n.get_locale().as_str(), day, DateStyle::Day);
        Some(t_string!(i18n, entry.counts_for, day = day))
    };
    let until = move || {
        let (time, seconds) = (time.get()?, seconds.get().filter(|seconds| *seconds > 0)?);
        let end = time.timestamp.plus_secs(seconds);
        // The clocks may have changed meanwhile.
        let offset = form.utc_offset_minutes(end);
        let end = intl::time(i18n.get_locale().as_str(), end, offset);
        Some(t_string!(i18n, entry.until, time = end))
    };
    let usual = USUAL.map(|usual| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (seconds.get() == Some(usual)).to_string()
                on:click=move |_| form.fields.duration.set(duration::to_input(usual))
            >
                {move || words::duration(i18n.get_locale(), usual)}
            </button>
        }
    });
    let ends_now = move |_| {
        if let Some(seconds) = seconds.get_untracked().filter(|seconds| *seconds > 0) {
            form.set_start(journal.now().plus_secs(-seconds));
        }
    };
    view! {
        <div class="time-fields">
            <div class="field-row">
                <TextField
                    id="entry-when"
                    kind="datetime-local"
                    required=true
                    label=move || t_string!(i18n, entry.when)
                    hint=move || counts_for().unwrap_or_default()
                    value=form.fields.when
                    error=when_error
                />
                <TextField
                    id="entry-duration"
                    label=move || t_string!(i18n, entry.duration)
                    hint=move || until().unwrap_or_else(|| t_string!(i18n, entry.duration_hint).to_owned())
                    value=form.fields.duration
                    error=duration_error
                />
            </div>
            <div class="chips" role="group" aria-label=move || t_string!(i18n, entry.usual_lengths)>
                {usual.collect_view()}
                <Show when=move || is_new.get()>
                    <button
                        type="button"
                        class="chip"
                        aria-disabled=move || {
                            seconds.get().filter(|seconds| *seconds > 0).is_none().then_some("true")
                        }
                        on:click=ends_now
                    >
                        {move || t_string!(i18n, entry.ends_now)}
                    </button>
                </Show>
            </div>
        </div>
    }
}
