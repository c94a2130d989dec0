//! The entries as a table: CSV by RFC 4180, one row for each entry, in a form that spreadsheets open.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe in front, which reading removes. Lists are joined
//! by semicolons where that can be undone, and are JSON where it cannot. What is read may come from anywhere: columns are
//! known by their names, in any order, separated by commas, semicolons or tabs.

mod cell;
mod column;

use std::collections::BTreeMap;

use csv::{Position, ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use serde_json::{Map, Value, json};
use shared_model::{Collection, LogbookEntry, PieceRef};

use self::cell::DateOrder;
use self::column::{Column, Own};
use super::item::ItemReader;
use super::{AnyRecord, Place, Refusal, Unreadable};
use crate::journal::Journal;
use crate::legacy;

/// Spreadsheets take a text for UTF-8 when it begins with this.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The entries that are on this device, the earliest first.
pub fn export_csv(journal: &Journal) -> String {
    let mut entries: Vec<LogbookEntry> = journal.list();
    entries.sort_by(|one, other| (one.timestamp, &one.id).cmp(&(other.timestamp, &other.id)));
    write(&entries)
}

fn write(entries: &[LogbookEntry]) -> String {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    // Writing to memory does not fail.
    let _ = writer.write_record(Own::ALL.map(|column| Column::Own(column).name()));
    for entry in entries {
        let _ = writer.write_record(Own::ALL.map(|column| cell::guarded(&column.of(entry))));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Reads a table.
pub(super) fn read(text: &str, items: &mut ItemReader<'_>) -> Result<(), Refusal> {
    let table = Table::new(text);
    if !table.has_dates() {
        return Err(Refusal::NotAJournal);
    }
    let mut rows = Vec::new();
    for (record, line) in &table.rows {
        match table.cells(record) {
            Ok(cells) if cells.is_empty() => {}
            Ok(cells) => rows.push((Place::Line(*line), cells)),
            Err(why) => items.refuse(Place::Line(*line), why),
        }
    }
    let order = DateOrder::of(rows.iter().flat_map(|(_, cells)| {
        [Column::Date, Column::Own(Own::Timestamp)]
            .into_iter()
            .filter_map(|column| cells.get(&column))
    }));
    for (place, cells) in rows {
        match entry_of(&cells, order) {
            Ok(fields) => {
                let as_written = as_written(&cells);
                let collection = Collection::LogbookEntries;
                let taken = items.take(collection, place, fields, Some(&as_written));
                if let Some(AnyRecord::Entry(entry)) = taken.cloned() {
                    for piece in entry.pieces.iter().filter(|piece| is_title_only(piece)) {
                        items.mention(piece, entry.timestamp);
                    }
                }
            }
            Err(why) => items.refuse(place, why),
        }
    }
    if let Some(line) = table.unclosed_quote {
        items.refuse(Place::Line(line), Unreadable::UnclosedQuote);
    }
    table
        .unknown
        .into_iter()
        .for_each(|name| items.ignore(name));
    Ok(())
}

/// The cells of a row that say something, by column.
type Cells = BTreeMap<Column, String>;

/// A text as a table.
struct Table {
    /// What each column holds, if that is known.
    columns: Vec<Option<Column>>,
    /// The names of those of which it is not.
    unknown: Vec<String>,
    /// What is below the header, up to a cell that does not end, and in which lines.
    rows: Vec<(StringRecord, u64)>,
    /// The line in which that cell begins.
    unclosed_quote: Option<u64>,
}

impl Table {
    fn new(text: &str) -> Self {
        let (stated, text) = match stated_separator(text) {
            Some((separator, below)) => (Some(separator), below),
            None => (None, text),
        };
        let lines_above = u64::from(stated.is_some());
        // Where none is stated, the separator is the one that makes the most of the first line.
        let known = |separator: &u8| {
            let header = records(text, *separator).next().unwrap_or_default();
            header.iter().filter_map(Column::called).count()
        };
        let guessed = || b"\t;,".iter().copied().max_by_key(known);
        let separator = stated.or_else(guessed).unwrap_or(b',');
        let mut records = records(text, separator);
        let mut table = Self {
            columns: Vec::new(),
            unknown: Vec::new(),
            rows: Vec::new(),
            unclosed_quote: None,
        };
        for name in &records.next().unwrap_or_default() {
            let known =
                Column::called(name).filter(|column| !table.columns.contains(&Some(*column)));
            if known.is_none() && !name.trim().is_empty() {
                table.unknown.push(name.trim().to_owned());
            }
            table.columns.push(known);
        }
        table.rows = records
            .map(|record| {
                let line = record.position().map_or(0, Position::line);
                (record, line + lines_above)
            })
            .collect();
        let last = table.rows.last();
        if last.is_some_and(|(last, _)| does_not_end(text, last, separator)) {
            table.unclosed_quote = table.rows.pop().map(|(_, line)| line);
        }
        table
    }

    fn has_dates(&self) -> bool {
        let is_date =
            |column: &Column| matches!(column, Column::Own(Own::Timestamp) | Column::Date);
        self.columns.iter().flatten().any(is_date)
    }

    fn cells(&self, record: &StringRecord) -> Result<Cells, Unreadable> {
        let mut extra = record.iter().skip(self.columns.len());
        if extra.any(|cell| !cell.trim().is_empty()) {
            return Err(Unreadable::TooManyCells);
        }
        let known = self
            .columns
            .iter()
            .zip(record)
            .filter_map(|(column, cell)| {
                let cell = cell::unguarded(cell);
                (!cell.is_empty()).then_some(((*column)?, cell.to_owned()))
            });
        Ok(known.collect())
    }
}

/// The separator that the first line states for spreadsheets, as in `sep=;`, and the lines below.
fn stated_separator(text: &str) -> Option<(u8, &str)> {
    let (first, below) = text.split_once('\n')?;
    let first = first.strip_suffix('\r').unwrap_or(first);
    match first.split_at_checked("sep=".len())? {
        (name, separator) if name.eq_ignore_ascii_case("sep=") => match separator.as_bytes() {
            [separator] => Some((*separator, below)),
            _ => None,
        },
        _ => None,
    }
}

fn records(text: &str, separator: u8) -> impl Iterator<Item = StringRecord> {
    let reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    // With rows of any length and a text that is one, reading does not fail.
    reader.into_records().filter_map(Result::ok)
}

/// Whether a quotation mark in the last row is not closed: one more ends the cell then and changes nothing else.
fn does_not_end(text: &str, last: &StringRecord, separator: u8) -> bool {
    let start = last
        .position()
        .and_then(|at| usize::try_from(at.byte()).ok());
    let Some(written) = start.and_then(|start| text.get(start..)) else {
        return false;
    };
    let ended: Vec<StringRecord> = records(&format!("{written}\""), separator).collect();
    ended == [last.clone()]
}

/// What the row says, in the same words whatever the columns are called and however they are ordered. Its composers were not read
/// once, and the same file doubles nothing.
fn as_written(cells: &Cells) -> Map<String, Value> {
    let named = cells
        .iter()
        .filter(|(column, _)| **column != Column::Composers)
        .map(|(column, cell)| (column.name().to_owned(), cell.clone().into()));
    named.collect()
}

/// The fields of a row's entry.
fn entry_of(cells: &Cells, order: DateOrder) -> Result<Map<String, Value>, Unreadable> {
    let mut fields = Map::new();
    for (column, cell) in cells {
        if let Some((field, value)) = column.field(cell)? {
            fields.insert(field.to_owned(), value);
        }
    }
    if let Some(timestamp) = timestamp_of(cells, order)? {
        fields.insert("timestamp".to_owned(), timestamp.into());
    }
    let cell_of = |column: Column| cells.get(&column).map(String::as_str);
    let pieces = pieces_of(
        cell_of(Column::Own(Own::Pieces)),
        cell_of(Column::Composers),
        cell_of(Column::Own(Own::PieceDetails)),
    )?;
    fields.insert("pieces".to_owned(), pieces.into());
    Ok(fields)
}

/// When the row's entry was, if the row says so. A timestamp that is none of the forms of a date may still be a number.
fn timestamp_of(cells: &Cells, order: DateOrder) -> Result<Option<String>, Unreadable> {
    let timestamp = cells.get(&Column::Own(Own::Timestamp));
    let Some(cell) = timestamp.or_else(|| cells.get(&Column::Date)) else {
        return Ok(None);
    };
    let time = cells.get(&Column::Time);
    let said = match (time, cell::day_of_midnight(cell)) {
        (None, _) => cell::instant(cell, order),
        (Some(time), Some(day)) => cell::wall_clock(day, Some(time), order),
        // The cell may say all by itself.
        (Some(time), None) => cell::wall_clock(cell, Some(time), order)
            .or_else(|| cell::instant(cell, order).filter(|_| cell.contains(':'))),
    };
    let may_be_number = time.is_none() || cell.trim().parse::<f64>().is_ok();
    match said {
        Some(said) => Ok(Some(said)),
        None if timestamp.is_some() && may_be_number => Ok(Some(cell.clone())),
        None => Err(Unreadable::Field("timestamp".to_owned())),
    }
}

/// The pieces of a row: those that are named, with what the details or the composers know of them.
fn pieces_of(
    titles: Option<&str>,
    composers: Option<&str>,
    details: Option<&str>,
) -> Result<Vec<Value>, Unreadable> {
    let details: Vec<PieceRef> = match details {
        Some(text) => {
            serde_json::from_str(text).map_err(|_| Unreadable::Field("pieces".to_owned()))?
        }
        None => Vec::new(),
    };
    let mut details: Vec<(String, Value)> = details
        .into_iter()
        .map(|piece| {
            let value = serde_json::to_value(&piece).unwrap_or_default();
            (piece.title, value)
        })
        .collect();
    let titles = titles.map(cell::split).unwrap_or_default();
    let composers = composers_of(composers.unwrap_or_default(), titles.len())?;
    let pieces = titles.into_iter().zip(composers).map(|(title, composer)| {
        let known = details.iter().position(|(known, _)| *known == title);
        match (known, composer) {
            (Some(known), _) => details.remove(known).1,
            (None, Some(composer)) => json!({ "title": title, "composer": composer }),
            (None, None) => title.into(),
        }
    });
    Ok(pieces.collect())
}

/// Who composed each of so many pieces: one for each, with gaps where that is not known, or one of all.
fn composers_of(cell: &str, count: usize) -> Result<Vec<Option<String>>, Unreadable> {
    let named = |name: &str| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    if count <= 1 || !cell.contains(';') {
        return Ok(vec![named(cell); count]);
    }
    let one_for_each: Vec<_> = cell.split(';').map(named).collect();
    match one_for_each.len() == count {
        true => Ok(one_for_each),
        false => Err(Unreadable::Field("composer".to_owned())),
    }
}

/// Whether the table says no more of a piece than what it is called.
fn is_title_only(piece: &PieceRef) -> bool {
    piece.id.as_str() == legacy::piece_id(&piece.title, piece.composer.as_deref())
}
