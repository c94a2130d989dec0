//! Durations as people type and read them.

/// What units are called where somebody types, beside the symbols `h`, `min`, `m` and `s`, which are understood everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Units {
    hours: Vec<String>,
    minutes: Vec<String>,
    seconds: Vec<String>,
}

impl Units {
    /// From lists as a locale has them, their words separated by commas.
    pub(crate) fn of(hours: &str, minutes: &str, seconds: &str) -> Self {
        let words = |list: &str| list.split(',').map(plain).collect();
        Self {
            hours: words(hours),
            minutes: words(minutes),
            seconds: words(seconds),
        }
    }

    /// How many seconds a unit has. Without a unit, minutes are meant.
    fn seconds_in(&self, unit: &str) -> Option<f64> {
        let is_among = |words: &[String]| words.iter().any(|word| word == unit);
        match unit {
            "h" => Some(3600.0),
            "" | "m" | "min" => Some(60.0),
            "s" => Some(1.0),
            _ if is_among(&self.hours) => Some(3600.0),
            _ if is_among(&self.minutes) => Some(60.0),
            _ if is_among(&self.seconds) => Some(1.0),
            _ => None,
        }
    }
}

/// A word without what makes no difference to it: capitals, and the dot of an abbreviation.
fn plain(word: &str) -> String {
    word.trim().trim_end_matches('.').to_lowercase()
}

/// The digits and signs that Chinese keyboards write in full width, as others write them.
fn in_half_width(typed: &str) -> String {
    let half = |char: char| match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
        _ => char,
    };
    typed.chars().map(half).collect()
}

/// Reads what a person typed as a duration and answers in seconds: `90` (minutes), `1:30`, `1h 30m`, `1.5 h`, `45 min`,
/// `20 s`, and the same with the words of `units`. Nothing for anything else.
pub(crate) fn parse(typed: &str, units: &Units) -> Option<i64> {
    let typed = in_half_width(typed.trim()).to_lowercase().replace(',', ".");
    if typed.is_empty() {
        return None;
    }
    match typed.split_once(':') {
        Some((hours, rest)) => parse_clock(hours, rest),
        None => parse_units(&typed, units),
    }
}

fn parse_clock(hours: &str, rest: &str) -> Option<i64> {
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "0"));
    let part = |text: &str| text.trim().parse::<u32>().ok().map(i64::from);
    let (hours, minutes, seconds) = (part(hours)?, part(minutes)?, part(seconds)?);
    (minutes < 60 && seconds < 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

/// Numbers, each with a unit. One without a unit counts minutes, also after hours ("1h30").
fn parse_units(typed: &str, units: &Units) -> Option<i64> {
    let mut total = 0.0;
    let mut rest = typed;
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |c| !c.is_ascii_digit() && c != '.');
        let (unit, after) = split_where(after.trim_start(), |c| {
            c.is_ascii_digit() || c.is_whitespace()
        });
        let secs = units.seconds_in(unit.trim_end_matches('.'))?;
        total += number.parse::<f64>().ok()? * secs;
        rest = after.trim_start();
    }
    // Far beyond any limit is still a number, which validation refuses with the right words.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast from float to integer saturates"
    )]
    Some(total.round() as i64)
}

fn split_where(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}

/// A duration as it is put into a field: what [`parse`] reads back to the same seconds in every
/// language, and nothing for none.
pub(crate) fn to_input(secs: i64) -> String {
    let parts = [
        (secs / 3600, "h"),
        (secs / 60 % 60, "min"),
        (secs % 60, "s"),
    ];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, unit)| format!("{amount} {unit}"))
        .collect();
    parts.join(" ")
}

