//! Reading the journal page by page, newest first, with filters. Deleted records are never among what is read.
//!
//! Texts are found with `instr` and `lower`: D1 allows LIKE patterns of 50 bytes only. Letters beyond a-z are therefore
//! found as they were written.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use shared_model::limits::{self, Caps};
use shared_model::{
    CivilDate, Goal, GoalStatus, LogbookEntry, LogbookEntryType, Mood, PracticeSession,
};

use super::Journal;
use super::page::page_size;
use crate::database::{DatabaseError, Param, Statement, batch, read_all, read_first};
use crate::error::ApiError;
use crate::tables::{Stored, read_version};

/// Which logbook entries. Every part that is given must hold; an empty list restricts nothing.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LogbookEntryFilter {
    /// Of one of these types.
    #[graphql(default)]
    pub types: Vec<LogbookEntryType>,
    /// Played on this instrument, in upper or lower case.
    pub instrument: Option<String>,
    /// Played on this day or later. A day is the local one, by the offset that the entry was written with.
    pub from: Option<CivilDate>,
    /// Played on this day or earlier.
    pub to: Option<CivilDate>,
    /// With one of these moods.
    #[graphql(default)]
    pub moods: Vec<Mood>,
    /// With all of these tags, which can be no more than an entry can have.
    #[graphql(default)]
    pub tags: Vec<String>,
    /// With this text, in upper or lower case, in the notes, in a piece's title or composer, or in a tag.
    pub text: Option<String>,
}

/// Which practice sessions. Every part that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PracticeSessionFilter {
    /// Played on this instrument, in upper or lower case.
    pub instrument: Option<String>,
    /// Begun on this day or later. A day is the local one, by the offset that the session was written with.
    pub from: Option<CivilDate>,
    /// Begun on this day or earlier.
    pub to: Option<CivilDate>,
}

/// Which goals. An empty list restricts nothing.
#[derive(Clone, Debug, Default, InputObject)]
pub struct GoalFilter {
    /// With one of these statuses.
    #[graphql(default)]
    pub statuses: Vec<GoalStatus>,
}

/// Which page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// How many records at most.
    pub first: Option<i32>,
    /// The cursor of the record that the page comes after.
    pub after: Option<String>,
}

/// A page of records, each with its cursor.
#[derive(Debug)]
pub struct Listing<R> {
    /// The records.
    pub records: Vec<(String, R)>,
    /// Whether there are more after them.
    pub has_more: bool,
    /// How many there are with this filter, on all pages.
    pub total_count: i64,
}

impl Journal<'_> {
    /// Logbook entries by when they were played.
    ///
    /// # Errors
    /// When the page is none, or the database failed.
    pub async fn entries(
        &self,
        filter: &LogbookEntryFilter,
        page: &Page,
    ) -> Result<Listing<LogbookEntry>, ApiError> {
        let mut conditions = Conditions::default();
        conditions.one_of("type", &filter.types)?;
        conditions.instrument(filter.instrument.as_deref());
        conditions.days("timestamp", filter.from, filter.to);
        conditions.one_of("mood", &filter.moods)?;
        conditions.tags(&filter.tags)?;
        if let Some(text) = filter
            .text
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
        {
            conditions.add(
                "(instr(lower(t.notes), lower(?)) > 0
                OR EXISTS (SELECT 1 FROM json_each(t.tags) AS tag WHERE instr(lower(tag.value), lower(?)) > 0)
                OR EXISTS (SELECT 1 FROM json_each(t.pieces) AS piece
                    WHERE instr(lower(piece.value ->> 'title'), lower(?)) > 0
                    OR instr(lower(piece.value ->> 'composer'), lower(?)) > 0))",
                [text.into(), text.into(), text.into(), text.into()],
            );
        }
        self.list("timestamp", conditions, page).await
    }

    /// Practice sessions by when they began.
    ///
    /// # Errors
    /// When the page is none, or the database failed.
    pub async fn sessions(
        &self,
        filter: &PracticeSessionFilter,
        page: &Page,
    ) -> Result<Listing<PracticeSession>, ApiError> {
        let mut conditions = Conditions::default();
        conditions.instrument(filter.instrument.as_deref());
        conditions.days("started_at", filter.from, filter.to);
        self.list("started_at", conditions, page).await
    }

    /// Goals by when they were set.
    ///
    /// # Errors
    /// When the page is none, or the database failed.
    pub async fn goals(&self, filter: &GoalFilter, page: &Page) -> Result<Listing<Goal>, ApiError> {
        let mut conditions = Conditions::default();
        conditions.one_of("status", &filter.statuses)?;
        self.list("created_at", conditions, page).await
    }

    /// A page of a table by one of its times, newest first.
    ///
    /// # Errors
    /// `CloudStoragePaused` as for [`Journal::changes`]; otherwise as said above.
    async fn list<R: Stored>(
        &self,
        time: &str,
        Conditions { sql, params }: Conditions,
        page: &Page,
    ) -> Result<Listing<R>, ApiError> {
        self.expect_cloud_storage()?;
        let first = page_size(page.first)?;
        let after = page.after.as_deref().map(Place::parse).transpose()?;
        let table = R::TABLE.name();
        let version = R::TABLE.version();
        let matching =
            format!("FROM {table} AS t WHERE t.user_id = ? AND t.deleted_at IS NULL{sql}");
        let mut matching_params = vec![self.user_id()];
        matching_params.extend(params);
        let mut page_params = matching_params.clone();
        let beyond = match after {
            None => "",
            Some(Place { millis, id }) => {
                page_params.extend([Param::from(millis), id.into()]);
                &format!(" AND (t.{time}, t.id) < (?, ?)")
            }
        };
        // One more than asked for tells whether there are more.
        page_params.push((first + 1).into());
        let [rows, count] = batch(
            self.database,
            [
                Statement::new(
                    format!(
                        "SELECT t.id, t.{time} AS millis, {version} AS version {matching}{beyond}
                        ORDER BY t.{time} DESC, t.id DESC LIMIT ?"
                    ),
                    page_params,
                ),
                Statement::new(
                    format!("SELECT count(*) AS total {matching}"),
                    matching_params,
                ),
            ],
        )
        .await?;

        let mut rows: Vec<Listed> = read_all(rows)?;
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let has_more = rows.len() > first;
        rows.truncate(first);
        let records = rows
            .into_iter()
            .map(Listed::record)
            .collect::<Result<_, _>>()?;
        let count: Option<Count> = read_first(count)?;
        let total_count = count
            .ok_or_else(|| DatabaseError::unexpected("a count without a row"))?
            .total;
        Ok(Listing {
            records,
            has_more,
            total_count,
        })
    }
}

