//! The push: everything that waits, chunk by chunk. A chunk that the server does not take as a whole is halved, down to
//! the record that causes it, so that no record holds up the others. The requests of a run that may fail are counted; the
//! next run goes on with chunks that are as small as the last that failed, and grow again as they go through.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use serde_json::{Value, json};
use shared_model::protocol::{ErrorCode, PushPayload};
use shared_model::{Collection, RecordId};

use super::outgoing::{Chunk, Waiting};
use super::{Engine, Position, Progress, SyncError, answer, incoming, outgoing, position};
use crate::api::{self, ApiError};
use crate::platform::CHUNK_RECORDS;

/// After so many runs in a row in which the server was there and did not answer a push, a record may be the cause.
const PATIENCE: usize = 2;
/// How many requests of one run may fail. To find one record among those of a chunk takes ten.
const FAILURES: usize = 24;
/// How many may fail one after the other without a word of why.
const FAILURES_IN_A_ROW: usize = 4;

/// As many records alone as a run can try may each be at fault, where the server takes a push without any.
const SUSPECTS: usize = FAILURES;
/// In so many runs each of them has to be refused alone before it is marked: it may be the server that is wrong.
const REFUSALS: usize = 5;

/// What came of a push.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    /// Nothing waited.
    Nothing,
    /// The server has answered of everything that waited.
    Everything,
    /// Something goes on waiting, because a request with it failed.
    Failed(ApiError),
}

/// A record that was sent alone, failed, and was not marked.
#[derive(Debug)]
struct Suspect {
    record: (Collection, RecordId),
    /// How often the server refused it.
    refusals: usize,
}

/// What earlier runs came to.
#[derive(Debug)]
pub(crate) struct Setbacks {
    /// How many runs in a row could pull, and then got no answer to a push.
    unanswered: Cell<usize>,
    /// How many records the next request carries at most.
    chunk_records: Cell<usize>,
    /// The latest at the end. They go last, and in turn.
    failed_alone: RefCell<Vec<Suspect>>,
}

impl Default for Setbacks {
    fn default() -> Self {
        Self {
            unanswered: Cell::default(),
            chunk_records: Cell::new(CHUNK_RECORDS),
            failed_alone: RefCell::default(),
        }
    }
}

impl Setbacks {
    /// Divides what waits into what has not failed alone, and what has.
    fn divide(&self, waiting: Vec<Waiting>) -> (VecDeque<Waiting>, VecDeque<Waiting>) {
        let failed = self.failed_alone.borrow();
        let turn = |(record, _): &Waiting| failed.iter().position(|it| it.record == *record);
        let (mut last, first): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|it| turn(it).is_some());
        last.sort_by_key(turn);
        (first.into(), last.into())
    }

    fn note_failed_alone(&self, record: &(Collection, RecordId), verdict: Verdict) {
        let mut failed = self.failed_alone.borrow_mut();
        let before = failed.iter().position(|it| it.record == *record);
        let before = before.map_or(0, |index| failed.remove(index).refusals);
        failed.push(Suspect {
            record: record.clone(),
            refusals: before + usize::from(verdict == Verdict::Refused),
        });
    }

    /// Whether a record was refused alone so often that no other has to be taken for it to be at fault.
    fn is_refused_again(&self, record: &(Collection, RecordId)) -> bool {
        let failed = self.failed_alone.borrow();
        let mut refused = failed.iter().filter(|it| it.refusals + 1 >= REFUSALS);
        refused.any(|it| it.record == *record)
    }
}

/// What the failure of a request says of the records in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Nothing: every request would fail.
    Innocent,
    /// The server does not take them.
    Refused,
    /// Perhaps they are too much for the server; perhaps it is having a bad day.
    Unclear,
}

/// What became of a chunk.
struct Delivery {
    /// Whether there was still something of it to send.
    is_taken: bool,
    /// What of it has to go later.
    left: Chunk,
}

/// What a run has come to so far.
#[derive(Default)]
struct Sending {
    done: usize,
    total: usize,
    /// Whether the server has taken any of it.
    is_taken: bool,
    /// Whether it takes a push without records, as far as it was asked.
    takes_pushes: Option<bool>,
    failures: usize,
    failures_in_a_row: usize,
    /// Why a record was left waiting.
    left_waiting: Option<ApiError>,
}

