//! What the migrations alone promise.

mod populated;

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

/// What later migrations take away on purpose, as `table` or `table.column`, once no deployed version reads it any more.
const CONTRACTED: &[&str] = &[];

#[test]
fn failure_23_every_migration_keeps_each_row_and_value_that_was_there() {
    let migrations = populated::migrations();
    for applied in 1..migrations.len() {
        let database = populated::empty();
        let (before, after) = migrations.split_at(applied);
        for migration in before {
            populated::apply(&database, migration);
        }
        populated::populate(&database);
        let content = populated::content(&database);
        for (table, rows) in &content {
            assert!(!rows.is_empty(), "{table} has rows");
        }
        for migration in after {
            populated::apply(&database, migration);
            let lost = populated::lost(&content, &populated::content(&database), CONTRACTED);
            assert_eq!(lost, Vec::<String>::new(), "{}", migration.0);
        }
    }
}

#[test]
fn failure_23_a_migration_that_loses_or_changes_something_is_noticed() {
    for (sql, expected) in [
        (
            "DELETE FROM pieces WHERE composer IS NULL",
            "rows of pieces",
        ),
        ("UPDATE users SET has_cloud_storage = 1", "in users"),
        ("UPDATE users SET preferences = '{}'", "in users"),
        ("ALTER TABLE goals DROP COLUMN description", "in goals"),
        ("DROP TABLE login_tokens", "the table login_tokens"),
        (
            "CREATE TABLE new_pushes (user_id TEXT REFERENCES users (id), seq INTEGER) STRICT;
            INSERT INTO new_pushes SELECT user_id, seq FROM pushes;
            DROP TABLE pushes;
            ALTER TABLE new_pushes RENAME TO pushes",
            "in pushes",
        ),
        ("ALTER TABLE goals ADD COLUMN colour TEXT", ""),
    ] {
        let database = populated::empty();
        for migration in populated::migrations() {
            populated::apply(&database, &migration);
        }
        populated::populate(&database);
        let content = populated::content(&database);
        database.execute_batch(sql).expect("it runs");
        let lost = populated::lost(&content, &populated::content(&database), &[]);
        match expected {
            "" => assert_eq!(lost, Vec::<String>::new(), "{sql}"),
            _ => assert!(lost.concat().contains(expected), "{sql}: {lost:?}"),
        }
    }
}

/// How many migrations the oldest program knows that may be gone back to.
const OLDEST_KNOWS: usize = 4;

#[test]
fn a_program_from_before_a_table_can_delete_accounts_all_the_same() {
    let migrations = populated::migrations();
    for known in OLDEST_KNOWS..migrations.len() {
        let database = populated::empty();
        for migration in &migrations[..known] {
            populated::apply(&database, migration);
        }
        let its_own = populated::tables(&database);
        for migration in &migrations[known..] {
            populated::apply(&database, migration);
        }
        populated::populate(&database);
        let (its_own, newer): (Vec<_>, Vec<_>) = populated::tables(&database)
            .into_iter()
            .filter(|table| populated::refers_to_users(&database, table))
            .partition(|table| its_own.contains(table));
        for table in its_own.iter().map(String::as_str).chain(["users"]) {
            let deleted = database.execute(&format!("DELETE FROM {table}"), []);
            assert!(deleted.is_ok_and(|rows| rows > 0), "{table}");
        }
        for table in newer {
            let rows = &populated::content(&database)[&table];
            assert!(rows.is_empty(), "{table} keeps something of an account");
        }
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
