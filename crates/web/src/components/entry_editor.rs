//! The sheet in which an entry is written, changed, deleted, or looked over after a timed session.

use client_core::SaveError;
use leptos::ev;
use leptos::html::Form;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{t_string, tu_string};
use shared_model::{
    Goal, GoalStatus, LogbookEntry, LogbookEntryType, Mood, PieceRef, PracticeLog, PracticeSession,
    RecordId,
};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::choice::OptionalChoice;
use super::confirm::Confirm;
use super::deletion::say_deleted;
use super::field::{Field, Suggestions, TextArea, TextField, problem_at};
use super::list_field::ListField;
use super::notices::use_notices;
use super::sheet::Sheet;
use crate::forms::FieldProblem;
use crate::forms::entry_draft::{EntryDraft, piece_of};
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::platform::dom;
use crate::text::list::same;
use crate::words;

/// A timed session that waits to be saved with the entry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Review {
    /// The session.
    pub(crate) session: PracticeSession,
    /// Its logs.
    pub(crate) logs: Vec<PracticeLog>,
}

/// What the editor is open for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Editing {
    /// An entry that does not exist yet.
    New(LogbookEntry),
    /// One that does.
    Existing(LogbookEntry),
    /// The entry that a timed session suggests.
    Session(LogbookEntry, Box<Review>),
}

impl Editing {
    fn entry(&self) -> &LogbookEntry {
        match self {
            Self::New(entry) | Self::Existing(entry) | Self::Session(entry, _) => entry,
        }
    }

    /// Pieces that the repertoire is not asked for: those of an entry that was saved before.
    fn knows(&self, id: &RecordId) -> bool {
        matches!(self, Self::Existing(entry) if entry.pieces.iter().any(|piece| piece.id == *id))
    }
}

/// How the editor was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// Everything is saved, or deleted.
    Done,
    /// Nothing was changed.
    Cancelled,
}

/// The form's fields.
#[derive(Clone, Copy)]
struct Fields {
    when: RwSignal<String>,
    duration: RwSignal<String>,
    entry_type: RwSignal<LogbookEntryType>,
    instrument: RwSignal<String>,
    pieces: RwSignal<Vec<PieceRef>>,
    piece: RwSignal<String>,
    techniques: RwSignal<Vec<String>>,
    technique: RwSignal<String>,
    goal_ids: RwSignal<Vec<RecordId>>,
    notes: RwSignal<String>,
    mood: RwSignal<Option<Mood>>,
    tags: RwSignal<Vec<String>>,
    tag: RwSignal<String>,
}

impl Fields {
    fn of(draft: EntryDraft) -> Self {
        Self {
            when: RwSignal::new(draft.when),
            duration: RwSignal::new(draft.duration),
            entry_type: RwSignal::new(draft.entry_type),
            instrument: RwSignal::new(draft.instrument),
            pieces: RwSignal::new(draft.pieces),
            piece: RwSignal::new(String::new()),
            techniques: RwSignal::new(draft.techniques),
            technique: RwSignal::new(draft.technique),
            goal_ids: RwSignal::new(draft.goal_ids),
            notes: RwSignal::new(draft.notes),
            mood: RwSignal::new(draft.mood),
            tags: RwSignal::new(draft.tags),
            tag: RwSignal::new(draft.tag),
        }
    }

    fn draft(self) -> EntryDraft {
        EntryDraft {
            when: self.when.get_untracked(),
            duration: self.duration.get_untracked(),
            entry_type: self.entry_type.get_untracked(),
            instrument: self.instrument.get_untracked(),
            pieces: self.pieces.get_untracked(),
            techniques: self.techniques.get_untracked(),
            technique: self.technique.get_untracked(),
            goal_ids: self.goal_ids.get_untracked(),
            notes: self.notes.get_untracked(),
            mood: self.mood.get_untracked(),
            tags: self.tags.get_untracked(),
            tag: self.tag.get_untracked(),
        }
    }

    /// Turns what is typed in the pieces field into pieces: those of the repertoire by their title, others with a name
    /// of their own.
    fn add_piece(self, journal: JournalContext) {
        let typed = self.piece.get_untracked();
        let title = typed.trim();
        self.piece.set(String::new());
        if title.is_empty()
            || self
                .pieces
                .with_untracked(|pieces| pieces.iter().any(|p| same(&p.title, title)))
        {
            return;
        }
        let piece = journal.piece_called(title);
        self.pieces.update(|pieces| {
            if pieces.iter().all(|known| known.id != piece.id) {
                pieces.push(piece);
            }
        });
    }
}

