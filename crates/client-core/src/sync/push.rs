//! The push: everything that waits, chunk by chunk. A chunk that the server does not take as a whole is halved, down to
//! the record that causes it, so that one record does not hold up the others.

use std::cell::Cell;
use std::collections::VecDeque;

use serde_json::{Value, json};
use shared_model::protocol::{ErrorCode, PushPayload};

use super::outgoing::Chunk;
use super::{Engine, Progress, SyncError, answer, incoming, outgoing, position};
use crate::api::{self, ApiError};

/// After so many runs in a row in which the server was there and did not answer a push, a record may be the cause.
const PATIENCE: usize = 2;
/// How many requests of one run may fail. To find one record among those of a chunk takes ten.
const FAILURES: usize = 24;
/// How many may fail one after the other without a word of why. While a chunk is halved, a half of it goes through.
const FAILURES_IN_A_ROW: usize = 4;

/// How many runs in a row could pull, and then got no answer to a push.
#[derive(Debug, Default)]
pub(crate) struct Setbacks(Cell<usize>);

/// What the failure of a request says of the records in it.
enum Verdict {
    /// Nothing: every request would fail.
    Innocent,
    /// The server does not take them.
    Refused,
    /// Perhaps they are too much for the server; perhaps it is having a bad day.
    Unclear,
}

/// The failed requests of a run.
#[derive(Default)]
struct Failures {
    count: usize,
    in_a_row: usize,
    /// Why a record was left waiting.
    left_waiting: Option<ApiError>,
}

impl Engine<'_> {
    /// Sends everything that waits. Says whether another round is needed, because something was sent.
    pub(super) async fn push(&self) -> Result<bool, SyncError> {
        let mut chunks = VecDeque::from(outgoing::chunks(self.journal));
        let total = chunks.iter().map(Chunk::len).sum();
        let (mut done, mut was_taken, mut failures) = (0, false, Failures::default());
        while let Some(chunk) = chunks.pop_front() {
            (self.progress)(Progress::Sending { done, total });
            let Err(error) = self.push_chunk(&chunk).await else {
                done += chunk.len();
                was_taken = true;
                failures.in_a_row = 0;
                continue;
            };
            let SyncError::Api(error) = error else {
                return Err(error);
            };
            let verdict = verdict(&error);
            self.count_failure(&mut failures, &verdict, &error)?;
            if let [record] = &chunk[..] {
                if matches!(verdict, Verdict::Unclear) {
                    failures.left_waiting = Some(error);
                } else if was_taken || self.takes_pushes().await? {
                    incoming::refuse(self.journal, record)?;
                } else {
                    return Err(error.into());
                }
            } else {
                // The other chunks come first.
                let (one, other) = chunk.split_at(chunk.len() / 2);
                chunks.extend([one.to_vec(), other.to_vec()]);
            }
        }
        match failures.left_waiting {
            Some(error) => Err(error.into()),
            None => {
                self.setbacks.0.set(0);
                Ok(total > 0)
            }
        }
    }

    /// Ends the run with the error, unless it is worth halving.
    fn count_failure(
        &self,
        failures: &mut Failures,
        verdict: &Verdict,
        error: &ApiError,
    ) -> Result<(), SyncError> {
        failures.count += 1;
        let goes_on = match verdict {
            Verdict::Innocent => false,
            Verdict::Refused => true,
            Verdict::Unclear if self.setbacks.0.get() < PATIENCE => {
                self.setbacks.0.set(self.setbacks.0.get() + 1);
                false
            }
            Verdict::Unclear => {
                failures.in_a_row += 1;
                failures.in_a_row < FAILURES_IN_A_ROW
            }
        };
        if goes_on && failures.count < FAILURES {
            Ok(())
        } else {
            Err(error.clone().into())
        }
    }

    async fn push_chunk(&self, chunk: &Chunk) -> Result<(), SyncError> {
        let push = outgoing::prepare(self.journal, chunk, self.user)?;
        let Some((operation, input)) = push.request() else {
            return Ok(());
        };
        let payload = self.send(operation, input).await?;
        position::note_end(self.platform, self.user, &payload.cursor, false)?;
        incoming::apply_outcomes(self.journal, &payload, &push.write_ids)?;
        Ok(())
    }

    /// Whether the server takes a push that has no record in it. If it does not, no record is to blame.
    async fn takes_pushes(&self) -> Result<bool, SyncError> {
        let (operation, input) = outgoing::empty(self.user);
        match self.send(operation, input).await {
            Ok(_) => Ok(true),
            Err(SyncError::Api(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn send(
        &self,
        operation: api::Operation,
        input: Value,
    ) -> Result<PushPayload, SyncError> {
        let variables = json!({ "input": input });
        let answer = api::execute::<Value>(&*self.platform.server, operation, variables).await;
        self.still_ours()?;
        Ok(answer::payload(answer?)?)
    }
}

fn verdict(error: &ApiError) -> Verdict {
    match error {
        ApiError::Refused {
            code: Some(ErrorCode::BadInput | ErrorCode::TooLarge),
            ..
        }
        | ApiError::Unreadable { status: 413 } => Verdict::Refused,
        ApiError::Refused {
            code: Some(ErrorCode::Unavailable) | None,
            ..
        }
        | ApiError::Unreadable { .. }
        | ApiError::Unreachable(_) => Verdict::Unclear,
        ApiError::Refused { .. } | ApiError::Limited | ApiError::Store(_) => Verdict::Innocent,
    }
}
