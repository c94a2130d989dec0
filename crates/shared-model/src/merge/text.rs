//! A three-way merge of texts, line by line.
//!
//! Lines that all three versions share hold the texts together; between them, the side that changed something wins, and
//! where both did, both stay: remote's lines first, then those of local's that are not there already.

/// Merges two edits of `base`.
pub(super) fn merge(base: &str, local: &str, remote: &str) -> String {
    let (base, local, remote) = (lines(base), lines(local), lines(remote));
    let (in_local, in_remote) = (matches(&base, &local), matches(&base, &remote));
    let mut merged = Vec::new();
    let (mut base_from, mut local_from, mut remote_from) = (0, 0, 0);
    for (index, line) in base.iter().enumerate() {
        let (Some(local_to), Some(remote_to)) = (in_local[index], in_remote[index]) else {
            continue;
        };
        merge_between(
            &base[base_from..index],
            &local[local_from..local_to],
            &remote[remote_from..remote_to],
            &mut merged,
        );
        merged.push(*line);
        (base_from, local_from, remote_from) = (index + 1, local_to + 1, remote_to + 1);
    }
    merge_between(
        &base[base_from..],
        &local[local_from..],
        &remote[remote_from..],
        &mut merged,
    );
    merged.join("\n")
}

fn lines(text: &str) -> Vec<&str> {
    if text.is_empty() {
        Vec::new()
    } else {
        text.split('\n').collect()
    }
}

fn merge_between<'a>(
    base: &[&'a str],
    local: &[&'a str],
    remote: &[&'a str],
    merged: &mut Vec<&'a str>,
) {
    if local == base || local == remote {
        merged.extend(remote);
    } else if remote == base {
        merged.extend(local);
    } else {
        merged.extend(remote);
        merged.extend(local.iter().filter(|line| !remote.contains(line)));
    }
}

/// For each line of `base`, where a longest common subsequence finds it in `other`.
fn matches(base: &[&str], other: &[&str]) -> Vec<Option<usize>> {
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