/// The editor. It is there for as long as it is open.
#[component]
pub(crate) fn EntryEditor(editing: Editing, on_leave: Callback<Left>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();

    let opened = EntryDraft::of(editing.entry());
    let fields = Fields::of(opened.clone());
    let problem = RwSignal::new(journal.problem_of::<LogbookEntry>(&editing.entry().id));
    let refused = RwSignal::new(None::<SaveError>);
    let asking = RwSignal::new(false);
    let form = NodeRef::<Form>::new();
    let is_session = matches!(editing, Editing::Session(..));
    let is_existing = matches!(editing, Editing::Existing(_));
    let logs = match &editing {
        Editing::Session(_, review) => review.logs.clone(),
        Editing::New(_) | Editing::Existing(_) => Vec::new(),
    };

    let title = move || match () {
        () if is_session => t_string!(i18n, entry.review_title),
        () if is_existing => t_string!(i18n, entry.edit_title),
        () => t_string!(i18n, entry.new_title),
    };
    let existing = match &editing {
        Editing::Existing(entry) => Some(entry.id.clone()),
        Editing::New(_) | Editing::Session(..) => None,
    };

    let ask_to_leave = Callback::new(move |()| {
        let is_touched = fields.draft() != opened || !fields.piece.with_untracked(String::is_empty);
        if is_touched {
            asking.set(true);
        } else {
            on_leave.run(Left::Cancelled);
        }
    });
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        fields.add_piece(journal);
        problem.set(None);
        refused.set(None);
        match save(journal, &editing, &fields.draft()) {
            Ok(()) => {
                notices.say(match editing {
                    Editing::Session(..) => tu_string!(i18n, entry.session_saved),
                    _ => tu_string!(i18n, entry.saved),
                });
                on_leave.run(Left::Done);
            }
            Err(NotSaved::Field(at_field)) => {
                problem.set(Some(at_field));
                focus_first_problem(form);
            }
            Err(NotSaved::Refused(error)) => refused.set(Some(error)),
        }
    };
    let delete = existing.map(|id| {
        move |_: ev::MouseEvent| match journal.delete::<LogbookEntry>(&id) {
            Ok(deleted) => {
                if deleted {
                    let said = [
                        tu_string!(i18n, entry.deleted),
                        tu_string!(i18n, entry.restored),
                    ];
                    say_deleted::<LogbookEntry>(notices, journal, i18n, id.clone(), said);
                }
                on_leave.run(Left::Done);
            }
            Err(error) => refused.set(Some(error)),
        }
    });

    let at = move |field| problem_at(problem, field, move || i18n.get_locale());
    let chosen_before = fields.goal_ids.get_untracked();
    let offered_goals = Memo::new(move |_| offered_goals(journal.goals(), &chosen_before));
    view! {
        <Sheet id="entry-editor" title on_close=ask_to_leave>
            <form class="sheet-form" novalidate node_ref=form on:submit=save>
                <div class="sheet-body">
                    {is_session.then(|| view! { <p class="lead">{move || t_string!(i18n, entry.review_text)}</p> })}
                    {(!logs.is_empty()).then(|| view! { <Logs logs /> })}
                    <div class="field-row">
                        <TextField
                            id="entry-when"
                            kind="datetime-local"
                            required=true
                            label=move || t_string!(i18n, entry.when)
                            value=fields.when
                            error=at("timestamp")
                        />
                        <TextField
                            id="entry-duration"
                            label=move || t_string!(i18n, entry.duration)
                            hint=move || t_string!(i18n, entry.duration_hint)
                            value=fields.duration
                            error=at("duration")
                        />
                    </div>
                    <div class="field-row tight">
                        <EntryTypeField value=fields.entry_type />
                        <TextField
                            id="entry-instrument"
                            list="entry-instruments"
                            label=move || t_string!(i18n, entry.instrument)
                            value=fields.instrument
                            error=at("instrument")
                        />
                        <Suggestions
                            id="entry-instruments"
                            texts=Signal::derive(move || instruments(i18n.get_locale()))
                        />
                    </div>
                    <ListField
                        id="entry-pieces"
                        list="entry-repertoire"
                        label=move || t_string!(i18n, entry.pieces)
                        hint=move || t_string!(i18n, entry.pieces_hint)
                        items=Signal::derive(move || {
                            journal
                                .repertoire()
                                .with(|repertoire| {
                                    fields
                                        .pieces
                                        .get()
                                        .iter()
                                        .map(|piece| repertoire.title(piece).to_owned())
                                        .collect()
                                })
                        })
                        typed=fields.piece
                        on_add=Callback::new(move |()| fields.add_piece(journal))
                        on_remove=Callback::new(move |index| fields.pieces.update(|pieces| drop(pieces.remove(index))))
                        error=at("pieces")
                    />
                    <Suggestions
                        id="entry-repertoire"
                        texts=Signal::derive(move || journal.repertoire().with(|repertoire| repertoire.titles()))
                    />
                    <TextArea
                        id="entry-notes"
                        label=move || t_string!(i18n, entry.notes)
                        value=fields.notes
                        error=at("notes")
                    />
                    <OptionalChoice legend=move || t_string!(i18n, mood.legend) options=moods() value=fields.mood />
                    <TextsField
                        id="entry-techniques"
                        label=move || t_string!(i18n, entry.techniques)
                        items=fields.techniques
                        typed=fields.technique
                        error=at("techniques")
                    />
                    <TextsField
                        id="entry-tags"
                        label=move || t_string!(i18n, entry.tags)
                        items=fields.tags
                        typed=fields.tag
                        error=at("tags")
                    />
                    <GoalsField goals=offered_goals chosen=fields.goal_ids />
                </div>
                <footer class="sheet-foot">
                    <p class="form-error" role="alert">
                        {move || refused.get().map(|error| words::form_error(i18n.get_locale(), &error))}
                    </p>
                    <div class="sheet-actions">
                        {delete
                            .map(|delete| {
                                view! {
                                    <button type="button" class="button danger apart" on:click=delete>
                                        {move || t_string!(i18n, entry.delete)}
                                    </button>
                                }
                            })} <button type="button" class="button" on:click=move |_| ask_to_leave.run(())>
                            {move || match is_session {
                                true => t_string!(i18n, entry.back_to_timer),
                                false => t_string!(i18n, action.cancel),
                            }}
                        </button>
                        <button type="submit" class="button primary">
                            {move || match is_session {
                                true => t_string!(i18n, entry.save_session),
                                false => t_string!(i18n, action.save),
                            }}
                        </button>
                    </div>
                </footer>
            </form>
        </Sheet>
        <Show when=move || asking.get()>
            <Confirm
                id="entry-unsaved"
                title=move || t_string!(i18n, entry.unsaved_title)
                text=move || t_string!(i18n, entry.unsaved_text)
                yes=move || t_string!(i18n, action.discard_changes)
                no=move || t_string!(i18n, action.keep_editing)
                on_yes=Callback::new(move |()| on_leave.run(Left::Cancelled))
                on_no=Callback::new(move |()| asking.set(false))
            />
        </Show>
    }
}

