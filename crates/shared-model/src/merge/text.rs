//! A three-way merge of texts, line by line.
//!
//! Each side is a list of hunks: runs of base lines and what stands there instead. Hunks that do not share a line both
//! apply. Where they do, or both insert at one place, both sides stay: remote's lines first, then those of local's that
//! are not there already. What both sides wrote, each at a place of its own, is one line: nothing stands there more often
//! than on either side.

use std::collections::HashMap;
use std::ops::Range;

/// How many pairs of lines are compared. Beyond that, which no notes of a musician reach, everything between what two texts
/// begin and end with counts as changed.
const MATCHED_PAIRS: usize = 4_000_000;

/// Merges two edits of `base`.
pub(super) fn merge(base: &str, local: &str, remote: &str) -> String {
    let (base, local, remote) = (lines(base), lines(local), lines(remote));
    let (mut ours, mut theirs) = (hunks(&base, &local), hunks(&base, &remote));
    let mut merged = Vec::new();
    let mut done = 0;
    while let Some(region) = next_region(&ours, &theirs) {
        merged.extend(&base[done..region.start]);
        let ours_there = take_within(&mut ours, &region);
        let theirs_there = take_within(&mut theirs, &region);
        let local_lines = apply(&base, &region, &ours_there);
        let remote_lines = apply(&base, &region, &theirs_there);
        if theirs_there.is_empty() {
            merged.extend(local_lines);
        } else if ours_there.is_empty() || local_lines == remote_lines {
            merged.extend(remote_lines);
        } else {
            let only_local = local_lines
                .into_iter()
                .filter(|line| !remote_lines.contains(line));
            merged.extend(remote_lines.iter().copied().chain(only_local));
        }
        done = region.end;
    }
    merged.extend(&base[done..]);
    let (in_local, in_remote) = (counts(&local), counts(&remote));
    let mut in_merged: HashMap<&str, usize> = HashMap::new();
    merged.retain(|line| {
        let count = in_merged.entry(line).or_default();
        *count += 1;
        line.trim().is_empty()
            || [&in_local, &in_remote]
                .iter()
                .any(|side| side.get(line).is_some_and(|often| *count <= *often))
    });
    merged.join("\n")
}

/// How often each line stands in a text.
fn counts<'a>(lines: &[&'a str]) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for line in lines {
        *counts.entry(*line).or_default() += 1;
    }
    counts
}

/// Lines of the base, and what one side put in their place.
struct Hunk<'a> {
    range: Range<usize>,
    lines: Vec<&'a str>,
}

fn lines(text: &str) -> Vec<&str> {
    if text.is_empty() {
        Vec::new()
    } else {
        text.split('\n').collect()
    }
}

/// What `other` changed of `base`, in order; neighbouring hunks have at least one kept line between them.
fn hunks<'a>(base: &[&str], other: &[&'a str]) -> Vec<Hunk<'a>> {
    let mut hunks = Vec::new();
    let (mut base_from, mut other_from) = (0, 0);
    let mut close = |base_to: usize, other_to: usize| {
        if base_from < base_to || other_from < other_to {
            hunks.push(Hunk {
                range: base_from..base_to,
                lines: other[other_from..other_to].to_vec(),
            });
        }
        (base_from, other_from) = (base_to + 1, other_to + 1);
    };
    for (index, found) in matches(base, other).into_iter().enumerate() {
        if let Some(found) = found {
            close(index, found);
        }
    }
    close(base.len(), other.len());
    hunks
}

/// The next run of base lines that has to be decided as one.
fn next_region(ours: &[Hunk<'_>], theirs: &[Hunk<'_>]) -> Option<Range<usize>> {
    let first = ours
        .iter()
        .chain(theirs)
        .min_by_key(|hunk| (hunk.range.start, hunk.range.end))?;
    let mut region = first.range.clone();
    // A hunk that reaches into the region makes it longer, which may let the next one reach into it.
    while let Some(reaching) = ours
        .iter()
        .chain(theirs)
        .find(|hunk| touches(&hunk.range, &region) && hunk.range.end > region.end)
    {
        region.end = reaching.range.end;
    }
    Some(region)
}

/// Whether two runs share a line, or are the same place to insert at.
fn touches(one: &Range<usize>, other: &Range<usize>) -> bool {
    (one.start < other.end && other.start < one.end) || one == other
}

