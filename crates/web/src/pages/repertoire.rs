//! The repertoire: the pieces that are played.

use client_core::Reach;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{t_string, td_string};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared_model::{CivilDate, Piece, PieceStatus};

use crate::components::choice::Choice;
use crate::components::earlier::Earlier;
use crate::components::field::Field;
use crate::components::icon::{Drawing, Icon};
use crate::components::page_title::PageTitle;
use crate::components::piece_editor::{EditingPiece, LeftPiece, PieceEditor};
use crate::components::search_field::SearchField;
use crate::forms::piece_draft::blank_piece;
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::logbook::first_whole_day;
use crate::repertoire::{LastPlayed, Row, STATUSES, Sorting, not_lately, rows, shown};
use crate::words::{self, counted};

/// How many pieces that were not played lately are shown at first.
const REMINDERS: usize = 3;

/// The page at `/repertoire`.
#[component]
pub(crate) fn RepertoirePage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let editing = RwSignal::new(None::<Piece>);
    let today = journal.today();
    let rows = Memo::new(move |_| rows_of(journal, today));
    let is_empty =
        Memo::new(move |_| journal.reach() == Reach::Beginning && rows.with(Vec::is_empty));
    let navigate = StoredValue::new_local(use_navigate());
    let on_leave = Callback::new(move |left| {
        editing.set(None);
        if let LeftPiece::For(piece) = left {
            navigate.with_value(|navigate| navigate(&address(&piece), NavigateOptions::default()));
        }
    });
    view! {
        <header class="page-head narrow">
            <PageTitle text=move || t_string!(i18n, repertoire.title) />
            <button
                type="button"
                class="button primary"
                on:click=move |_| editing.set(Some(blank_piece(journal.new_id(), journal.now())))
            >
                <Drawing icon=Icon::Plus />
                {move || t_string!(i18n, repertoire.new)}
            </button>
        </header>
        <Show
            when=move || !is_empty.get()
            fallback=move || {
                view! {
                    <section class="blank">
                        <Drawing icon=Icon::Note />
                        <h2>{move || t_string!(i18n, repertoire.empty_title)}</h2>
                        <p>{move || t_string!(i18n, repertoire.empty)}</p>
                    </section>
                }
            }
        >
            <NotLately rows />
            <Pieces rows />
            <Earlier />
        </Show>
        {move || {
            editing
                .get()
                .map(|piece| {
                    let piece = EditingPiece::New(piece);
                    view! { <PieceEditor editing=piece on_leave /> }
                })
        }}
    }
}

/// The address of a piece's page.
pub(super) fn address(piece: &Piece) -> String {
    format!("/repertoire/{}", piece.id)
}

fn rows_of(journal: JournalContext, today: Memo<CivilDate>) -> Vec<Row> {
    let day_of = |at| journal.day_of(at);
    let since = match journal.reach() {
        Reach::Nothing => Some(today.get()),
        Reach::Since(since) => Some(first_whole_day(since)),
        Reach::Beginning => None,
    };
    let repertoire = journal.repertoire();
    journal.with_sittings(|sittings| {
        repertoire.with(|repertoire| rows(repertoire, sittings, day_of, since))
    })
}

/// What waits to be played; nothing when nothing does.
#[component]
fn NotLately(rows: Memo<Vec<Row>>) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_journal().today();
    let waiting = Memo::new(move |_| rows.with(|rows| not_lately(rows, today.get())));
    let is_whole = RwSignal::new(false);
    let shown = move || {
        let count = match is_whole.get() {
            true => usize::MAX,
            false => REMINDERS,
        };
        waiting.with(|waiting| waiting.iter().take(count).cloned().collect::<Vec<_>>())
    };
    let more = move || waiting.with(Vec::len).saturating_sub(REMINDERS);
    view! {
        <Show when=move || waiting.with(|waiting| !waiting.is_empty())>
            <section class="card reminders" aria-labelledby="not-lately">
                <h2 id="not-lately">{move || t_string!(i18n, repertoire.not_lately)}</h2>
                <ul>
                    <For each=shown key=Row::clone let:row>
                        <li>
                            <a class="reminder" href=format!("/repertoire/{}", row.id)>
                                <span class="piece-title">
                                    {move || words::piece_title(i18n.get_locale(), &row.title)}
                                </span>
                                <span class="piece-last">
                                    {move || last_played(i18n.get_locale(), row.last, today.get())}
                                </span>
                            </a>
                        </li>
                    </For>
                </ul>
                <Show when=move || more() != 0>
                    <button
                        type="button"
                        class="button quiet flush"
                        aria-expanded=move || is_whole.get().to_string()
                        on:click=move |_| is_whole.update(|is_whole| *is_whole = !*is_whole)
                    >
                        {move || match is_whole.get() {
                            true => t_string!(i18n, repertoire.fewer).to_owned(),
                            false => counted!(i18n.get_locale(), more(), repertoire.more),
                        }}
                    </button>
                </Show>
            </section>
        </Show>
    }
}

