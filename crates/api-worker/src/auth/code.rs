//! The code in the mail: for a device, or an installed app, in which the link cannot be opened.

use shared_model::SignInCode;

use super::key::Key;
use super::secret::Secret;
use crate::platform::{NoRandomness, Random, random_bytes};

/// How many wrong codes a browser may try for one mail. The link goes on working.
pub(super) const WRONG_CODES_MAX: i64 = 5;

/// A new code. Of the 64 random bits so few are left that their remainder favours none.
pub(super) fn new_code(random: &dyn Random) -> Result<SignInCode, NoRandomness> {
    Ok(SignInCode::from_random(u64::from_be_bytes(random_bytes(
        random,
    )?)))
}

/// What is kept of a code. Because it depends on the nonce, the code is good in the browser that asked and in no other.
pub(super) fn code_hash(code: &SignInCode, nonce: &Secret, key: &Key) -> String {
    key.mac("code", &[nonce.expose(), code.digits()])
}
