//! Which part of a long list is in the page. Only what is in view, and a little around it, is; the rest is room of the same
//! height. Heights that have not been measured yet are estimated. Pure.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use shared_model::{CivilDate, RecordId};

use super::shown::ShownDay;

/// How high a day's heading is before one was measured, in pixels.
const HEADING: f64 = 64.0;
/// How high an entry is before one was measured, in pixels.
const ENTRY: f64 = 96.0;
/// Of how many entries the heights make an estimate of the others'.
const ENOUGH: usize = 8;
/// What makes no difference to anybody, in pixels.
const SLIGHT: f64 = 0.5;

/// The name under which the height of a day's heading is kept. No record is called like this.
pub(crate) fn heading_key(date: CivilDate) -> String {
    format!("day:{date}")
}

/// The heights that were measured, by the names of headings and entries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heights {
    measured: HashMap<String, f64>,
    /// What the first entries came to on average. It stays, because with every other estimate the list would move.
    estimate: Option<f64>,
}

impl Heights {
    /// Takes measurements down. Says whether any of them is news.
    pub(crate) fn note(&mut self, measured: impl IntoIterator<Item = (String, f64)>) -> bool {
        let mut is_news = false;
        for (key, height) in measured {
            let before = self.measured.insert(key, height);
            is_news |= before.is_none_or(|before| (before - height).abs() >= SLIGHT);
        }
        if self.estimate.is_none() {
            let entries = self
                .measured
                .iter()
                .filter(|(key, _)| !key.starts_with("day:"));
            let (count, sum) = entries.fold((0, 0.0), |(count, sum), (_, height)| {
                (count + 1, sum + height)
            });
            self.estimate = (count >= ENOUGH)
                .then(|| sum / f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
        }
        is_news
    }

    /// Forgets them: the list has another width now.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    fn heading(&self, date: CivilDate) -> f64 {
        self.measured
            .get(&heading_key(date))
            .copied()
            .unwrap_or(HEADING)
    }

    fn entry(&self, id: &RecordId) -> f64 {
        let known = self.measured.get(id.as_str()).copied();
        known.or(self.estimate).unwrap_or(ENTRY)
    }
}

/// Where everything of a list stands: each day's heading, followed by its entries, one below the other.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layout {
    days: Arc<[ShownDay]>,
    /// The item that is each day's heading.
    headings: Vec<usize>,
    /// Where each item begins, and at last where the list ends.
    tops: Vec<f64>,
}

/// What of a list is in the page, with the room between.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct InPage {
    /// The days, newest first.
    pub(crate) days: Vec<DayInPage>,
    /// The room after the last one.
    pub(crate) after: f64,
}

/// A day of which something is in the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DayInPage {
    /// Which one.
    pub(crate) date: CivilDate,
    /// Seconds of all that the list shows of it.
    pub(crate) seconds: i64,
    /// How many entries the list has of it.
    pub(crate) count: usize,
    /// The room before it.
    pub(crate) before: f64,
    /// The entries that are in the page.
    pub(crate) entries: Vec<EntryInPage>,
}

/// An entry that is in the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EntryInPage {
    /// Which one.
    pub(crate) id: RecordId,
    /// Its place among those of its day, from 1.
    pub(crate) position: usize,
    /// The room before it.
    pub(crate) before: f64,
}

impl DayInPage {
    /// A day of which nothing is in the page.
    pub(crate) fn none(date: CivilDate) -> Self {
        Self {
            date,
            seconds: 0,
            count: 0,
            before: 0.0,
            entries: Vec::new(),
        }
    }
}

impl Layout {
    /// Of these days.
    pub(crate) fn new(days: Arc<[ShownDay]>, heights: &Heights) -> Self {
        let mut headings = Vec::with_capacity(days.len());
        let mut tops = vec![0.0];
        let mut bottom = 0.0;
        let mut add = |height: f64| {
            bottom += height;
            tops.push(bottom);
        };
        let mut next = 0;
        for day in days.iter() {
            headings.push(next);
            next += 1 + day.entries.len();
            add(heights.heading(day.date));
            for id in &day.entries {
                add(heights.entry(id));
            }
        }
        Self {
            days,
            headings,
            tops,
        }
    }