fn take_within<'a>(hunks: &mut Vec<Hunk<'a>>, region: &Range<usize>) -> Vec<Hunk<'a>> {
    let count = hunks
        .iter()
        .take_while(|hunk| touches(&hunk.range, region))
        .count();
    hunks.drain(..count).collect()
}

fn apply<'a>(base: &[&'a str], region: &Range<usize>, hunks: &[Hunk<'a>]) -> Vec<&'a str> {
    let mut lines = Vec::new();
    let mut done = region.start;
    for hunk in hunks {
        lines.extend(&base[done..hunk.range.start]);
        lines.extend(&hunk.lines);
        done = hunk.range.end;
    }
    lines.extend(&base[done..region.end]);
    lines
}

/// For each line of `base`, where a longest common subsequence finds it in `other`. What both begin and end with is
/// matched first, so that the table is only as large as what was changed.
fn matches(base: &[&str], other: &[&str]) -> Vec<Option<usize>> {
    let shorter = base.len().min(other.len());
    let head = (0..shorter)
        .take_while(|&index| base[index] == other[index])
        .count();
    let tail = (0..shorter - head)
        .take_while(|&index| base[base.len() - 1 - index] == other[other.len() - 1 - index])
        .count();
    let (base_to, other_to) = (base.len() - tail, other.len() - tail);
    let mut found: Vec<Option<usize>> = (0..head).map(Some).collect();
    let (base_between, other_between) = (&base[head..base_to], &other[head..other_to]);
    let between = match base_between.len().saturating_mul(other_between.len()) {
        0..=MATCHED_PAIRS => common_subsequence(base_between, other_between),
        _ => vec![None; base_between.len()],
    };
    found.extend(
        between
            .into_iter()
            .map(|index| index.map(|index| index + head)),
    );
    found.extend((other_to..other.len()).map(Some));
    found
}

fn common_subsequence(base: &[&str], other: &[&str]) -> Vec<Option<usize>> {
    let mut common = vec![vec![0_u32; other.len() + 1]; base.len() + 1];
    for i in (0..base.len()).rev() {
        for j in (0..other.len()).rev() {
            common[i][j] = if base[i] == other[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let mut found = vec![None; base.len()];
    let (mut i, mut j) = (0, 0);
    while i < base.len() && j < other.len() {
        if base[i] == other[j] {
            found[i] = Some(j);
            (i, j) = (i + 1, j + 1);
        } else if common[i + 1][j] >= common[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::merge;

    #[test]
    fn texts_of_very_many_lines_are_merged_without_a_table_of_all_pairs() {
        let lines = |from: usize| (from..from + 10_000).map(|n| n.to_string());
        let text = |from: usize| lines(from).collect::<Vec<_>>().join("\n");
        let merged = merge(&text(0), &text(20_000), &text(40_000));
        let merged: Vec<&str> = merged.split('\n').collect();
        assert_eq!(merged.len(), 20_000);
        let merged: std::collections::HashSet<&str> = merged.into_iter().collect();
        assert!(
            lines(20_000)
                .chain(lines(40_000))
                .all(|line| merged.contains(line.as_str()))
        );
    }

    #[test]
    fn table_of_text_merges() {
        let cases = [
            // base, local, remote, merged
            ("a", "a\nb", "c\na", "c\na\nb"),
            ("a\nb\nc", "a\nB\nc", "a\nb\nC", "a\nB\nC"),
            ("a", "local", "remote", "remote\nlocal"),
            ("", "same", "same", "same"),
            ("", "one", "two", "two\none"),
            ("a\nb", "a", "a\nb\nc", "a\nc"),
            (
                "x",
                "x\nshared\nmine",
                "x\nshared\nyours",
                "x\nshared\nyours\nmine",
            ),
            ("a\nb\nc", "", "a\nb\nc\nd", "d"),
            ("a\nb", "new\na\nb\nmine", "a\nb\nnew", "new\na\nb\nmine"),
            ("a\nb", "a\nb\nmine", "b\na", "b\na\nmine"),
            ("a\na", "a\na", "a\na\nb", "a\na\nb"),
            ("a", "\na\nmine", "a\nb\n\nc", "\na\nb\n\nc\nmine"),
        ];
        for (base, local, remote, merged) in cases {
            assert_eq!(
                merge(base, local, remote),
                merged,
                "{base:?} {local:?} {remote:?}"
            );
        }
    }
}
