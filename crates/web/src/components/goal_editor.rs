//! The sheet in which a goal is written, changed or deleted.

use client_core::SaveError;
use leptos::ev;
use leptos::html::Form;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{t_string, tu_string};
use shared_model::fold::folded;
use shared_model::limits::Caps;
use shared_model::{Goal, GoalTargetKind, Milestone, Record as _, RecordId};

use super::choice::OptionalChoice;
use super::confirm::Confirm;
use super::deletion::say_deleted;
use super::field::{Field, TextArea, TextField, problem_at};
use super::icon::{Drawing, Icon};
use super::list_field::AddField;
use super::notices::use_notices;
use super::sheet::Sheet;
use crate::forms::FieldProblem;
use crate::forms::goal_draft::{GoalDraft, add_milestone};
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::words;

/// The editor. It is there for as long as it is open.
#[component]
pub(crate) fn GoalEditor(goal: Goal, is_new: bool, on_close: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();

    let opened = GoalDraft::of(&goal);
    let title = RwSignal::new(opened.title.clone());
    let description = RwSignal::new(opened.description.clone());
    let target_date = RwSignal::new(opened.target_date.clone());
    let milestones = RwSignal::new(opened.milestones.clone());
    let milestone = RwSignal::new(String::new());
    let progress = RwSignal::new(opened.progress);
    let target = TargetFields {
        kind: RwSignal::new(opened.target_kind),
        amount: RwSignal::new(opened.target_amount.clone()),
        piece: RwSignal::new(opened.target_piece.clone()),
    };
    let draft = move || GoalDraft {
        title: title.get_untracked(),
        description: description.get_untracked(),
        target_date: target_date.get_untracked(),
        milestones: milestones.get_untracked(),
        milestone: milestone.get_untracked(),
        progress: progress.get_untracked(),
        target_kind: target.kind.get_untracked(),
        target_amount: target.amount.get_untracked(),
        target_piece: target.piece.get_untracked(),
    };
    let problem = RwSignal::new(journal.problem_of::<Goal>(&goal.id));
    let refused = RwSignal::new(None::<SaveError>);
    let asking = RwSignal::new(false);
    let goal = StoredValue::new(goal);
    let element = NodeRef::<Form>::new();
    let show_problem = move |at_field: FieldProblem| {
        problem.set(Some(at_field));
        dom::focus_first_problem(element.get_untracked());
    };

    let ask_to_close = Callback::new(move |()| match draft() == opened {
        true => on_close.run(()),
        false => asking.set(true),
    });
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        problem.set(None);
        refused.set(None);
        let original = goal.get_value();
        let edited = match draft().apply_to(&original, || journal.new_id(), journal.now()) {
            Ok(edited) => edited,
            Err(at_field) => return show_problem(at_field),
        };
        let valid = edited.validate(Caps::Form).map_err(SaveError::Invalid);
        let saved = valid.and_then(|()| match is_new {
            true => journal.save(edited),
            false => journal.edit(&original, edited),
        });
        match saved {
            Ok(()) => {
                notices.say(tu_string!(i18n, goals.saved));
                on_close.run(());
            }
            Err(SaveError::Invalid(invalid)) => show_problem(invalid.into()),
            Err(error) => refused.set(Some(error)),
        }
    };
    let delete = move |_| {
        let id = goal.with_value(|goal| goal.id.clone());
        match journal.delete::<Goal>(&id) {
            Ok(deleted) => {
                if deleted {
                    let said = [
                        tu_string!(i18n, goals.deleted),
                        tu_string!(i18n, goals.restored),
                    ];
                    say_deleted::<Goal>(notices, journal, i18n, id, said);
                }
                on_close.run(());
            }
            Err(error) => refused.set(Some(error)),
        }
    };
    let at = move |field| problem_at(problem, field, move || i18n.get_locale());
    view! {
        <Sheet
            id="goal-editor"
            title=move || if is_new { t_string!(i18n, goal.new_title) } else { t_string!(i18n, goal.edit_title) }
            on_close=ask_to_close
        >
            <form
                class="sheet-form"
                novalidate
                node_ref=element
                on:submit=save
                // What was wrong is being mended.
                on:input=move |event: ev::Event| {
                    if dom::is_in_problem(&event) {
                        problem.set(None);
                    }
                }
            >
                <div class="sheet-body">
                    <TextField
                        id="goal-title"
                        required=true
                        label=move || t_string!(i18n, goal.title)
                        value=title
                        error=at("title")
                    />
                    <TextArea
                        id="goal-description"
                        rows=3
                        label=move || t_string!(i18n, goal.description)
                        value=description
                        error=at("description")
                    />
                    <TextField
                        id="goal-date"
                        kind="date"
                        label=move || t_string!(i18n, goal.target_date)
                        value=target_date
                    />
                    <TargetField target error=at("target.amount") />
                    <MilestonesField milestones typed=milestone error=at("milestones") />
                    <Show when=move || milestones.with(Vec::is_empty)>
                        <ProgressField progress />
                    </Show>
                </div>
                <footer class="sheet-foot">
                    <p class="form-error" role="alert">
                        {move || refused.get().map(|error| words::form_error(i18n.get_locale(), &error))}
                    </p>
                    <div class="sheet-actions">
                        <Show when=move || !is_new>
                            <button type="button" class="button danger apart" on:click=delete>
                                {move || t_string!(i18n, goal.delete)}
                            </button>
                        </Show>
                        <button type="button" class="button" on:click=move |_| ask_to_close.run(())>
                            {move || t_string!(i18n, action.cancel)}
                        </button>
                        <button type="submit" class="button primary">
                            {move || t_string!(i18n, action.save)}
                        </button>
                    </div>
                </footer>
            </form>
        </Sheet>
        <Show when=move || asking.get()>
            <Confirm
                id="goal-unsaved"
                title=move || t_string!(i18n, entry.unsaved_title)
                text=move || t_string!(i18n, entry.unsaved_text)
                yes=move || t_string!(i18n, action.discard_changes)
                no=move || t_string!(i18n, action.keep_editing)
                on_yes=on_close
                on_no=Callback::new(move |()| asking.set(false))
            />
        </Show>
    }
}

