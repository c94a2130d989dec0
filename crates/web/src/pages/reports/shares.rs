//! What the practice was: by piece, by instrument, by activity, by type. Each chart is a table with a bar in each row.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{Locale as _, t_string, td_string};
use shared_model::{Report, Share};

use super::Shown;
use crate::geometry::part;
use crate::i18n::{Locale, use_i18n};
use crate::platform::intl;
use crate::words;

/// So many rows are shown at first.
const ROWS: usize = 8;

/// A name and its seconds. The longest come first.
type Row = (String, i64);

/// All of them. What nobody told anything about is left out.
#[component]
pub(super) fn Shares(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move |of: fn(&Report, Locale) -> Vec<Row>| {
        Memo::new(move |_| {
            let locale = i18n.get_locale();
            shown.of(|report| of(report, locale)).unwrap_or_default()
        })
    };
    view! {
        <div class="shares">
            <ShareTable
                id="by-piece"
                title=move || t_string!(i18n, reports.shares.by_piece)
                column=move || t_string!(i18n, reports.shares.piece)
                rows=rows(pieces)
                shown
            />
            <ShareTable
                id="by-instrument"
                title=move || t_string!(i18n, reports.shares.by_instrument)
                column=move || t_string!(i18n, reports.shares.instrument)
                rows=rows(instruments)
                shown
            />
            <ShareTable
                id="by-activity"
                title=move || t_string!(i18n, reports.shares.by_activity)
                column=move || t_string!(i18n, reports.shares.activity)
                rows=rows(activities)
                shown
            />
            <ShareTable
                id="by-type"
                title=move || t_string!(i18n, reports.shares.by_type)
                column=move || t_string!(i18n, reports.shares.kind)
                rows=rows(kinds)
                shown
            />
        </div>
    }
}

fn pieces(report: &Report, locale: Locale) -> Vec<Row> {
    let pieces = report.pieces.iter();
    let mut rows: Vec<Row> = pieces
        .map(|piece| (piece.title.clone(), piece.seconds))
        .collect();
    if report.no_piece_seconds > 0 && !rows.is_empty() {
        let name = td_string!(locale, reports.shares.no_piece).to_owned();
        let place = rows.partition_point(|row| row.1 >= report.no_piece_seconds);
        rows.insert(place, (name, report.no_piece_seconds));
    }
    rows
}

fn instruments(report: &Report, locale: Locale) -> Vec<Row> {
    let unnamed = td_string!(locale, reports.shares.not_named);
    named(&report.instruments, unnamed, |name| {
        (!name.is_empty()).then(|| name.clone())
    })
}

fn activities(report: &Report, locale: Locale) -> Vec<Row> {
    let unnamed = td_string!(locale, reports.shares.no_timer);
    named(&report.activities, unnamed, |activity| {
        activity.map(|activity| words::activity(locale, activity).to_owned())
    })
}

fn kinds(report: &Report, locale: Locale) -> Vec<Row> {
    let unnamed = td_string!(locale, reports.shares.no_entry);
    named(&report.kinds, unnamed, |kind| {
        kind.map(|kind| words::entry_type(locale, kind).to_owned())
    })
}

/// The rows of shares of which one may have no name. If it is the only one, there is nothing to tell.
fn named<T>(shares: &[Share<T>], unnamed: &str, name: impl Fn(&T) -> Option<String>) -> Vec<Row> {
    let names: Vec<_> = shares.iter().map(|share| name(&share.of)).collect();
    if names.iter().all(Option::is_none) {
        return Vec::new();
    }
    let names = names
        .into_iter()
        .map(|name| name.unwrap_or_else(|| unnamed.to_owned()));
    names
        .zip(shares.iter().map(|share| share.seconds))
        .collect()
}

/// One of them; nothing without rows. On paper it is whole.
#[component]
fn ShareTable(
    id: &'static str,
    #[prop(into)] title: TextProp,
    /// What the rows are.
    #[prop(into)]
    column: TextProp,
    rows: Memo<Vec<Row>>,
    shown: Shown,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_whole = RwSignal::new(false);
    let total = Memo::new(move |_| shown.of(|report| report.seconds).unwrap_or_default());
    let limit = Memo::new(
        move |_| match is_whole.get() || shown.printing.is_under_way() {
            true => usize::MAX,
            false => ROWS,
        },
    );
    let more = Memo::new(move |_| rows.with(|rows| rows.len().saturating_sub(ROWS)));
    let title = StoredValue::new(title);
    let column = StoredValue::new(column);
    let summary = move || {
        rows.with(|rows| rows.first().cloned())
            .map(|(name, seconds)| {
                let locale = i18n.get_locale();
                let duration = words::duration(locale, seconds);
                td_string!(
                    locale,
                    reports.shares.summary,
                    name = name,
                    duration = duration
                )
            })
    };
    let body = move || {
        let locale = i18n.get_locale();
        let total = total.get();
        rows.with(|rows| {
            let longest = rows.first().map_or(0, |row| row.1);
            let rows = rows.iter().take(limit.get());
            rows.map(|(name, seconds)| {
                let width = format!("{:.2}%", part(*seconds, longest));
                view! {
                    <tr>
                        <th scope="row">
                            {name.clone()}
                            <div class="bar">
                                <div class="bar-done" style:width=width></div>
                            </div>
                        </th>
                        <td>{words::duration(locale, *seconds)}</td>
                        <td>{intl::percent(locale.as_str(), *seconds, total)}</td>
                    </tr>
                }
            })
            .collect_view()
        })
    };
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <section class="card report" aria-labelledby=id>
                <h2 id=id>{move || title.read_value().get()}</h2>
                <table class="share-table" aria-labelledby=id>
                    <caption class="unseen">{summary}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{move || column.read_value().get()}</th>
                            <th scope="col">{move || t_string!(i18n, reports.practised)}</th>
                            <th scope="col">{move || t_string!(i18n, reports.shares.share)}</th>
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
                <Show when=move || { more.get() > 0 }>
                    <button
                        type="button"
                        class="button quiet flush"
                        aria-expanded=move || if is_whole.get() { "true" } else { "false" }
                        on:click=move |_| is_whole.update(|is_whole| *is_whole = !*is_whole)
                    >
                        {move || match is_whole.get() {
                            true => t_string!(i18n, reports.shares.fewer).to_owned(),
                            false => words::counted!(i18n.get_locale(), more.get(), reports.shares.more),
                        }}
                    </button>
                </Show>
            </section>
        </Show>
    }
}
