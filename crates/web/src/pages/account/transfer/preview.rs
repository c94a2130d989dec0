//! The sheet that says what a file would change, before it changes anything.

use std::sync::Arc;

use client_core::transfer::{Contents, Plan, Prefer};
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{Locale as _, t_string, td_string};

use super::progress_text;
use super::rest::Rest;
use crate::components::choice::Choice;
use crate::components::sheet::Sheet;
use crate::i18n::{Locale, use_i18n};
use crate::journal::use_journal;
use crate::platform::{dom, intl};
use crate::transfers::{Preview, Progress, Stage, Transfers};
use crate::words::{self, transfer as sentences};

/// How many of the things that cannot be read are listed.
const LISTED: usize = 50;

/// The button that stops an import, which has the focus while it is under way.
const STOP: &str = "import-stop";

/// The sheet: first the preview, then the progress.
#[component]
pub(super) fn ImportSheet(transfers: Transfers) -> impl IntoView {
    let i18n = use_i18n();
    let stage = transfers.stage();
    let preview = Memo::new(move |_| {
        stage.with(|stage| match stage {
            Stage::Preview(preview) => Some(preview.clone()),
            _ => None,
        })
    });
    let progress = Memo::new(move |_| {
        stage.with(|stage| match stage {
            Stage::Importing(progress) => Some(*progress),
            _ => None,
        })
    });
    view! {
        <Sheet
            id="import"
            title=move || t_string!(i18n, transfer.sheet_title)
            on_close=Callback::new(move |()| transfers.leave())
        >
            {move || match preview.get() {
                Some(Preview { name, contents }) => view! { <ShownPreview transfers name contents /> }.into_any(),
                None => view! { <ShownProgress transfers progress /> }.into_any(),
            }}
        </Sheet>
    }
}

#[component]
fn ShownPreview(transfers: Transfers, name: String, contents: Arc<Contents>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let prefer = RwSignal::new(Prefer::default());
    let plan = Memo::new({
        let contents = Arc::clone(&contents);
        move |_| Arc::new(journal.plan_import(&contents))
    });
    let writes = Memo::new(move |_| plan.with(|plan| plan.writes(prefer.get())));
    let is_ready = Memo::new(move |_| {
        writes.get() > 0 && plan.with(|plan| plan.beyond() == 0 && !plan.lacks_room())
    });
    let import = move |_| {
        if is_ready.get_untracked() {
            let plan = plan.get_untracked();
            transfers.import(Plan::clone(&plan), prefer.get_untracked());
        }
    };
    let counts = {
        let contents = Arc::clone(&contents);
        move || {
            let locale = i18n.get_locale();
            plan.with(|plan| view! { <Counts rows=counts(locale, plan, &contents) /> })
        }
    };
    let has_preferences = Memo::new(move |_| plan.with(|plan| plan.has_preferences()));
    let has_changed = Memo::new(move |_| plan.with(|plan| plan.changed() > 0));
    let has_beyond = Memo::new(move |_| plan.with(|plan| plan.beyond() > 0));
    let lacks_room = Memo::new(move |_| plan.with(|plan| plan.lacks_room()));
    view! {
        <div class="sheet-body import">
            <p class="import-name">{name}</p>
            {counts}
            <Show when=move || has_preferences.get()>
                <p>{move || t_string!(i18n, transfer.preferences)}</p>
            </Show>
            <Show when=move || has_changed.get()>
                <PreferField prefer />
            </Show>
            <Show when=move || has_beyond.get()>
                <p class="warning">{move || t_string!(i18n, transfer.beyond)}</p>
                <Rest />
            </Show>
            <Show when=move || lacks_room.get()>
                <p class="warning">{move || t_string!(i18n, transfer.lacks_room)}</p>
            </Show>
            <NotRead contents />
        </div>
        <footer class="sheet-foot">
            <p class="unseen" role="status">
                {move || (writes.get() == 0).then(|| t_string!(i18n, transfer.nothing_to_import))}
            </p>
            <div class="sheet-actions">
                <button type="button" class="button" on:click=move |_| transfers.leave()>
                    {move || t_string!(i18n, action.cancel)}
                </button>
                <button
                    type="button"
                    class="button primary"
                    aria-disabled=move || (!is_ready.get()).then_some("true")
                    on:click=import
                >
                    {move || match writes.get() {
                        0 => t_string!(i18n, transfer.nothing_to_import).to_owned(),
                        writes => words::counted!(i18n.get_locale(), writes, transfer.import),
                    }}
                </button>
            </div>
        </footer>
    }
}

