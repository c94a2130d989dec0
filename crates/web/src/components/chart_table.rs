//! What a chart shows as a table, for those who want the numbers or cannot see the chart.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;

use crate::i18n::use_i18n;

/// A table that is made when it is opened, since it may be long. The first column names the row.
#[component]
pub(crate) fn ChartTable(
    /// What is above the columns.
    columns: Vec<TextProp>,
    #[prop(into)] rows: Callback<(), Vec<Vec<String>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_open = RwSignal::new(false);
    let columns = StoredValue::new(columns);
    let head = move || {
        let columns = columns.get_value().into_iter();
        columns
            .map(|column| view! { <th scope="col">{move || column.get()}</th> })
            .collect_view()
    };
    let row = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let name = cells.next();
        let cells = cells.map(|cell| view! { <td>{cell}</td> });
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    view! {
        <details
            class="chart-table"
            on:toggle:target=move |event| is_open.set(event.target().open())
        >
            <summary>{move || t_string!(i18n, chart.table)}</summary>
            <Show when=move || is_open.get()>
                <table>
                    <thead>
                        <tr>{head}</tr>
                    </thead>
                    <tbody>{move || rows.run(()).into_iter().map(row).collect_view()}</tbody>
                </table>
            </Show>
        </details>
    }
}
