//! One piece of the repertoire: where it stands, what was played of it, what was written about it.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{Locale as _, t_string};
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map};
use shared_model::{CivilDate, LogbookEntry, Piece, PieceHistory, PieceStatus, RecordId};

use super::repertoire::address;
use crate::components::earlier::Earlier;
use crate::components::entry_editor::{Editing, EntryEditor};
use crate::components::icon::{Drawing, Icon};
use crate::components::notices::use_notices;
use crate::components::page_title::PageTitle;
use crate::components::piece_editor::{EditingPiece, LeftPiece, PieceEditor, StatusChoice};
use crate::components::piece_merge::{MergePiece, separate};
use crate::components::tempo_chart::TempoChart;
use crate::geometry::part;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::intl::{self, DateStyle};
use crate::practice::use_practice;
use crate::repertoire::{fullest, months};
use crate::words;

/// How many notes are in the page at first, and how many more each time.
const PAGE: usize = 20;

/// The page at `/repertoire/:id`. A piece that was merged into another leads to that one.
#[component]
pub(crate) fn PiecePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get("id")).unwrap_or_default();
        RecordId(id)
    });
    view! { <For each=move || [id.get()] key=RecordId::clone children=move |id| view! { <PieceOf id /> } /> }
}

#[component]
fn PieceOf(id: RecordId) -> impl IntoView {
    let journal = use_journal();
    let current = Memo::new({
        let id = id.clone();
        move |_| {
            let repertoire = journal.repertoire();
            repertoire.with(|repertoire| repertoire.current(&id).cloned())
        }
    });
    let navigate = use_navigate();
    Effect::new(move |_| {
        current.with(|current| {
            if let Some(other) = current.as_ref().filter(|current| current.id != id) {
                let replace = NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                };
                navigate(&address(other), replace);
            }
        });
    });
    let is_there = Memo::new(move |_| current.with(Option::is_some));
    // While the page is on its way out it keeps what it showed last.
    let shown = Memo::new(move |before: Option<&Option<Piece>>| {
        current.get().or_else(|| before.cloned().flatten())
    });
    view! {
        <A href="/repertoire" attr:class="back">
            <Drawing icon=Icon::Back />
            {
                let i18n = use_i18n();
                move || t_string!(i18n, piece.back)
            }
        </A>
        {move || match is_there.get() {
            true => shown.get_untracked().map(|piece| view! { <KnownPiece piece shown /> }).into_any(),
            false => view! { <NoPiece /> }.into_any(),
        }}
    }
}

#[component]
fn NoPiece() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="blank">
            <Drawing icon=Icon::Note />
            <PageTitle text=move || t_string!(i18n, piece.not_found_title) />
            <p>{move || t_string!(i18n, piece.not_found)}</p>
            <A href="/account/deleted" attr:class="button">
                {move || t_string!(i18n, trash.link)}
            </A>
        </section>
    }
}

/// What is open above the page.
#[derive(Clone)]
enum Open {
    Edit(Piece),
    Merge(Piece),
    Entry(Editing),
}

