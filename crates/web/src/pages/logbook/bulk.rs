//! Changing several entries together: tags, or their end; with one way back for all of them.

use std::sync::Arc;

use client_core::SaveError;
use leptos::ev;
use leptos::html::Form;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{I18nContext, Locale as _, t_string, td_string};
use shared_model::validate::{Invalid, InvalidReason};
use shared_model::{LogbookEntry, RecordId, limits};

use super::filters::FOUND;
use super::selecting::Selecting;
use crate::components::confirm::Confirm;
use crate::components::field::{Suggestions, TextField, problem_at};
use crate::components::icon::{Drawing, Icon};
use crate::components::notices::{Notices, use_notices};
use crate::components::sheet::Sheet;
use crate::forms::FieldProblem;
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::logbook::tags::{NotTagged, counted, with_tag, without_tag};
use crate::platform::reload::UnderWay;
use crate::platform::{dom, intl};
use crate::transfers::Progress;
use crate::words;

/// How many records are changed before the page has the time to draw and to hear.
const SLICE: usize = 50;

/// What is done to each of several entries.
#[derive(Clone, Debug)]
enum Change {
    AddTag(String),
    RemoveTag(String),
    Delete,
}

/// How one change is undone.
#[derive(Clone, Debug)]
enum Undo {
    Restore(RecordId),
    /// The entry after the change and before it. What else becomes of it meanwhile is kept.
    Put(Box<[LogbookEntry; 2]>),
}

/// What came of changing several records.
struct Outcome {
    /// How what was changed is undone.
    done: Vec<Undo>,
    /// How many have no room for one more tag.
    full: usize,
    /// Why it stopped before the end.
    stopped: Option<SaveError>,
}

impl Change {
    /// Does it to one entry. There is nothing to undo where there was nothing to do.
    fn apply(
        &self,
        journal: JournalContext,
        id: &RecordId,
        full: &mut usize,
    ) -> Result<Option<Undo>, SaveError> {
        let Some(before) = journal.get::<LogbookEntry>(id) else {
            return Ok(None);
        };
        let changed = match self {
            Self::Delete => {
                let is_deleted = journal.delete::<LogbookEntry>(id)?;
                return Ok(is_deleted.then(|| Undo::Restore(id.clone())));
            }
            Self::AddTag(tag) => match with_tag(&before, tag) {
                Ok(tagged) => Some(tagged),
                Err(NotTagged::Already) => None,
                Err(NotTagged::Full) => {
                    *full += 1;
                    None
                }
            },
            Self::RemoveTag(tag) => without_tag(&before, tag),
        };
        let Some(changed) = changed else {
            return Ok(None);
        };
        journal.edit(&before, changed)?;
        let after = journal.get::<LogbookEntry>(id);
        Ok(after.map(|after| Undo::Put(Box::new([after, before]))))
    }

    fn said(&self, locale: Locale, count: usize) -> String {
        match self {
            Self::AddTag(_) => words::counted!(locale, count, logbook.tagged),
            Self::RemoveTag(_) => words::counted!(locale, count, logbook.untagged),
            Self::Delete => words::counted!(locale, count, logbook.deleted),
        }
    }
}

impl Undo {
    fn apply(&self, journal: JournalContext) -> Result<bool, SaveError> {
        match self {
            Self::Restore(id) => journal.restore::<LogbookEntry>(id),
            Self::Put(entry) => {
                let [after, before] = &**entry;
                journal.edit(after, before.clone()).map(|()| true)
            }
        }
    }
}

/// Calls `change` for each of so many records, a few at a time, until something is refused. There is no answer once another
/// journal is shown: what was done is no news there, and the way back would lead into it.
async fn in_slices(
    journal: JournalContext,
    count: usize,
    on_progress: impl Fn(usize),
    mut change: impl FnMut(usize) -> Result<(), SaveError>,
) -> Option<Result<(), SaveError>> {
    let epoch = journal.epoch().get_untracked();
    let _under_way = UnderWay::begin();
    for number in 0..count {
        if number > 0 && number % SLICE == 0 {
            on_progress(number);
            dom::pause().await;
            if journal.epoch().get_untracked() != epoch {
                return None;
            }
        }
        if let Err(error) = change(number) {
            return Some(Err(error));
        }
    }
    Some(Ok(()))
}

/// What a change needs of the app around, which may outlive the screen.
#[derive(Clone, Copy)]
struct Around {
    journal: JournalContext,
    notices: Notices,
    i18n: I18nContext<Locale>,
}

