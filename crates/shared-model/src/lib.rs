//! The records of a practice journal.