#[component]
fn KnownPiece(piece: Piece, shown: Memo<Option<Piece>>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let practice = use_practice();
    let opened = StoredValue::new(piece);
    let piece = Memo::new(move |_| shown.get().unwrap_or_else(|| opened.get_value()));
    let history = Memo::new(move |_| {
        let repertoire = journal.repertoire();
        journal.with_sittings(|sittings| {
            repertoire
                .with(|repertoire| piece.with(|piece| repertoire.history(&piece.id, sittings)))
        })
    });
    let open = RwSignal::new(None::<Open>);
    let on_close = Callback::new(move |()| open.set(None));
    let navigate = StoredValue::new_local(use_navigate());
    let leave_editor = Callback::new(move |left| {
        open.set(None);
        if let LeftPiece::Deleted = left {
            navigate.with_value(|navigate| navigate("/repertoire", NavigateOptions::default()));
        }
    });
    let set_status = Callback::new(move |status: PieceStatus| {
        let original = piece.get_untracked();
        let edited = Piece {
            status,
            ..original.clone()
        };
        if let Err(error) = journal.edit_piece(&original, edited) {
            notices.say(words::change_error(i18n.get_locale_untracked(), &error));
        }
    });
    let practise = move |_| {
        let played = piece.with_untracked(|piece| {
            let repertoire = journal.repertoire();
            repertoire.with_untracked(|it| it.played_again(&piece.id, &piece.title))
        });
        practice.practise(played);
        navigate.with_value(|navigate| navigate("/", NavigateOptions::default()));
    };
    let rejection = move || {
        let invalid = piece.with(|piece| journal.rejection::<Piece>(&piece.id))?;
        let reason = words::rejection(i18n.get_locale(), &invalid);
        Some(t_string!(i18n, rejected.on_record, reason = reason))
    };
    let is_played = Memo::new(move |_| history.with(|history| history.played.is_some()));
    let has_tempo = Memo::new(move |_| history.with(|history| !history.tempo.is_empty()));
    view! {
        <header class="page-head narrow piece-head">
            <div>
                <PageTitle text=move || piece.with(|piece| words::piece_title(i18n.get_locale(), &piece.title)) />
                <p class="lead">{move || piece.with(|piece| piece.composer.clone())}</p>
                {move || rejection().map(|text| view! { <p class="rejection">{text}</p> })}
            </div>
            <Actions piece open />
            <button type="button" class="button primary" on:click=practise>
                <Drawing icon=Icon::Play />
                {move || t_string!(i18n, piece.practise)}
            </button>
        </header>
        <div class="piece-page">
            <StatusChoice
                name="piece-status"
                value=Signal::derive(move || piece.with(|piece| piece.status))
                on_choose=set_status
            />
            <Show
                when=move || is_played.get()
                fallback=move || view! { <p class="empty">{move || t_string!(i18n, piece.never)}</p> }
            >
                <Figures history />
                <section aria-labelledby="piece-tempo">
                    <h2 id="piece-tempo">{move || t_string!(i18n, piece.tempo)}</h2>
                    <Show
                        when=move || has_tempo.get()
                        fallback=move || view! { <p class="empty">{move || t_string!(i18n, piece.tempo_empty)}</p> }
                    >
                        <TempoChart tempo=Memo::new(move |_| history.with(|history| history.tempo.clone())) />
                    </Show>
                </section>
                <MonthsPlayed history />
            </Show>
            <OwnNotes piece />
            <Noted history open />
            <MergedFrom piece />
            <Earlier />
        </div>
        {move || {
            open.get()
                .map(|opened| match opened {
                    Open::Edit(piece) => {
                        let editing = EditingPiece::Existing(piece);
                        view! { <PieceEditor editing on_leave=leave_editor /> }.into_any()
                    }
                    Open::Merge(piece) => view! { <MergePiece piece on_close /> }.into_any(),
                    Open::Entry(editing) => {
                        let on_leave = Callback::new(move |_| on_close.run(()));
                        view! { <EntryEditor editing on_leave /> }.into_any()
                    }
                })
        }}
    }
}

/// What can be done with the piece.
#[component]
fn Actions(piece: Memo<Piece>, open: RwSignal<Option<Open>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="actions">
            <button
                type="button"
                class="button"
                on:click=move |_| open.set(Some(Open::Edit(piece.get_untracked())))
            >
                {move || t_string!(i18n, piece.edit)}
            </button>
            <button
                type="button"
                class="button"
                on:click=move |_| open.set(Some(Open::Merge(piece.get_untracked())))
            >
                {move || t_string!(i18n, piece.merge)}
            </button>
        </div>
    }
}

/// How much it was played, and when.
#[component]
fn Figures(history: Memo<PieceHistory>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_journal().today();
    let played = move || history.with(|history| history.played);
    let day = move |day: CivilDate| words::day_ago(i18n.get_locale(), day, today.get());
    let figure = |name: TextProp, value: TextProp| {
        view! {
            <div>
                <dt>{move || name.get()}</dt>
                <dd>{move || value.get()}</dd>
            </div>
        }
    };
    let seconds = move || {
        let played = played().map(|played| words::duration(i18n.get_locale(), played.seconds));
        played.unwrap_or_default()
    };
    let sittings = move || {
        let played =
            played().map(|played| intl::number(i18n.get_locale().as_str(), played.sittings));
        played.unwrap_or_default()
    };
    let last = move || played().map(|played| day(played.last)).unwrap_or_default();
    let first = move || played().map(|played| day(played.first)).unwrap_or_default();
    view! {
        <dl class="figures">
            {figure((move || t_string!(i18n, piece.played)).into(), seconds.into())}
            {figure((move || t_string!(i18n, piece.sessions)).into(), sittings.into())}
            {figure((move || t_string!(i18n, piece.last)).into(), last.into())}
            {figure((move || t_string!(i18n, piece.first)).into(), first.into())}
        </dl>
    }
}