/// What the journal is counted against.
#[derive(Clone, Copy)]
struct TargetFields {
    kind: RwSignal<Option<GoalTargetKind>>,
    amount: RwSignal<String>,
    piece: RwSignal<Option<RecordId>>,
}

/// What is counted, how much of it is to be reached, and on which piece.
#[component]
fn TargetField(target: TargetFields, error: Signal<Option<&'static str>>) -> impl IntoView {
    let i18n = use_i18n();
    let options = [
        GoalTargetKind::Minutes,
        GoalTargetKind::Entries,
        GoalTargetKind::Tempo,
    ]
    .map(|kind| {
        let label = TextProp::from(move || words::goal_target_kind(i18n.get_locale(), kind));
        (kind, label)
    });
    let label = move || match target.kind.get() {
        Some(GoalTargetKind::Tempo) => t_string!(i18n, goal.target.tempo),
        Some(GoalTargetKind::Entries) => t_string!(i18n, goal.target.entries),
        Some(GoalTargetKind::Minutes) | None => t_string!(i18n, goal.target.minutes),
    };
    view! {
        <div class="field">
            <OptionalChoice
                legend=move || t_string!(i18n, goal.target.legend)
                options=options.into()
                value=target.kind
            />
            <p class="field-note">{move || t_string!(i18n, goal.target.hint)}</p>
        </div>
        <Show when=move || target.kind.get().is_some()>
            <div class="field-row">
                <TextField id="goal-amount" kind="number" label value=target.amount error />
                <TargetPiece piece=target.piece />
            </div>
        </Show>
    }
}