impl Around {
    /// Changes these entries, and says what came of it, with the way back.
    async fn change(self, change: Change, ids: Vec<RecordId>, on_progress: impl Fn(usize)) {
        let mut outcome = Outcome {
            done: Vec::new(),
            full: 0,
            stopped: None,
        };
        let ended = in_slices(self.journal, ids.len(), on_progress, |number| {
            let undo = change.apply(self.journal, &ids[number], &mut outcome.full)?;
            outcome.done.extend(undo);
            Ok(())
        });
        let Some(ended) = ended.await else {
            return;
        };
        outcome.stopped = ended.err();
        self.say(&change, outcome);
    }

    fn say(self, change: &Change, outcome: Outcome) {
        let locale = self.i18n.get_locale_untracked();
        let mut said = change.said(locale, outcome.done.len());
        if outcome.full > 0 {
            let full = words::counted!(locale, outcome.full, logbook.full);
            said = td_string!(locale, logbook.besides, done = said, full = full);
        }
        if let Some(error) = &outcome.stopped {
            said = stopped(locale, said, error);
        }
        if outcome.done.is_empty() {
            return self.notices.say(said);
        }
        let done = Arc::new(outcome.done);
        self.notices.say_with_undo(said, move || {
            let done = Arc::clone(&done);
            spawn_local(async move { self.undo(&done).await });
        });
    }

    /// Takes the changes back.
    async fn undo(self, done: &[Undo]) {
        let mut undone = 0;
        let ended = in_slices(
            self.journal,
            done.len(),
            |_| {},
            |number| {
                undone += usize::from(done[number].apply(self.journal)?);
                Ok(())
            },
        );
        let Some(ended) = ended.await else {
            return;
        };
        let locale = self.i18n.get_locale_untracked();
        let said = words::counted!(locale, undone, logbook.undone);
        self.notices.say(match ended {
            Ok(()) => said,
            Err(error) => stopped(locale, said, &error),
        });
    }
}

fn stopped(locale: Locale, done: String, error: &SaveError) -> String {
    let reason = words::change_error(locale, error);
    td_string!(locale, logbook.stopped, done = done, reason = reason)
}

/// What is open over the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Tags,
    Deletion,
}

/// What can be done with what is selected.
#[component]
pub(super) fn SelectionBar(selecting: Selecting) -> impl IntoView {
    let i18n = use_i18n();
    let around = Around {
        journal: use_journal(),
        notices: use_notices(),
        i18n,
    };
    let selected = selecting.selected();
    let open = RwSignal::new(None::<Open>);
    let progress = RwSignal::new(None::<Progress>);
    let is_busy = move || progress.with(Option::is_some);
    let has_none = Memo::new(move |_| is_busy() || selected.with(Vec::is_empty));
    let change = Callback::new(move |change: Change| {
        open.set(None);
        let ids = selected.get_untracked();
        // What is deleted is not among what is selected any more.
        let total = ids.len();
        progress.set(Some(Progress { done: 0, total }));
        spawn_local(async move {
            // The screen may have been left meanwhile.
            let on_progress = move |done| {
                progress.try_set(Some(Progress { done, total }));
            };
            around.change(change, ids, on_progress).await;
            if progress.try_set(None).is_none() {
                selecting.end();
                dom::focus_soon_by_id(FOUND);
            }
        });
    });
    let show = move |what| {
        if !has_none.get_untracked() {
            open.set(Some(what));
        }
    };
    let status = move || {
        let locale = i18n.get_locale();
        match progress.get() {
            None => words::counted!(locale, selected.with(Vec::len), logbook.selected),
            Some(Progress { done, total }) => {
                let [done, total] =
                    [done, total].map(|number| intl::number(locale.as_str(), number));
                td_string!(locale, logbook.changing, done = done, total = total)
            }
        }
    };
    let disabled = move || has_none.get().then_some("true");
    view! {
        <section class="selection-bar" aria-label=move || t_string!(i18n, logbook.selected_label)>
            <p class="selection-count" role="status">
                {status}
            </p>
            <button
                type="button"
                class="button quiet flush"
                aria-disabled=move || is_busy().then_some("true")
                on:click=move |_| {
                    if !is_busy() {
                        selecting.turn_all();
                    }
                }
            >
                {move || match selecting.has_all() {
                    true => t_string!(i18n, logbook.select_none).to_owned(),
                    false => words::counted!(i18n.get_locale(), selecting.shown_count(), logbook.select_all),
                }}
            </button>
            <div class="selection-actions">
                <button type="button" class="button" aria-disabled=disabled on:click=move |_| show(Open::Tags)>
                    {move || t_string!(i18n, logbook.tags)}
                </button>
                <button
                    type="button"
                    class="button danger"
                    aria-disabled=disabled
                    on:click=move |_| show(Open::Deletion)
                >
                    {move || t_string!(i18n, logbook.delete)}
                </button>
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || is_busy().then_some("true")
                    on:click=move |_| {
                        if !is_busy() {
                            selecting.end();
                            dom::focus_soon_by_id(FOUND);
                        }
                    }
                >
                    {move || t_string!(i18n, logbook.done)}
                </button>
            </div>
        </section>
        {move || {
            let close = Callback::new(move |()| open.set(None));
            Some(match open.get()? {
                Open::Tags => view! { <TagsSheet selected change close /> }.into_any(),
                Open::Deletion => view! { <DeletionQuestion selected change close /> }.into_any(),
            })
        }}
    }
}