/// The time by month: a table that draws its bars itself.
#[component]
fn MonthsPlayed(history: Memo<PieceHistory>) -> impl IntoView {
    let i18n = use_i18n();
    let months = Memo::new(move |_| history.with(|history| months(&history.months)));
    let month = move |day| intl::date(i18n.get_locale().as_str(), day, DateStyle::Month);
    let summary = move || {
        let (fullest, seconds) = months.with(|months| fullest(months))?;
        let duration = words::duration(i18n.get_locale(), seconds);
        Some(t_string!(
            i18n,
            piece.months_summary,
            month = month(fullest),
            duration = duration
        ))
    };
    let rows = move || {
        let months = months.get();
        let most = fullest(&months).map_or(0, |(_, seconds)| seconds);
        let row = move |(day, seconds): (CivilDate, i64)| {
            view! {
                <tr class:is-empty=seconds == 0>
                    <th scope="row">{move || month(day)}</th>
                    <td class="month-bar">
                        <div class="bar">
                            <div class="bar-done" style:width=format!("{:.2}%", part(seconds, most))></div>
                        </div>
                    </td>
                    <td class="amount">{move || words::duration(i18n.get_locale(), seconds)}</td>
                </tr>
            }
        };
        months.into_iter().map(row).collect_view()
    };
    view! {
        <section aria-labelledby="piece-months">
            <h2 id="piece-months">{move || t_string!(i18n, piece.months)}</h2>
            <p class="months-summary">{summary}</p>
            <table class="months" aria-labelledby="piece-months">
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// What the musician wrote about the piece itself.
#[component]
fn OwnNotes(piece: Memo<Piece>) -> impl IntoView {
    let i18n = use_i18n();
    let notes = Memo::new(move |_| piece.with(|piece| piece.notes.clone()));
    view! {
        <Show when=move || notes.with(Option::is_some)>
            <section aria-labelledby="piece-own-notes">
                <h2 id="piece-own-notes">{move || t_string!(i18n, piece.own_notes)}</h2>
                <p class="own-notes">{notes}</p>
            </section>
        </Show>
    }
}

/// The notes of the entries that name it, the newest first; each opens its entry.
#[component]
fn Noted(history: Memo<PieceHistory>, open: RwSignal<Option<Open>>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let count = RwSignal::new(PAGE);
    let shown = move || {
        history.with(|history| {
            let noted = history.noted.iter();
            noted.take(count.get()).cloned().collect::<Vec<_>>()
        })
    };
    let has_more = move || history.with(|history| count.get() < history.noted.len());
    let note = move |entry: LogbookEntry| {
        let day = entry.day(journal.rollover_hour());
        let notes = entry.notes.clone();
        view! {
            <li>
                <button
                    type="button"
                    class="note"
                    on:click=move |_| open.set(Some(Open::Entry(Editing::Existing(entry.clone()))))
                >
                    <span class="note-day">{move || words::day(i18n.get_locale(), day, today.get())}</span>
                    <span class="note-text">{notes}</span>
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || history.with(|history| history.played.is_some())>
            <section aria-labelledby="piece-noted">
                <h2 id="piece-noted">{move || t_string!(i18n, piece.noted)}</h2>
                <Show
                    when=move || history.with(|history| !history.noted.is_empty())
                    fallback=move || view! { <p class="empty">{move || t_string!(i18n, piece.noted_empty)}</p> }
                >
                    <ul class="notes">
                        <For each=shown key=|entry| (entry.id.clone(), entry.updated_at) children=note />
                    </ul>
                    <Show when=has_more>
                        <button
                            type="button"
                            class="button"
                            on:click=move |_| count.update(|count| *count += PAGE)
                        >
                            {move || t_string!(i18n, earlier.show)}
                        </button>
                    </Show>
                </Show>
            </section>
        </Show>
    }
}

/// The pieces that turned out to be this one, with the way back.
#[component]
fn MergedFrom(piece: Memo<Piece>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let merged = Memo::new(move |_| {
        journal.repertoire().with(|repertoire| {
            let merged = piece.with(|piece| repertoire.merged_into(&piece.id));
            merged.into_iter().cloned().collect::<Vec<_>>()
        })
    });
    let row = move |merged: Piece| {
        let named = merged.clone();
        let name = Memo::new(move |_| {
            words::piece_name(i18n.get_locale(), &named.title, named.composer.as_deref())
        });
        let id = merged.id;
        view! {
            <li>
                <div>
                    <p class="record-name">{name}</p>
                    {merged.notes.map(|notes| view! { <p class="record-details">{notes}</p> })}
                </div>
                <button
                    type="button"
                    class="button"
                    aria-label=move || t_string!(i18n, piece.separate_named, piece = name.get())
                    on:click=move |_| separate(journal, notices, i18n.get_locale_untracked(), &id)
                >
                    {move || t_string!(i18n, piece.separate)}
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || merged.with(|merged| !merged.is_empty())>
            <section aria-labelledby="piece-merged">
                <h2 id="piece-merged">{move || t_string!(i18n, piece.merged_from)}</h2>
                <ul class="records">
                    <For each=move || merged.get() key=|piece| (piece.id.clone(), piece.updated_at) children=row />
                </ul>
            </section>
        </Show>
    }
}