/// When a piece was played last, in words.
fn last_played(locale: Locale, last: LastPlayed, today: CivilDate) -> String {
    match last {
        LastPlayed::On(day) => words::day_ago(locale, day, today),
        LastPlayed::NotSince(day) => {
            let day = words::day_within(locale, day, today);
            td_string!(locale, repertoire.not_since, day = day)
        }
        LastPlayed::Added(day) => {
            let day = words::day_ago_within(locale, day, today);
            td_string!(locale, repertoire.added, day = day)
        }
    }
}

/// All pieces, searched, filtered and sorted.
#[component]
fn Pieces(rows: Memo<Vec<Row>>) -> impl IntoView {
    let i18n = use_i18n();
    let search = RwSignal::new(String::new());
    let status = RwSignal::new(None::<PieceStatus>);
    let sorting = RwSignal::new(Sorting::LastPlayed);
    let shown = Memo::new(move |_| {
        rows.with(|rows| search.with(|search| shown(rows, status.get(), search, sorting.get())))
    });
    view! {
        <section class="pieces" aria-labelledby="pieces" hidden=move || rows.with(Vec::is_empty)>
            <h2 id="pieces" class="unseen">
                {move || t_string!(i18n, repertoire.pieces)}
            </h2>
            <SearchField
                id="piece-search"
                label=move || t_string!(i18n, repertoire.search)
                hint=move || t_string!(i18n, repertoire.search_hint)
                value=search
                on_type=Callback::new(move |text| search.set(text))
            />
            <Choice
                name="piece-status"
                legend=move || t_string!(i18n, repertoire.status)
                options=filters()
                value=status
                on_choose=Callback::new(move |chosen| status.set(chosen))
            />
            <div class="pieces-found">
                <p role="status">
                    {move || match shown.with(Vec::len) {
                        0 => t_string!(i18n, repertoire.nothing_found).to_owned(),
                        count => counted!(i18n.get_locale(), count, repertoire.found),
                    }}
                </p>
                <SortingField value=sorting />
            </div>
            <ul class="piece-rows">
                <For each=move || shown.get() key=Row::clone let:row>
                    <PieceRow row />
                </For>
            </ul>
        </section>
    }
}

fn filters() -> Vec<(Option<PieceStatus>, TextProp)> {
    let i18n = use_i18n();
    let all = TextProp::from(move || t_string!(i18n, repertoire.all));
    let filter = |status| {
        let label = move || words::piece_status(i18n.get_locale(), status);
        (Some(status), TextProp::from(label))
    };
    std::iter::once((None, all))
        .chain(STATUSES.map(filter))
        .collect()
}

#[component]
fn SortingField(value: RwSignal<Sorting>) -> impl IntoView {
    const SORTINGS: [Sorting; 3] = [Sorting::LastPlayed, Sorting::Title, Sorting::TimePlayed];
    let i18n = use_i18n();
    let options = SORTINGS.map(|sorting| {
        let label = move || match sorting {
            Sorting::LastPlayed => t_string!(i18n, repertoire.sort_last),
            Sorting::Title => t_string!(i18n, repertoire.sort_title),
            Sorting::TimePlayed => t_string!(i18n, repertoire.sort_time),
        };
        view! { <option selected=move || value.get() == sorting>{label}</option> }
    });
    view! {
        <Field id="piece-sorting" label=move || t_string!(i18n, repertoire.sort)>
            <select
                id="piece-sorting"
                on:change:target=move |event| {
                    let chosen = usize::try_from(event.target().selected_index()).ok();
                    if let Some(sorting) = chosen.and_then(|index| SORTINGS.get(index)) {
                        value.set(*sorting);
                    }
                }
            >
                {options}
            </select>
        </Field>
    }
}

/// One piece; choosing it opens its page.
#[component]
fn PieceRow(row: Row) -> impl IntoView {
    let i18n = use_i18n();
    let today = use_journal().today();
    let last = move || match row.last {
        LastPlayed::Added(_) => t_string!(i18n, repertoire.never).to_owned(),
        last => last_played(i18n.get_locale(), last, today.get()),
    };
    view! {
        <li>
            <a class="piece-row" href=format!("/repertoire/{}", row.id)>
                <span class="piece-main">
                    <span class="piece-title">
                                    {move || words::piece_title(i18n.get_locale(), &row.title)}
                                </span>
                    <span class="piece-composer">{row.composer}</span>
                </span>
                <span class="piece-status">{move || words::piece_status(i18n.get_locale(), row.status)}</span>
                <span class="piece-time">
                    {move || (row.seconds != 0).then(|| words::duration(i18n.get_locale(), row.seconds))}
                </span>
                <span class="piece-last">{last}</span>
            </a>
        </li>
    }
}