/// Why a form is still open.
enum NotSaved {
    Field(FieldProblem),
    Refused(SaveError),
}

impl From<SaveError> for NotSaved {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Invalid(invalid) => Self::Field(invalid.into()),
            SaveError::Store(_) => Self::Refused(error),
        }
    }
}

/// Saves what the entry refers to, then the entry. Each of the writes can be repeated, so a form that was refused
/// half-way is simply saved again.
fn save(journal: JournalContext, editing: &Editing, draft: &EntryDraft) -> Result<(), NotSaved> {
    use shared_model::Record as _;
    let original = editing.entry();
    let entry = draft
        .apply_to(original, |at| journal.utc_offset_minutes(at))
        .map_err(NotSaved::Field)?;
    // The entry's own rules come first: what the form shows as wrong has left nothing behind.
    entry
        .validate(shared_model::limits::Caps::Form)
        .map_err(|invalid| NotSaved::Field(invalid.into()))?;
    for piece in entry
        .pieces
        .iter()
        .chain(&original.pieces)
        .filter(|piece| !editing.knows(&piece.id))
    {
        journal.ensure_piece(piece_of(piece, journal.now()))?;
    }
    match editing {
        Editing::New(_) => journal.save(entry)?,
        Editing::Existing(original) => journal.edit(original, entry)?,
        Editing::Session(_, review) => {
            let instrument = entry.instrument.clone();
            journal
                .save(PracticeSession {
                    instrument,
                    ..review.session.clone()
                })
                .map_err(NotSaved::Refused)?;
            for log in &review.logs {
                journal.save(log.clone()).map_err(NotSaved::Refused)?;
            }
            journal.save(entry)?;
        }
    }
    Ok(())
}

/// Moves the focus to the first field with an error, once it is marked.
fn focus_first_problem(form: NodeRef<Form>) {
    request_animation_frame(move || {
        let marked = form
            .get_untracked()
            .and_then(|form| form.query_selector("[aria-invalid=true]").ok().flatten());
        if let Some(field) = marked.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            dom::focus_soon(field);
        }
    });
}

