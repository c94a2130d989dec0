//! The code of a sign-in mail, which a person reads in one place and types in another.

/// Eight digits.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInCode(String);

impl SignInCode {
    /// How many digits a code has.
    pub const DIGITS: usize = 8;

    /// The code that these random bits make.
    pub fn from_random(bits: u64) -> Self {
        Self(format!("{:08}", bits % 100_000_000))
    }

    /// Reads what a person typed or pasted: blanks and hyphens do not count, and the wide digits of a Chinese keyboard are
    /// digits too. Nothing when these are not eight digits.
    pub fn parse(typed: &str) -> Option<Self> {
        let digits = typed
            .chars()
            .filter(|typed| !typed.is_whitespace() && !matches!(typed, '-' | '\u{200b}'))
            .map(|typed| match typed {
                '0'..='9' => Some(typed),
                '\u{ff10}'..='\u{ff19}' => {
                    char::from_digit(u32::from(typed) - u32::from('\u{ff10}'), 10)
                }
                _ => None,
            })
            .collect::<Option<String>>()?;
        (digits.len() == Self::DIGITS).then_some(Self(digits))
    }

    /// The digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The digits in two groups, which are easier to keep in mind.
    pub fn in_groups(&self) -> String {
        let (first, second) = self.0.split_at(Self::DIGITS / 2);
        format!("{first} {second}")
    }
}

/// It shows itself only when it is asked to.
impl std::fmt::Debug for SignInCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SignInCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_always_has_eight_digits() {
        for bits in [0, 7, 99_999_999, 100_000_000, u64::MAX] {
            assert_eq!(SignInCode::from_random(bits).digits().len(), 8, "{bits}");
        }
        assert_eq!(SignInCode::from_random(100_000_042).digits(), "00000042");
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in [
            "12345678",
            " 1234 5678\n",
            "1234-5678",
            "1 2 3 4 5 6 7 8",
            "1234\u{a0}5678",
            "１２３４　５６７８",
        ] {
            let code = SignInCode::parse(typed);
            assert_eq!(
                code.as_ref().map(SignInCode::digits),
                Some("12345678"),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_are_not_eight_digits_is_no_code() {
        for typed in [
            "",
            "1234567",
            "123456789",
            "1234567a",
            "1234.5678",
            "١٢٣٤٥٦٧٨",
        ] {
            assert!(SignInCode::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_code_is_the_same_in_groups() {
        let code = SignInCode::from_random(12_345_678);
        assert_eq!(code.in_groups(), "1234 5678");
        assert_eq!(SignInCode::parse(&code.in_groups()), Some(code));
    }
}