    /// The height of the whole list.
    pub(crate) fn height(&self) -> f64 {
        self.tops.last().copied().unwrap_or_default()
    }

    /// The items of which something lies between two heights.
    pub(crate) fn between(&self, from: f64, to: f64) -> Range<usize> {
        let items = self.tops.len() - 1;
        let first = self.tops[1..].partition_point(|bottom| *bottom <= from);
        let end = self.tops[..items].partition_point(|top| *top < to);
        first..end.max(first)
    }

    /// The item at a height, if there is one, and how far below its top that is.
    pub(crate) fn at(&self, height: f64) -> Option<(String, f64)> {
        let item = self.between(height, height + SLIGHT).next()?;
        let (day, entry) = self.place_of(item)?;
        let key = match entry {
            Some(entry) => day.entries.get(entry)?.to_string(),
            None => heading_key(day.date),
        };
        Some((key, height - self.tops[item]))
    }

    /// Where an item of this name begins.
    pub(crate) fn top_of(&self, key: &str) -> Option<f64> {
        let heading = self
            .days
            .iter()
            .position(|day| heading_key(day.date) == key);
        let item = match heading {
            Some(day) => self.headings[day],
            None => self.item_of(key)?,
        };
        self.tops.get(item).copied()
    }

    /// What is in the page when these items are in view. The entry that had the focus last stays there, with its neighbours,
    /// so that the keyboard goes on from it; and so does the heading of every day of which something is there.
    pub(crate) fn in_page(&self, in_view: Range<usize>, focused: Option<&RecordId>) -> InPage {
        let last = self.tops.len().saturating_sub(2);
        let around = focused
            .and_then(|id| self.item_of(id.as_str()))
            .map(|item| item.saturating_sub(1)..=(item + 1).min(last));
        let mut items: BTreeSet<usize> = in_view.collect();
        items.extend(around.into_iter().flatten());
        let headings: Vec<usize> = items
            .iter()
            .filter_map(|item| self.headings.get(self.day_of(*item)?).copied())
            .collect();
        items.extend(headings);

        let mut page = InPage::default();
        let mut bottom = 0.0;
        for item in items {
            let Some((day, entry)) = self.place_of(item) else {
                continue;
            };
            let before = self.tops[item] - bottom;
            bottom = self.tops[item + 1];
            match (entry, page.days.last_mut()) {
                (Some(entry), Some(in_page)) => in_page.entries.push(EntryInPage {
                    id: day.entries[entry].clone(),
                    position: entry + 1,
                    before,
                }),
                _ => page.days.push(DayInPage {
                    date: day.date,
                    seconds: day.seconds,
                    count: day.entries.len(),
                    before,
                    entries: Vec::new(),
                }),
            }
        }
        page.after = self.height() - bottom;
        page
    }

    /// The day of an item.
    fn day_of(&self, item: usize) -> Option<usize> {
        self.headings
            .partition_point(|heading| *heading <= item)
            .checked_sub(1)
    }

    /// The day of an item, and which of its entries it is; none for its heading.
    fn place_of(&self, item: usize) -> Option<(&ShownDay, Option<usize>)> {
        let day = self.day_of(item)?;
        Some((&self.days[day], (item - self.headings[day]).checked_sub(1)))
    }

