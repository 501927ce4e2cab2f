//! The database as someone sees it who goes round the store, and the few words of SQL that the engines spell differently.

use std::{collections::BTreeMap, time::Duration};

use exam::id::AttemptId;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqlSafeStr, SqliteConnection, sqlite::SqliteConnectOptions};
use store::{DatabasePlace, Store};
use uuid::Uuid;

use super::{
    World,
    database::{Engine, engine},
};

/// Every row of every table, as text: equal when nothing was changed.
type Contents = BTreeMap<String, Vec<String>>;

/// A connection of one's own, with everything that the engine allows.
pub(crate) enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Raw {
    pub(crate) async fn to(place: &DatabasePlace) -> Self {
        match place {
            DatabasePlace::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path).foreign_keys(false);
                Self::Sqlite(SqliteConnection::connect_with(&options).await.unwrap())
            }
            DatabasePlace::Postgres(url) => Self::Postgres(PgConnection::connect(url).await.unwrap()),
        }
    }

    /// Runs statements; how many rows they changed.
    pub(crate) async fn run(&mut self, sql: impl Into<String>) -> sqlx::Result<u64> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.into()).into_sql_str());
        match self {
            Self::Sqlite(connection) => sql.execute(connection).await.map(|done| done.rows_affected()),
            Self::Postgres(connection) => sql.execute(connection).await.map(|done| done.rows_affected()),
        }
    }

    /// Lets the writers go on.
    pub(crate) async fn let_go(mut self) {
        self.run("ROLLBACK").await.unwrap();
    }

    /// The first column of a query, as text.
    pub(crate) async fn column(&mut self, sql: impl Into<String>) -> sqlx::Result<Vec<String>> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.into()).into_sql_str());
        match self {
            Self::Sqlite(connection) => {
                let rows = sql.fetch_all(connection).await?;
                rows.iter().map(|row| row.try_get_unchecked(0)).collect()
            }
            Self::Postgres(connection) => {
                let rows = sql.fetch_all(connection).await?;
                let text =
                    |row: &sqlx::postgres::PgRow| Ok(row.try_get_raw(0)?.as_str().map_err(sqlx::Error::Decode)?.to_owned());
                rows.iter().map(text).collect()
            }
        }
    }
}

impl World {
    pub(crate) async fn raw(&self) -> Raw {
        let mut raw = Raw::to(&self.database.place).await;
        if self.defenceless && engine() == Engine::Postgres {
            raw.run("SET session_replication_role = replica").await.unwrap();
        }
        raw
    }

    /// Runs SQL of one's own.
    pub(crate) async fn tamper(&self, sql: impl Into<String>) -> u64 {
        self.raw().await.run(sql).await.unwrap()
    }

    /// Tries SQL of one's own; what the database says against it.
    pub(crate) async fn attempt_to(&self, sql: impl Into<String>) -> Result<u64, String> {
        self.raw().await.run(sql).await.map_err(|error| error.to_string())
    }

    /// The first column of a query, as text.
    pub(crate) async fn column(&self, sql: impl Into<String>) -> Vec<String> {
        self.raw().await.column(sql).await.unwrap()
    }

    /// The number that a query gives.
    pub(crate) async fn number(&self, sql: impl Into<String>) -> i64 {
        self.column(sql).await[0].parse().unwrap()
    }

    /// The product's own tables.
    pub(crate) async fn tables(&self) -> Vec<String> {
        let sql = either(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name",
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace \
             AND relname NOT LIKE '\\_%' ORDER BY relname",
        );
        self.column(sql).await
    }

    pub(crate) async fn columns(&self, table: &str) -> Vec<String> {
        self.column(either(
            format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
            format!("SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"),
        ))
        .await
    }

    pub(crate) async fn contents(&self) -> Contents {
        let mut contents = Contents::new();
        let mut raw = self.raw().await;
        for table in self.tables().await {
            let row = match engine() {
                Engine::Sqlite => self.columns(&table).await.iter().map(|c| quoted(c)).collect::<Vec<_>>().join("||','||"),
                Engine::Postgres => format!("CAST({table} AS TEXT)"),
            };
            let rows = raw.column(format!("SELECT {row} FROM {table} ORDER BY 1")).await.unwrap();
            contents.insert(table, rows);
        }
        contents
    }

    /// Everything that someone has who takes the database away: the files and their journal; from PostgreSQL, every row.
    pub(crate) async fn bytes(&self) -> Vec<u8> {
        match &self.database.place {
            DatabasePlace::Sqlite(path) => {
                let files = std::fs::read_dir(path.parent().unwrap()).unwrap();
                files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
            }
            DatabasePlace::Postgres(_) => self.contents().await.into_values().flatten().collect::<String>().into_bytes(),
        }
    }

