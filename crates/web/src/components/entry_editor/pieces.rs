//! The pieces of an entry: which, and of each which bars and how fast.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;
use shared_model::RecordId;

use super::fields::Fields;
use crate::components::combobox::{Adding, Combobox};
use crate::components::field::Field;
use crate::components::icon::{Drawing, Icon};
use crate::components::known_pieces::KnownPieces;
use crate::forms::FieldProblem;
use crate::forms::entry_draft::PieceDraft;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom::focus_soon_by_id;
use crate::words;

/// The field from which the pieces come.
const FIELD: &str = "entry-pieces";

/// The pieces, one below the other, and a field that adds one of the repertoire, or a new one.
#[component]
pub(super) fn PiecesField(
    fields: Fields,
    problem: RwSignal<Option<FieldProblem>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let known = KnownPieces::of(journal);
    let offers = Callback::new(move |text: String| {
        known.offered(&text, |id| {
            fields
                .pieces
                .with(|pieces| pieces.iter().any(|piece| piece.piece.id == *id))
        })
    });
    let choose = move |id: RecordId| {
        if let Some(piece) = known.named(&id) {
            fields.add_piece(PieceDraft::of(piece));
        }
    };
    let adding = Adding {
        label: Callback::new(move |title: String| t_string!(i18n, entry.add_piece, title = title)),
        on_add: Callback::new(move |()| fields.add_typed_piece(journal)),
    };
    let rows = move || {
        let name = |(index, piece): (usize, &PieceDraft)| (index, piece.piece.id.clone());
        fields
            .pieces
            .with(|pieces| pieces.iter().enumerate().map(name).collect::<Vec<_>>())
    };
    // What is wrong within a row is said there.
    let error = Signal::derive(move || {
        problem.with(|problem| {
            let problem = problem.as_ref()?;
            let is_in_row = ROW_FIELDS
                .iter()
                .any(|field| problem.is_of_an_item("pieces", field));
            let problem = problem.at("pieces").filter(|_| !is_in_row)?;
            Some(words::problem(i18n.get_locale(), problem))
        })
    });
    view! {
        <Field
            id=FIELD
            label=move || t_string!(i18n, entry.pieces)
            hint=move || t_string!(i18n, entry.pieces_hint)
            error
        >
            <Show when=move || fields.pieces.with(|pieces| !pieces.is_empty())>
                <ul class="entry-pieces">
                    <For each=rows key=Clone::clone let((index, _))>
                        <PieceRow index fields problem />
                    </For>
                </ul>
            </Show>
            <Combobox id=FIELD typed=fields.piece offers on_choose=Callback::new(choose) adding error />
        </Field>
    }
}

/// The fields of a piece that a row shows, as the record calls them.
const ROW_FIELDS: [&str; 3] = ["composer", "measures", "tempo"];

