//! Where the parts of a chart are, in hundredths of its width and height. Pure.

pub(crate) mod bars;
pub(crate) mod heat_map;
pub(crate) mod line;

/// A part of the whole, in hundredths.
pub(crate) fn part(part: i64, whole: i64) -> f64 {
    match whole {
        0 => 0.0,
        whole => part as f64 * 100.0 / whole as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_nothing_is_nothing() {
        assert_eq!([part(1, 4), part(0, 0)], [25.0, 0.0]);
    }
}