/// A running time: `0:05`, `12:34`, `1:02:03`.
pub(crate) fn clock(secs: i64) -> String {
    let (hours, minutes, seconds) = (secs / 3600, secs / 60 % 60, secs % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// A duration as a sentence tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spoken {
    /// Less than a minute.
    Seconds(i64),
    /// Less than an hour.
    Minutes(i64),
    /// Whole hours.
    Hours(i64),
    /// Hours and minutes.
    HoursMinutes(i64, i64),
}

impl Spoken {
    /// Cuts off what is finer than people speak.
    pub(crate) fn of(secs: i64) -> Self {
        match (secs / 3600, secs / 60 % 60, secs % 60) {
            (0, 0, 0) => Self::Minutes(0),
            (0, 0, seconds) => Self::Seconds(seconds),
            (0, minutes, _) => Self::Minutes(minutes),
            (hours, 0, _) => Self::Hours(hours),
            (hours, minutes, _) => Self::HoursMinutes(hours, minutes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Units {
        Units::of(
            "h, hr, hrs, hour, hours",
            "m, min, mins, minute, minutes",
            "s, sec, secs, second, seconds",
        )
    }

    #[test]
    fn failure_20_what_people_type_is_minutes_unless_they_say_otherwise() {
        let cases = [
            ("90", 5400),
            (" 1:30 ", 5400),
            ("0:45", 2700),
            ("1:02:03", 3723),
            ("1h 30m", 5400),
            ("1h30", 5400),
            ("1 hour 30 minutes", 5400),
            ("1.5 h", 5400),
            ("1,5h", 5400),
            ("45 min", 2700),
            ("45min.", 2700),
            ("20s", 20),
            ("0", 0),
        ];
        for (typed, secs) in cases {
            assert_eq!(parse(typed, &english()), Some(secs), "{typed}");
        }
    }

    #[test]
    fn durations_are_read_in_the_words_of_each_language() {
        let german = Units::of(
            "Std., Stunde, Stunden",
            "Min., Minute, Minuten",
            "Sek., Sekunde, Sekunden",
        );
        let spanish = Units::of(
            "hora, horas, hs",
            "minuto, minutos, mins",
            "segundo, segundos, seg",
        );
        let french = Units::of(
            "heure, heures",
            "minute, minutes, mn",
            "seconde, secondes, sec",
        );
        let simplified = Units::of("小时, 个小时, 钟头, 个钟头, 时", "分钟, 分", "秒, 秒钟");
        let traditional = Units::of("小時, 個小時, 鐘頭, 個鐘頭, 時", "分鐘, 分", "秒, 秒鐘");
        let cases: [(&Units, &[(&str, i64)]); 5] = [
            (
                &german,
                &[
                    ("1 Std. 30", 5400),
                    ("1 Std 30 Min", 5400),
                    ("2 Stunden", 7200),
                    ("1,5 Stunden", 5400),
                    ("45 Minuten", 2700),
                    ("20 Sek.", 20),
                ],
            ),
            (
                &spanish,
                &[
                    ("2 horas", 7200),
                    ("1 hora 30 minutos", 5400),
                    ("1,5 horas", 5400),
                    ("20 seg", 20),
                ],
            ),
            (
                &french,
                &[
                    ("1h30", 5400),
                    ("1 heure 30", 5400),
                    ("45 mn", 2700),
                    ("20 secondes", 20),
                ],
            ),
            (
                &simplified,
                &[
                    ("30 分钟", 1800),
                    ("30分", 1800),
                    ("1 小时 30", 5400),
                    ("1小时30分钟", 5400),
                    ("２个小时", 7200),
                    ("1：30", 5400),
                    ("20秒", 20),
                ],
            ),
            (
                &traditional,
                &[
                    ("30 分鐘", 1800),
                    ("1 小時 30", 5400),
                    ("1.5 個鐘頭", 5400),
                    ("20秒鐘", 20),
                ],
            ),
        ];
        for (units, typed) in cases {
            for (typed, secs) in typed {
                assert_eq!(parse(typed, units), Some(*secs), "{typed}");
            }
            for (typed, secs) in [
                ("1 h 30 min", 5400),
                ("1:30", 5400),
                ("45m", 2700),
                ("90", 5400),
            ] {
                assert_eq!(parse(typed, units), Some(secs), "{typed}");
            }
            assert_eq!(parse("5 weeks", units), None);
        }
        assert_eq!(parse("2 horas", &german), None);
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for typed in [
            "", "  ", "soon", "1:75", "1:2:3:4", "-5", "5 weeks", "h", "1:-3",
        ] {
            assert_eq!(parse(typed, &english()), None, "{typed}");
        }
    }

    #[test]
    fn what_a_field_shows_reads_back_as_the_same() {
        for secs in [1, 59, 60, 61, 2700, 3600, 3723, 5400, 86_400] {
            let field = to_input(secs);
            assert_eq!(parse(&field, &Units::default()), Some(secs), "{field}");
        }
        assert_eq!(to_input(0), "");
        assert_eq!(to_input(5400), "1 h 30 min");
    }

    #[test]
    fn a_running_time_shows_hours_only_when_there_are_some() {
        assert_eq!(
            [0, 65, 3599, 3600, 36_061].map(clock),
            ["0:00", "1:05", "59:59", "1:00:00", "10:01:01"]
        );
    }

    #[test]
    fn a_duration_is_told_as_finely_as_people_speak() {
        let cases = [
            (0, Spoken::Minutes(0)),
            (42, Spoken::Seconds(42)),
            (119, Spoken::Minutes(1)),
            (3600, Spoken::Hours(1)),
            (5459, Spoken::HoursMinutes(1, 30)),
        ];
        for (secs, spoken) in cases {
            assert_eq!(Spoken::of(secs), spoken);
        }
    }
}
