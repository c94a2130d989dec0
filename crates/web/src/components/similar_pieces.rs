//! The pieces that a new title may already belong to, before a second piece is made of it.

use leptos::prelude::*;
use leptos_i18n::t_string;
use shared_model::Piece;

use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::words;

/// Offers the pieces of the repertoire that are perhaps meant by what is typed. Shows nothing when there are none.
#[component]
pub(crate) fn SimilarPieces(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] composer: Signal<String>,
    /// One of them is meant.
    on_use: Callback<Piece>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let similar = Memo::new(move |_| {
        journal.repertoire().with(|repertoire| {
            let similar =
                title.with(|title| composer.with(|composer| repertoire.similar(title, composer)));
            similar.into_iter().cloned().collect::<Vec<_>>()
        })
    });
    let offer = move |piece: Piece| {
        let named = piece.clone();
        let name = Memo::new(move |_| {
            words::piece_name(i18n.get_locale(), &named.title, named.composer.as_deref())
        });
        view! {
            <li>
                <button
                    type="button"
                    class="chip"
                    aria-label=move || t_string!(i18n, piece.open, piece = name.get())
                    on:click=move |_| on_use.run(piece.clone())
                >
                    {name}
                </button>
            </li>
        }
    };
    view! {
        <div class="similar" role="status">
            <Show when=move || similar.with(|similar| !similar.is_empty())>
                <p>{move || t_string!(i18n, piece.similar)}</p>
                <ul class="chips">
                    <For
                        each=move || similar.get()
                        key=|piece| (piece.id.clone(), piece.title.clone(), piece.composer.clone())
                        children=offer
                    />
                </ul>
            </Show>
        </div>
    }
}