/// Goals to choose from: those being worked on, and those that are chosen already.
fn offered_goals(mut goals: Vec<Goal>, chosen: &[RecordId]) -> Vec<Goal> {
    goals.retain(|goal| goal.status == GoalStatus::Active || chosen.contains(&goal.id));
    goals.sort_by_cached_key(|goal| goal.title.to_lowercase());
    goals
}

fn moods() -> Vec<(Mood, TextProp)> {
    let i18n = use_i18n();
    let option = |mood| {
        (
            mood,
            TextProp::from(move || words::mood(i18n.get_locale(), mood)),
        )
    };
    [
        Mood::Frustrated,
        Mood::Neutral,
        Mood::Satisfied,
        Mood::Excited,
    ]
    .map(option)
    .into()
}

/// What people play most, to be completed. Anything else may be typed.
pub(crate) fn instruments(locale: Locale) -> Vec<String> {
    use leptos_i18n::td_string;
    macro_rules! names {
        ($($key:ident),*) => { vec![$(td_string!(locale, instrument.$key).to_owned()),*] };
    }
    names![
        piano,
        guitar,
        violin,
        viola,
        cello,
        double_bass,
        flute,
        recorder,
        oboe,
        clarinet,
        bassoon,
        saxophone,
        trumpet,
        horn,
        trombone,
        harp,
        organ,
        accordion,
        drums,
        percussion,
        voice
    ]
}

/// What was practised in the session.
#[component]
fn Logs(logs: Vec<PracticeLog>) -> impl IntoView {
    let i18n = use_i18n();
    let rows = logs.into_iter().map(|log| {
        let name = move || {
            let activity = words::activity(i18n.get_locale(), log.activity_type);
            match &log.piece_title {
                Some(title) => format!("{activity} · {title}"),
                None => activity.to_owned(),
            }
        };
        view! {
            <li>
                <span>{name}</span>
                <span class="amount">{move || words::duration(i18n.get_locale(), log.duration_seconds)}</span>
            </li>
        }
    });
    view! {
        <section class="stretches" aria-label=move || t_string!(i18n, entry.review_logs)>
            <ul>{rows.collect_view()}</ul>
        </section>
    }
}

#[component]
fn EntryTypeField(value: RwSignal<LogbookEntryType>) -> impl IntoView {
    const TYPES: [LogbookEntryType; 5] = [
        LogbookEntryType::Practice,
        LogbookEntryType::Lesson,
        LogbookEntryType::Rehearsal,
        LogbookEntryType::Performance,
        LogbookEntryType::Technique,
    ];
    let i18n = use_i18n();
    let options = TYPES
        .into_iter()
        .enumerate()
        .map(move |(index, entry_type)| {
            view! {
                <option value=index selected=move || value.get() == entry_type>
                    {move || words::entry_type(i18n.get_locale(), entry_type)}
                </option>
            }
        });
    view! {
        <Field id="entry-type" label=move || t_string!(i18n, entry.kind)>
            <select
                id="entry-type"
                on:change:target=move |event| {
                    let chosen = usize::try_from(event.target().selected_index()).ok();
                    if let Some(entry_type) = chosen.and_then(|index| TYPES.get(index)) {
                        value.set(*entry_type);
                    }
                }
            >
                {options.collect_view()}
            </select>
        </Field>
    }
}

/// A list field of plain texts.
#[component]
fn TextsField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    items: RwSignal<Vec<String>>,
    typed: RwSignal<String>,
    error: Signal<Option<&'static str>>,
) -> impl IntoView {
    let add = Callback::new(move |()| {
        let text = typed.get_untracked();
        items.update(|items| crate::text::list::add_typed(items, &text));
        typed.set(String::new());
    });
    view! {
        <ListField
            id
            label
            items
            typed
            error
            on_add=add
            on_remove=Callback::new(move |index| items.update(|items| drop(items.remove(index))))
        />
    }
}

#[component]
fn GoalsField(goals: Memo<Vec<Goal>>, chosen: RwSignal<Vec<RecordId>>) -> impl IntoView {
    let i18n = use_i18n();
    let check = move |goal: Goal| {
        let id = StoredValue::new(goal.id);
        let is_chosen = move || chosen.with(|chosen| id.with_value(|id| chosen.contains(id)));
        let toggle = move |_| {
            chosen.update(|chosen| {
                let id = id.get_value();
                match chosen.iter().position(|known| *known == id) {
                    Some(index) => drop(chosen.remove(index)),
                    None => chosen.push(id),
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=is_chosen on:change=toggle />
                <span>{goal.title}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice" hidden=move || goals.with(Vec::is_empty)>
            <legend>{move || t_string!(i18n, entry.goals)}</legend>
            <For each=move || goals.get() key=|goal| goal.id.clone() children=check />
        </fieldset>
    }
}