impl Engine<'_> {
    /// Sends everything that waits. Where every request would fail, the run ends with that.
    pub(super) async fn push(&self) -> Result<Pushed, SyncError> {
        match self.send_what_waits().await {
            Err(SyncError::Api(error)) if verdict(&error) != Verdict::Innocent => {
                Ok(Pushed::Failed(error))
            }
            pushed => pushed,
        }
    }

    async fn send_what_waits(&self) -> Result<Pushed, SyncError> {
        let waiting = outgoing::waiting(self.journal);
        let mut sending = Sending {
            total: waiting.len(),
            ..Sending::default()
        };
        let (first, last) = self.setbacks.divide(waiting);
        let chunk_records = &self.setbacks.chunk_records;
        self.send_all(first, chunk_records, &mut sending).await?;
        chunk_records.set(self.platform.chunk_records);
        self.send_all(last, &Cell::new(1), &mut sending).await?;
        if let Some(error) = sending.left_waiting {
            return Err(error.into());
        }
        self.setbacks.unanswered.set(0);
        self.setbacks.failed_alone.take();
        Ok(match sending.total {
            0 => Pushed::Nothing,
            _ => Pushed::Everything,
        })
    }

    /// Sends these records, at first `chunk_records` in a request.
    async fn send_all(
        &self,
        mut waiting: VecDeque<Waiting>,
        chunk_records: &Cell<usize>,
        sending: &mut Sending,
    ) -> Result<(), SyncError> {
        let mut halves: VecDeque<Chunk> = VecDeque::new();
        loop {
            let records = chunk_records.get().min(self.platform.chunk_records);
            // Halves of what failed come after what was not tried.
            let next = outgoing::next_chunk(&mut waiting, records);
            let Some(chunk) = next.or_else(|| halves.pop_front()) else {
                return Ok(());
            };
            let Sending { done, total, .. } = *sending;
            (self.progress)(Progress::Sending { done, total });
            let error = match self.push_chunk(&chunk).await {
                Ok(Delivery { is_taken, left }) => {
                    sending.done += chunk.len() - left.len();
                    sending.is_taken |= is_taken;
                    halves.extend((!left.is_empty()).then_some(left));
                    sending.failures_in_a_row = 0;
                    chunk_records.set((chunk_records.get() * 2).min(self.platform.chunk_records));
                    continue;
                }
                Err(SyncError::Api(error)) => error,
                Err(error) => return Err(error),
            };
            let verdict = self.judge(&error)?;
            chunk_records.set((chunk.len() / 2).max(1));
            if let [record] = &chunk[..] {
                self.leave_out(record, verdict, &error, sending).await?;
            } else {
                let (one, other) = chunk.split_at(chunk.len() / 2);
                halves.extend([one.to_vec(), other.to_vec()]);
            }
            sending.failures += 1;
            sending.failures_in_a_row += usize::from(verdict == Verdict::Unclear);
            if sending.failures >= FAILURES || sending.failures_in_a_row >= FAILURES_IN_A_ROW {
                return Err(error.into());
            }
        }
    }

    /// What a failure says. Ends the run with it unless a record may be the cause.
    fn judge(&self, error: &ApiError) -> Result<Verdict, SyncError> {
        let verdict = verdict(error);
        let unanswered = &self.setbacks.unanswered;
        let is_too_early = verdict == Verdict::Unclear && unanswered.get() < PATIENCE;
        if is_too_early {
            unanswered.set(unanswered.get() + 1);
        }
        if is_too_early || verdict == Verdict::Innocent {
            return Err(error.clone().into());
        }
        Ok(verdict)
    }

    /// Goes on without a record that failed alone.
    async fn leave_out(
        &self,
        record: &(Collection, RecordId),
        verdict: Verdict,
        error: &ApiError,
        sending: &mut Sending,
    ) -> Result<(), SyncError> {
        if verdict == Verdict::Refused && self.is_to_blame(record, sending).await? {
            return Ok(incoming::refuse(self.journal, record)?);
        }
        self.setbacks.note_failed_alone(record, verdict);
        sending.left_waiting = Some(error.clone());
        Ok(())
    }

    /// Sends a chunk, or what of it can be sent.
    async fn push_chunk(&self, chunk: &Chunk) -> Result<Delivery, SyncError> {
        let position = self.position()?;
        let reached = Position::places_of(position.as_ref());
        let push = outgoing::prepare(self.journal, chunk, self.user, &reached)?;
        let Some((operation, input)) = push.request() else {
            return Ok(Delivery {
                is_taken: false,
                left: push.left,
            });
        };
        let payload = self.send(operation, input).await?;
        match self.position()? {
            None => {}
            now if payload.is_continuous && Position::places_of(now.as_ref()) == reached => {
                position::note_end(self.platform, self.user, &payload.cursor, false)?;
            }
            // Where another tab has reached something meanwhile, the server was not asked whether it knows that.
            Some(_) => self.start_over()?,
        }
        incoming::apply_outcomes(self.journal, &payload, &push.write_ids)?;
        Ok(Delivery {
            is_taken: true,
            left: push.left,
        })
    }

    /// Whether the cause of a refusal is the record. Where none of several is taken, it may be the server.
    async fn is_to_blame(
        &self,
        record: &(Collection, RecordId),
        sending: &mut Sending,
    ) -> Result<bool, SyncError> {
        if sending.is_taken {
            return Ok(true);
        }
        let is_suspect = sending.total == 1
            || (sending.total <= SUSPECTS && self.setbacks.is_refused_again(record));
        if is_suspect && sending.takes_pushes.is_none() {
            sending.takes_pushes = Some(self.takes_pushes().await?);
        }
        Ok(is_suspect && sending.takes_pushes == Some(true))
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