#[derive(Deserialize)]
struct Count {
    total: i64,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    millis: i64,
    version: String,
}

impl Listed {
    fn record<R: Stored>(self) -> Result<(String, R), DatabaseError> {
        let record = read_version(&self.version)?
            .record
            .ok_or_else(|| DatabaseError::unexpected("a deleted record in a list"))?;
        Ok((
            Place {
                millis: self.millis,
                id: self.id,
            }
            .to_string(),
            record,
        ))
    }
}

/// A record's place in a list: by time, and among equal times by id.
struct Place {
    millis: i64,
    id: String,
}

impl Place {
    fn parse(text: &str) -> Result<Self, ApiError> {
        text.split_once('.')
            .and_then(|(millis, id)| {
                // The times of records are within this range, and D1 refuses what is beyond 53 bits.
                let millis = millis.parse().ok()?;
                shared_model::Timestamp::from_millis(millis).ok()?;
                Some(Self {
                    millis,
                    id: id.to_owned(),
                })
            })
            .ok_or(ApiError::BadInput("`after` must be a cursor of this list."))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.millis, self.id)
    }
}

/// What must hold of row `t`, as the end of a WHERE.
#[derive(Default)]
struct Conditions {
    sql: String,
    params: Vec<Param>,
}

impl Conditions {
    fn add<const N: usize>(&mut self, condition: &str, params: [Param; N]) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.params.extend(params);
    }

    fn one_of<T: Serialize>(&mut self, column: &str, values: &[T]) -> Result<(), DatabaseError> {
        if !values.is_empty() {
            let values = serde_json::to_string(values).map_err(DatabaseError::unexpected)?;
            self.add(
                &format!("t.{column} IN (SELECT value FROM json_each(?))"),
                [values.into()],
            );
        }
        Ok(())
    }

    /// All of these tags.
    fn tags(&mut self, tags: &[String]) -> Result<(), ApiError> {
        if tags.len() > Caps::Server.count(limits::TAGS) {
            return Err(ApiError::BadInput(
                "Filter by fewer tags: no entry has so many.",
            ));
        }
        if !tags.is_empty() {
            let tags = serde_json::to_string(tags).map_err(DatabaseError::unexpected)?;
            self.add(
                "NOT EXISTS (SELECT 1 FROM json_each(?) AS wanted
                    WHERE wanted.value NOT IN (SELECT value FROM json_each(t.tags)))",
                [tags.into()],
            );
        }
        Ok(())
    }

    fn instrument(&mut self, instrument: Option<&str>) {
        if let Some(instrument) = instrument {
            self.add("lower(t.instrument) = lower(?)", [instrument.trim().into()]);
        }
    }

    /// From the beginning of one local day to the end of another.
    fn days(&mut self, time: &str, from: Option<CivilDate>, to: Option<CivilDate>) {
        let local = format!("t.{time} + t.utc_offset_minutes * 60000");
        let midnight = |day: CivilDate| {
            day.and_time(chrono::NaiveTime::MIN)
                .and_utc()
                .timestamp_millis()
        };
        if let Some(from) = from {
            self.add(&format!("{local} >= ?"), [midnight(from).into()]);
        }
        if let Some(to) = to {
            const DAY_MILLIS: i64 = 86_400_000;
            self.add(
                &format!("{local} < ?"),
                [(midnight(to) + DAY_MILLIS).into()],
            );
        }
    }
}