    /// Someone with the database in hand takes the triggers and the references away.
    pub(crate) async fn without_defences(mut self) -> Self {
        if engine() == Engine::Sqlite {
            for trigger in self.column("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB '*_is_never_*'").await
            {
                self.tamper(format!("DROP TRIGGER {trigger}")).await;
            }
        }
        self.defenceless = true;
        self
    }

    /// Holds up whoever wants to write, until [`Raw::let_go`].
    pub(crate) async fn holds_up_writers(&self) -> Raw {
        let mut raw = self.raw().await;
        // The lock that PostgreSQL's writers take turns by.
        raw.run(either("BEGIN IMMEDIATE", "BEGIN; SELECT pg_advisory_xact_lock(495873163633)")).await.unwrap();
        raw
    }

    /// Waits until a store has passed on to whoever watches what was committed before.
    pub(crate) async fn news_have_come(&self, store: &Store) {
        if engine() == Engine::Sqlite {
            return;
        }
        // The news come in the order of the commits: after this, the others have come.
        let last = AttemptId::new(self.now(), [0; 10]);
        let mut changes = store.watch(last);
        let mut raw = self.raw().await;
        // Its line for the news may not be there yet; that it never comes is a fault, not something to wait for.
        for _ in 0..1_200 {
            raw.run(format!("SELECT pg_notify('synaq_attempt', '{last}')")).await.unwrap();
            tokio::select! {
                () = changes.next() => return,
                () = tokio::time::sleep(Duration::from_millis(50)) => {}
            }
        }
        panic!("no news in a minute");
    }

    /// From now on no event can be added to the log.
    pub(crate) async fn the_log_is_full(&self) {
        self.tamper(either(
            "CREATE TRIGGER the_log_is_full BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'the log is full'); END",
            "CREATE FUNCTION the_log_is_full() RETURNS trigger LANGUAGE plpgsql \
             AS $$ BEGIN RAISE EXCEPTION 'the log is full'; END $$; \
             CREATE TRIGGER the_log_is_full BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION the_log_is_full()",
        ))
        .await;
    }

    pub(crate) async fn the_log_has_room_again(&self) {
        self.tamper(either("DROP TRIGGER the_log_is_full", "DROP TRIGGER the_log_is_full ON audit_event")).await;
    }

    /// What the log tells since an event, in its order.
    pub(crate) async fn acts_after(&self, seq: i64) -> Vec<String> {
        self.column(format!("SELECT act FROM audit_event WHERE seq > {seq} ORDER BY seq")).await
    }

    /// The number of the log's last event.
    pub(crate) async fn last_event(&self) -> i64 {
        self.number("SELECT max(seq) FROM audit_event").await
    }

    /// What the log tells of an attempt.
    pub(crate) async fn acts_on(&self, attempt: AttemptId) -> Vec<String> {
        self.column(format!("SELECT act FROM audit_event WHERE object = 'attempt:{attempt}' ORDER BY seq")).await
    }

    /// How many answers of an attempt have been saved, each change counted.
    pub(crate) async fn links(&self, attempt: AttemptId) -> i64 {
        self.number(format!("SELECT count(*) FROM answer_revision WHERE attempt_id = {}", id(attempt))).await
    }
}

/// What the engine of this target understands.
pub(crate) fn either<T>(sqlite: T, postgres: T) -> T {
    match engine() {
        Engine::Sqlite => sqlite,
        Engine::Postgres => postgres,
    }
}

/// An id as SQL writes it.
pub(crate) fn id(id: impl Into<Uuid>) -> String {
    let id: Uuid = id.into();
    either(format!("x'{}'", id.simple()), format!("'{id}'::uuid"))
}

/// Another id than any.
pub(crate) fn another_id() -> &'static str {
    either("randomblob(16)", "gen_random_uuid()")
}

/// A zero byte, as SQL writes it.
pub(crate) fn a_byte() -> &'static str {
    either("x'00'", "'\\x00'::bytea")
}

/// The value of a column as SQL writes it.
pub(crate) fn quoted(column: &str) -> String {
    either(format!("quote({column})"), format!("quote_nullable(CAST({column} AS TEXT))"))
}

/// The bytes or the id in a column, in hexadecimal digits.
pub(crate) fn hex(column: &str) -> String {
    either(format!("lower(hex({column}))"), format!("replace(replace(CAST({column} AS TEXT), '\\x', ''), '-', '')"))
}