/// Asks before what is selected is deleted.
#[component]
fn DeletionQuestion(
    selected: Memo<Vec<RecordId>>,
    change: Callback<Change>,
    close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Confirm
            id="delete-selected"
            title=move || words::counted!(i18n.get_locale(), selected.with(Vec::len), logbook.delete_title)
            text=move || t_string!(i18n, logbook.delete_text)
            yes=move || t_string!(i18n, logbook.delete)
            no=move || t_string!(i18n, action.cancel)
            on_yes=Callback::new(move |()| change.run(Change::Delete))
            on_no=close
        />
    }
}

/// Adds a tag to what is selected, or removes one that is there.
#[component]
fn TagsSheet(
    selected: Memo<Vec<RecordId>>,
    change: Callback<Change>,
    close: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let typed = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<FieldProblem>);
    let element = NodeRef::<Form>::new();
    let known = Memo::new(move |_| {
        journal.days().with(|days| {
            let entries = days.iter().flat_map(|day| &day.entries);
            names(counted(entries.flat_map(|entry| &entry.tags)))
        })
    });
    let there = Memo::new(move |_| {
        let entries: Vec<LogbookEntry> =
            selected.with(|selected| selected.iter().filter_map(|id| journal.get(id)).collect());
        counted(entries.iter().flat_map(|entry| &entry.tags))
    });
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let tag = typed.with_untracked(|typed| typed.trim().to_owned());
        let reason = match tag.chars().count() {
            0 => Some(InvalidReason::Missing),
            count => (count > limits::TAG_CHARS).then_some(InvalidReason::TooLong),
        };
        match reason {
            Some(reason) => {
                problem.set(Some(Invalid::new("tags", reason).into()));
                dom::focus_first_problem(element.get_untracked());
            }
            None => change.run(Change::AddTag(tag)),
        }
    };
    let token = move |(tag, count): (String, usize)| {
        let [name, removed] = [tag.clone(), tag.clone()];
        let text = move || {
            let number = intl::number(i18n.get_locale().as_str(), count);
            t_string!(i18n, logbook.tag_count, tag = tag.clone(), number = number)
        };
        view! {
            <li class="token">
                <span>{text}</span>
                <button
                    type="button"
                    aria-label=move || t_string!(i18n, action.remove, item = name.clone())
                    on:click=move |_| change.run(Change::RemoveTag(removed.clone()))
                >
                    <Drawing icon=Icon::Cross />
                </button>
            </li>
        }
    };
    view! {
        <Sheet
            id="selected-tags"
            title=move || words::counted!(i18n.get_locale(), selected.with(Vec::len), logbook.tags_title)
            on_close=close
        >
            <form class="sheet-form" novalidate node_ref=element on:submit=add>
                <div class="sheet-body">
                    <TextField
                        id="selected-tag"
                        list="known-tags"
                        label=move || t_string!(i18n, logbook.add_tag)
                        value=typed
                        error=problem_at(problem, "tags", move || i18n.get_locale())
                    />
                    <Suggestions id="known-tags" texts=known />
                    <section
                        aria-labelledby="selected-tags-there"
                        hidden=move || there.with(Vec::is_empty)
                    >
                        <h3 id="selected-tags-there" class="field-title">
                            {move || t_string!(i18n, logbook.tags_there)}
                        </h3>
                        <ul class="tokens">
                            <For each=move || there.get() key=Clone::clone children=token />
                        </ul>
                    </section>
                </div>
                <footer class="sheet-foot">
                    <div class="sheet-actions">
                        <button type="button" class="button" on:click=move |_| close.run(())>
                            {move || t_string!(i18n, action.cancel)}
                        </button>
                        <button type="submit" class="button primary">
                            {move || t_string!(i18n, logbook.add_tag_button)}
                        </button>
                    </div>
                </footer>
            </form>
        </Sheet>
    }
}

fn names(counted: Vec<(String, usize)>) -> Vec<String> {
    counted.into_iter().map(|(name, _)| name).collect()
}