/// What is compared, and what came of it.
fn counts(locale: Locale, plan: &Plan, contents: &Contents) -> Vec<(&'static str, String)> {
    let number = |count| intl::number(locale.as_str(), count);
    let deleted = (contents.deleted > 0).then(|| {
        let name = td_string!(locale, transfer.deleted);
        (name, number(contents.deleted))
    });
    let counts = [
        (
            td_string!(locale, transfer.new),
            sentences::new(locale, plan),
        ),
        (td_string!(locale, transfer.changed), number(plan.changed())),
        (td_string!(locale, transfer.same), number(plan.same())),
        (
            td_string!(locale, transfer.unreadable),
            number(contents.unreadable.len()),
        ),
    ];
    counts.into_iter().chain(deleted).collect()
}

#[component]
fn Counts(rows: Vec<(&'static str, String)>) -> impl IntoView {
    let rows = rows.into_iter().map(|(name, count)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{count}</dd>
            </div>
        }
    });
    view! { <dl class="import-counts">{rows.collect_view()}</dl> }
}

/// Which version stays where the file and the journal differ.
#[component]
fn PreferField(prefer: RwSignal<Prefer>) -> impl IntoView {
    let i18n = use_i18n();
    let options: Vec<(Prefer, TextProp)> = vec![
        (
            Prefer::Newer,
            (move || t_string!(i18n, transfer.prefer_newer)).into(),
        ),
        (
            Prefer::File,
            (move || t_string!(i18n, transfer.prefer_file)).into(),
        ),
        (
            Prefer::Journal,
            (move || t_string!(i18n, transfer.prefer_journal)).into(),
        ),
    ];
    view! {
        <Choice
            name="prefer"
            legend=move || t_string!(i18n, transfer.prefer)
            options
            value=prefer
            on_choose=Callback::new(move |chosen| prefer.set(chosen))
        />
    }
}

/// What of the file is not imported, and why.
#[component]
fn NotRead(contents: Arc<Contents>) -> impl IntoView {
    let i18n = use_i18n();
    let ignored = (!contents.ignored.is_empty()).then(|| {
        let contents = Arc::clone(&contents);
        let names = move || intl::list(i18n.get_locale().as_str(), &contents.ignored);
        view! {
            <p class="field-note">
                {move || t_string!(i18n, transfer.ignored, names = names())}
            </p>
        }
    });
    let unreadable = (!contents.unreadable.is_empty()).then(|| {
        let more = contents.unreadable.len().saturating_sub(LISTED);
        let list = move || {
            let told = contents.unreadable.iter().take(LISTED);
            told.map(|(place, why)| {
                let told = sentences::unreadable(i18n.get_locale(), place, why);
                view! { <li>{told}</li> }
            })
            .collect_view()
        };
        view! {
            <section class="unreadable" aria-labelledby="import-unreadable">
                <h3 id="import-unreadable">{move || t_string!(i18n, transfer.unreadable_title)}</h3>
                <ul>{list}</ul>
                {(more > 0)
                    .then(|| {
                        view! { <p>{move || words::counted!(i18n.get_locale(), more, transfer.unreadable_more)}</p> }
                    })}
            </section>
        }
    });
    view! {
        {unreadable}
        {ignored}
    }
}

#[component]
fn ShownProgress(transfers: Transfers, progress: Memo<Option<Progress>>) -> impl IntoView {
    let i18n = use_i18n();
    dom::focus_soon_by_id(STOP);
    let value = move |of: fn(Progress) -> usize| progress.get().map(|now| of(now).to_string());
    view! {
        <div class="sheet-body import">
            <p id="import-progress" role="status">
                {move || t_string!(i18n, transfer.importing)}
            </p>
            <progress
                aria-labelledby="import-progress"
                max=move || value(|now| now.total)
                value=move || value(|now| now.done)
            ></progress>
            <p class="import-count">
                {move || progress.get().map(|now| progress_text(i18n.get_locale(), now))}
            </p>
        </div>
        <footer class="sheet-foot">
            <div class="sheet-actions">
                <button id=STOP type="button" class="button" on:click=move |_| transfers.leave()>
                    {move || t_string!(i18n, transfer.stop)}
                </button>
            </div>
        </footer>
    }
}