/// A piece, with what there is to say of it one tap away.
#[component]
fn PieceRow(
    index: usize,
    fields: Fields,
    problem: RwSignal<Option<FieldProblem>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let repertoire = journal.repertoire();
    let row = Memo::new(move |_| fields.pieces.with(|pieces| pieces.get(index).cloned()));
    let of_row = move |read: fn(&PieceDraft) -> &str| {
        row.with(|row| {
            row.as_ref()
                .map_or_else(String::new, |row| read(row).to_owned())
        })
    };
    let title = Memo::new(move |_| {
        row.with(|row| {
            let piece = row.as_ref().map(|row| &row.piece);
            repertoire.with(|repertoire| {
                piece.map_or_else(String::new, |piece| repertoire.title(piece).to_owned())
            })
        })
    });
    let recorded = Memo::new(move |_| {
        row.with(|row| {
            let piece = &row.as_ref()?.piece;
            repertoire.with(|repertoire| {
                let current = repertoire.current(&piece.id)?;
                repertoire
                    .is_recorded(&current.id)
                    .then(|| current.composer.clone().unwrap_or_default())
            })
        })
    });
    let summary = move || {
        let composer = recorded
            .get()
            .unwrap_or_else(|| of_row(|row| &row.composer));
        let measures = of_row(|row| &row.measures);
        let tempo = row.with(|row| row.as_ref().and_then(|row| row.tempo().ok().flatten()));
        let parts = [
            (!composer.is_empty()).then_some(composer),
            (!measures.is_empty())
                .then(|| t_string!(i18n, entry.piece_measures, measures = measures)),
            tempo.map(|bpm| words::tempo(i18n.get_locale(), bpm)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let name = format!("pieces[{index}].{field}");
            let problem = problem.with(|problem| problem.as_ref()?.at(&name))?;
            Some(words::problem(i18n.get_locale(), problem))
        })
    };
    let errors = ROW_FIELDS.map(error);
    let [composer_error, measures_error, tempo_error] = errors;
    let is_asked = RwSignal::new(false);
    let is_open =
        Memo::new(move |_| is_asked.get() || errors.iter().any(|error| error.get().is_some()));
    let set = move |write: fn(&mut PieceDraft, String)| {
        Callback::new(move |text: String| {
            fields.pieces.update(|pieces| {
                if let Some(piece) = pieces.get_mut(index) {
                    write(piece, text);
                }
            });
        })
    };
    view! {
        <li class="entry-piece">
            <div class="entry-piece-head">
                <p class="entry-piece-name">
                    <span>{title}</span>
                    <span class="entry-piece-note">{summary}</span>
                </p>
                <button
                    type="button"
                    class="button quiet"
                    aria-expanded=move || is_open.get().to_string()
                    aria-label=move || t_string!(i18n, entry.piece_details_of, title = title.get())
                    on:click=move |_| is_asked.update(|is_asked| *is_asked = !*is_asked)
                >
                    {move || t_string!(i18n, entry.piece_details)}
                </button>
                <button
                    type="button"
                    class="button icon-only"
                    aria-label=move || t_string!(i18n, action.remove, item = title.get())
                    on:click=move |_| {
                        fields.pieces.update(|pieces| drop(pieces.remove(index)));
                        focus_soon_by_id(FIELD);
                    }
                >
                    <Drawing icon=Icon::Cross />
                </button>
            </div>
            <Show when=move || is_open.get()>
                <div class="entry-piece-details">
                    <Show when=move || recorded.with(Option::is_none)>
                        <Detail
                            id=format!("entry-piece-{index}-composer")
                            label=move || t_string!(i18n, entry.piece_composer_label)
                            value=Signal::derive(move || of_row(|row| &row.composer))
                            on_input=set(|piece, text| piece.composer = text)
                            error=composer_error
                        />
                    </Show>
                    <Detail
                        id=format!("entry-piece-{index}-measures")
                        label=move || t_string!(i18n, entry.piece_measures_label)
                        value=Signal::derive(move || of_row(|row| &row.measures))
                        on_input=set(|piece, text| piece.measures = text)
                        error=measures_error
                    />
                    <Detail
                        id=format!("entry-piece-{index}-tempo")
                        inputmode="numeric"
                        label=move || t_string!(i18n, entry.piece_tempo_label)
                        value=Signal::derive(move || of_row(|row| &row.tempo))
                        on_input=set(|piece, text| piece.tempo = text)
                        error=tempo_error
                    />
                </div>
            </Show>
        </li>
    }
}

/// One field of a row.
#[component]
fn Detail(
    id: String,
    #[prop(into)] label: TextProp,
    value: Signal<String>,
    on_input: Callback<String>,
    error: Signal<Option<&'static str>>,
    #[prop(default = "text")] inputmode: &'static str,
) -> impl IntoView {
    let note = format!("{id}-note");
    view! {
        <div class="field" class:has-error=move || error.get().is_some()>
            <label for=id.clone()>{move || label.get()}</label>
            <input
                id=id
                type="text"
                inputmode=inputmode
                autocomplete="off"
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=note.clone()
                prop:value=value
                on:input:target=move |event| on_input.run(event.target().value())
            />
            <p class="field-note" id=note>
                {move || error.get()}
            </p>
        </div>
    }
}
