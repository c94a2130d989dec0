//! How the tempo of a piece has come along.

use leptos::prelude::*;
use leptos_i18n::t_string;
use shared_model::{PieceReport, RecordId};

use super::Shown;
use crate::components::field::Field;
use crate::components::tempo_chart::TempoChart;
use crate::i18n::use_i18n;

/// The tempo of the piece that was practised longest with one, or of another that is chosen. Nothing where no tempo was
/// noted.
#[component]
pub(super) fn Tempo(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(None::<RecordId>);
    let pieces = Memo::new(move |_| {
        shown
            .of(|report| with_tempo(&report.pieces))
            .unwrap_or_default()
    });
    let piece = Memo::new(move |_| {
        let chosen = chosen.get();
        pieces.with(|pieces| {
            let same = pieces
                .iter()
                .find(|piece| Some(&piece.id) == chosen.as_ref());
            same.or(pieces.first()).cloned()
        })
    });
    let id = Memo::new(move |_| piece.with(|piece| piece.as_ref().map(|piece| piece.id.clone())));
    let tempo = Memo::new(move |_| {
        let piece = piece.get();
        piece.map(|piece| piece.tempo).unwrap_or_default()
    });
    let options = move || {
        let pieces = pieces.get().into_iter();
        pieces
            .map(|piece| {
                let is_shown = id.get() == Some(piece.id);
                view! { <option selected=is_shown>{piece.title}</option> }
            })
            .collect_view()
    };
    let title = move || {
        let title = piece.with(|piece| piece.as_ref().map(|piece| piece.title.clone()));
        title.unwrap_or_default()
    };
    view! {
        <Show when=move || pieces.with(|pieces| !pieces.is_empty())>
            <section class="card report tempo" aria-labelledby="tempo-title">
                <h2 id="tempo-title">{move || t_string!(i18n, reports.tempo)}</h2>
                <Field id="tempo-piece" label=move || t_string!(i18n, reports.shares.piece)>
                    <select
                        id="tempo-piece"
                        on:change:target=move |event| {
                            let place = usize::try_from(event.target().selected_index()).ok();
                            let id = pieces.with_untracked(|pieces| Some(pieces.get(place?)?.id.clone()));
                            chosen.set(id);
                        }
                    >
                        {options}
                    </select>
                </Field>
                <p class="tempo-piece">{title}</p>
                <TempoChart tempo />
            </section>
        </Show>
    }
}

/// The pieces that have a tempo, those with a line to draw first.
fn with_tempo(pieces: &[PieceReport]) -> Vec<PieceReport> {
    let pieces = pieces.iter().filter(|piece| !piece.tempo.is_empty());
    let mut pieces: Vec<PieceReport> = pieces.cloned().collect();
    pieces.sort_by_key(|piece| piece.tempo.len() < 2);
    pieces
}