/// The piece that a target is about; any, unless one is chosen.
#[component]
fn TargetPiece(piece: RwSignal<Option<RecordId>>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let pieces = Memo::new(move |_| {
        journal.repertoire().with(|repertoire| {
            let pieces = repertoire.pieces();
            let mut named: Vec<(RecordId, String)> = pieces
                .map(|piece| (piece.id.clone(), piece.title.clone()))
                .collect();
            named.sort_by_cached_key(|(id, title)| (folded(title), id.clone()));
            named
        })
    });
    let chosen = move || {
        piece.with(|piece| {
            let id = piece.as_ref()?;
            let current = journal
                .repertoire()
                .with(|repertoire| repertoire.current_id(id).clone());
            Some(current)
        })
    };
    let options = move || {
        let chosen = chosen();
        let option = |(id, title): (RecordId, String)| {
            let selected = chosen.as_ref() == Some(&id);
            view! {
                <option value=id.as_str().to_owned() selected=selected>
                    {title}
                </option>
            }
        };
        pieces.get().into_iter().map(option).collect_view()
    };
    view! {
        <Field id="goal-piece" label=move || t_string!(i18n, goal.target.piece)>
            <select
                id="goal-piece"
                on:change:target=move |event| {
                    let id = event.target().value();
                    piece.set((!id.is_empty()).then(|| id.as_str().into()));
                }
            >
                <option value="">{move || t_string!(i18n, goal.target.any_piece)}</option>
                {options}
            </select>
        </Field>
    }
}

/// The milestones, one below the other, each to be ticked or removed.
#[component]
fn MilestonesField(
    milestones: RwSignal<Vec<Milestone>>,
    typed: RwSignal<String>,
    error: Signal<Option<&'static str>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let add = Callback::new(move |()| {
        let text = typed.get_untracked();
        milestones.update(|milestones| add_milestone(milestones, &text, || journal.new_id()));
        typed.set(String::new());
    });
    let row = move |milestone: Milestone| {
        let (id, title) = (milestone.id.clone(), milestone.title.clone());
        let removed = milestone.id.clone();
        let toggle = move |_| {
            let now = journal.now();
            milestones.update(|milestones| {
                for milestone in milestones.iter_mut().filter(|milestone| milestone.id == id) {
                    milestone.completed = !milestone.completed;
                    milestone.completed_at = milestone.completed.then_some(now);
                }
            });
        };
        view! {
            <li class="milestone">
                <label class="check">
                    <input type="checkbox" checked=milestone.completed on:change=toggle />
                    <span>{milestone.title}</span>
                </label>
                <button
                    type="button"
                    class="button icon-only"
                    aria-label=move || t_string!(i18n, action.remove, item = title.clone())
                    on:click=move |_| milestones.update(|milestones| milestones.retain(|known| known.id != removed))
                >
                    <Drawing icon=Icon::Cross />
                </button>
            </li>
        }
    };
    view! {
        <AddField
            id="goal-milestones"
            label=move || t_string!(i18n, goal.milestones)
            hint=move || t_string!(i18n, goal.milestones_hint)
            typed
            on_add=add
            error
        >
            <ul class="milestones">
                <For each=move || milestones.get() key=|milestone| milestone.id.clone() children=row />
            </ul>
        </AddField>
    }
}

/// How far the goal is, by hand.
#[component]
fn ProgressField(progress: RwSignal<i64>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field id="goal-progress" label=move || t_string!(i18n, goal.progress)>
            <div class="slider">
                <input
                    id="goal-progress"
                    type="range"
                    min="0"
                    max="100"
                    step="5"
                    style=("--done", move || format!("{}%", progress.get()))
                    prop:value=move || progress.get().to_string()
                    on:input:target=move |event| progress.set(event.target().value().parse().unwrap_or_default())
                />
                <output for="goal-progress" class="amount">
                    {move || t_string!(i18n, goals.progress, percent = progress.get())}
                </output>
            </div>
        </Field>
    }
}