    fn item_of(&self, id: &str) -> Option<usize> {
        self.days
            .iter()
            .zip(&self.headings)
            .find_map(|(day, heading)| {
                let entry = day.entries.iter().position(|entry| entry.as_str() == id)?;
                Some(heading + 1 + entry)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: u32) -> CivilDate {
        CivilDate::from_ymd_opt(2024, 1, day).expect("a test's date exists")
    }

    /// So many days, the newest first, each with three entries of 100 pixels and a heading of 50.
    fn list(days: u32) -> (Arc<[ShownDay]>, Heights) {
        let mut heights = Heights::default();
        let days: Arc<[ShownDay]> = (1..=days)
            .rev()
            .map(|day| ShownDay {
                date: date(day),
                seconds: 60,
                entries: (0..3)
                    .map(|number| RecordId(format!("{day}-{number}")))
                    .collect(),
            })
            .collect();
        for day in days.iter() {
            heights.note([(heading_key(day.date), 50.0)]);
            heights.note(day.entries.iter().map(|id| (id.to_string(), 100.0)));
        }
        (days, heights)
    }

    fn layout(days: u32) -> Layout {
        let (days, heights) = list(days);
        Layout::new(days, &heights)
    }

    /// The heights of everything in the page, room included.
    fn height_of(page: &InPage) -> f64 {
        let day = |day: &DayInPage| {
            let entries = day.entries.iter().map(|entry| entry.before + 100.0);
            day.before + 50.0 + entries.sum::<f64>()
        };
        page.days.iter().map(day).sum::<f64>() + page.after
    }

    #[test]
    fn what_touches_the_view_is_in_the_page() {
        let layout = layout(20);
        assert!((layout.height() - 7_000.0).abs() < SLIGHT);
        let cases = [
            ((0.0, 40.0), 0..1),
            ((0.0, 51.0), 0..2),
            ((50.0, 150.0), 1..2),
            ((349.0, 351.0), 3..5),
            ((-500.0, -1.0), 0..0),
            ((6_999.0, 9_000.0), 79..80),
            ((7_000.0, 9_000.0), 80..80),
        ];
        for ((from, to), items) in cases {
            assert_eq!(layout.between(from, to), items, "{from} to {to}");
        }
    }

    #[test]
    fn the_page_is_as_high_wherever_it_is_scrolled_to() {
        let layout = layout(20);
        let focused = RecordId::from("12-1");
        for focused in [None, Some(&focused)] {
            for step in 0..70 {
                let top = f64::from(step) * 100.0 + 7.0;
                let page = layout.in_page(layout.between(top, top + 800.0), focused);
                assert!((height_of(&page) - layout.height()).abs() < SLIGHT, "{top}");
                assert!(page.days.len() <= 5, "{top}");
            }
        }
    }

    #[test]
    fn a_day_that_is_cut_keeps_its_heading_and_says_what_is_missing() {
        let page = layout(20).in_page(3..4, None);
        assert_eq!(page.days.len(), 1);
        let day = &page.days[0];
        assert_eq!((day.date, day.count), (date(20), 3));
        let entry = EntryInPage {
            id: "20-2".into(),
            position: 3,
            before: 200.0,
        };
        assert_eq!(day.entries, [entry]);
    }

    #[test]
    fn the_entry_that_had_the_focus_stays_with_its_neighbours() {
        let page = layout(20).in_page(0..4, Some(&"3-0".into()));
        let days: Vec<_> = page
            .days
            .iter()
            .map(|day| (day.date, day.entries.len()))
            .collect();
        assert_eq!(days, [(date(20), 3), (date(3), 2)]);
        let gone = layout(20).in_page(0..4, Some(&"gone".into()));
        assert_eq!(gone.days.len(), 1);
    }

    #[test]
    fn a_place_is_found_again() {
        let layout = layout(20);
        for height in [0.0, 49.0, 50.0, 1_234.0, 6_999.0] {
            let (key, below) = layout.at(height).expect("something is there");
            let top = layout.top_of(&key).expect("it is there");
            assert!((top + below - height).abs() < SLIGHT, "{height}");
        }
        assert_eq!(layout.at(7_000.0), None);
        assert_eq!(layout.top_of("gone"), None);
    }

    #[test]
    fn nothing_takes_no_room() {
        let layout = Layout::new(Arc::from([]), &Heights::default());
        assert_eq!(layout.between(0.0, 500.0), 0..0);
        assert_eq!(layout.in_page(0..0, Some(&"a".into())), InPage::default());
    }

    #[test]
    fn what_was_not_measured_is_estimated_by_the_first_that_were() {
        let mut heights = Heights::default();
        assert!((heights.entry(&"x".into()) - ENTRY).abs() < SLIGHT);
        assert!(heights.note((0..8).map(|number| (number.to_string(), 70.0))));
        assert!((heights.entry(&"x".into()) - 70.0).abs() < SLIGHT);
        assert!(!heights.note([("0".to_owned(), 70.2)]));
        assert!(heights.note([("0".to_owned(), 170.0)]));
        // It stays, so that nothing moves.
        assert!((heights.entry(&"x".into()) - 70.0).abs() < SLIGHT);
        heights.forget();
        assert!((heights.entry(&"0".into()) - ENTRY).abs() < SLIGHT);
    }
}
