//! What the migrations alone promise.

use api_worker::database::{Database as _, DatabaseError, Param, Rows, Statement};
use api_worker::sqlite::Sqlite;

fn run(database: &Sqlite, sql: &str, params: &[Param]) -> Result<Rows, DatabaseError> {
    pollster::block_on(database.batch(vec![Statement::new(sql, params)]))
}

fn count(database: &Sqlite, table: &str) -> i64 {
    let rows = run(database, &format!("SELECT count(*) AS n FROM {table}"), &[]).expect("a count");
    rows[0][0]["n"].as_i64().expect("a number")
}

fn database_with_a_journal() -> Sqlite {
    let database = Sqlite::new().expect("the migrations work on an empty database");
    for sql in [
        "INSERT INTO users (id, email, created_at) VALUES ('u', 'clara@example.org', 0)",
        "INSERT INTO auth_sessions (token_hash, user_id, created_at, last_used_at) VALUES ('h', 'u', 0, 0)",
        "INSERT INTO pushes (user_id, seq, push_id) VALUES ('u', 1, 'p')",
        "INSERT INTO goals (user_id, id, seq, write_id, recent_writes, title, progress, milestones, status,
            created_at, updated_at)
        VALUES ('u', 'g', 1, 'w', 'w', 'Play', 0, '[]', 'ACTIVE', 0, 0)",
    ] {
        run(&database, sql, &[]).expect("a good row");
    }
    database
}

#[test]
fn failure_23_nothing_that_deletes_users_takes_a_journal_along() {
    let database = database_with_a_journal();
    // A migration that rebuilds a table drops it, which deletes its rows first.
    for sql in ["DELETE FROM users", "DROP TABLE users"] {
        assert!(run(&database, sql, &[]).is_err(), "{sql}");
    }
    for table in ["users", "auth_sessions", "pushes", "goals"] {
        assert_eq!(count(&database, table), 1, "{table}");
    }
}

#[test]
fn a_live_record_has_the_content_of_its_kind_and_a_tombstone_need_not() {
    let database = database_with_a_journal();
    let without_content =
        "INSERT INTO goals (user_id, id, seq, write_id, recent_writes, deleted_at)
        VALUES ('u', ?, 1, 'w', 'w', ?)";
    assert!(run(&database, without_content, &["live".into(), Param::Null]).is_err());
    assert!(run(&database, without_content, &["tombstone".into(), 1.into()]).is_ok());
}

#[test]
fn a_batch_that_fails_leaves_nothing() {
    let database = database_with_a_journal();
    let batch = ["DELETE FROM goals", "SELECT nonsense"].map(|sql| Statement::new(sql, []));
    assert!(pollster::block_on(database.batch(batch.into())).is_err());
    assert_eq!(count(&database, "goals"), 1);
}
