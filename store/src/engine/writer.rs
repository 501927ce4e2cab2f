//! The one writer: a thread with a connection of its own. It takes what has queued up, runs it in one transaction, job by job, and
//! answers after the commit, which is synced to disk once for all of them.
//!
//! A job that fails is rolled back to its savepoint and harms no other. Whoever asked may have gone: the job belongs to the writer.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::Poll,
    thread,
    time::Duration,
};

use sqlx::{Executor, SqlSafeStr};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};
use uuid::Uuid;

use super::{Connection, Tx, live::Live, postgres};
use crate::{
    error::{Error, Result, is_of_the_line},
    rows::RowKey,
};

/// Jobs that may wait; past it the answer is "try again".
const MOST_WAITING: usize = 4_096;
/// Jobs in one transaction.
const MOST_IN_A_BATCH: usize = 256;
/// How long anybody waits for the writer. After it nobody knows whether the job will be done.
const PATIENCE: Duration = Duration::from_secs(20);
/// Attempts named in one message between servers, which may have 8,000 bytes.
const MOST_IN_A_MESSAGE: usize = 200;

/// The handle of the writer's thread.
pub(super) struct Writer {
    queue: mpsc::Sender<Work>,
    failure: watch::Receiver<Option<String>>,
}

enum Work {
    Job(Box<dyn Job>),
    /// Nothing more comes; tell when all before it is done.
    End(oneshot::Sender<()>),
}

/// Something to be done in the writer's transaction, whatever it returns.
trait Job: Send {
    fn run<'t>(self: Box<Self>, tx: &'t mut Tx) -> Pin<Box<dyn Future<Output = Box<dyn Done>> + 't>>;
    fn refuse(self: Box<Self>, why: Error);
}

/// A job that was run; its outcome holds once the transaction is committed.
trait Done {
    fn failed(&self) -> Option<&Error>;
    fn fail(&mut self, why: Error);
    fn settle(self: Box<Self>, committed: Result<()>);
}

struct Asked<F, T> {
    job: F,
    tell: oneshot::Sender<Result<T>>,
}

struct Ran<T> {
    outcome: Result<T>,
    tell: oneshot::Sender<Result<T>>,
}

impl<F, T> Job for Asked<F, T>
where
    F: AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    fn run<'t>(self: Box<Self>, tx: &'t mut Tx) -> Pin<Box<dyn Future<Output = Box<dyn Done>> + 't>> {
        let Self { job, tell } = *self;
        Box::pin(async move { Box::new(Ran { outcome: job(tx).await, tell }) as Box<dyn Done> })
    }

    fn refuse(self: Box<Self>, why: Error) {
        // Who asked may have gone.
        drop(self.tell.send(Err(why)));
    }
}

impl<T> Done for Ran<T> {
    fn failed(&self) -> Option<&Error> {
        self.outcome.as_ref().err()
    }

    fn fail(&mut self, why: Error) {
        self.outcome = Err(why);
    }

    fn settle(self: Box<Self>, committed: Result<()>) {
        drop(self.tell.send(self.outcome.and_then(|outcome| committed.map(|()| outcome))));
    }
}

impl Writer {
    /// Starts the thread; it has its connection when this returns.
    pub(super) async fn start<C, F>(
        connect: C,
        live: Arc<Live>,
        row_key: RowKey,
        fail: watch::Sender<Option<String>>,
    ) -> Result<Self>
    where
        C: Fn() -> F + Send + 'static,
        F: Future<Output = sqlx::Result<Connection>>,
    {
        let (queue, waiting) = mpsc::channel(MOST_WAITING);
        let failure = fail.subscribe();
        let (ready, connected) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(sqlx::Error::Io)?;
        let thread = thread::Builder::new().name("writer".into());
        let serve = move || runtime.block_on(serve(connect, waiting, live, row_key, ready, fail));
        thread.spawn(serve).map_err(sqlx::Error::Io)?;
        connected.await.map_err(|_| Error::Busy)??;
        Ok(Self { queue, failure })
    }

    pub(super) async fn run<T: Send + 'static>(&self, job: impl AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        timeout(PATIENCE, self.run_at_length(job)).await.map_err(|_| Error::Busy)?
    }

    pub(super) async fn run_at_length<T: Send + 'static>(
        &self,
        job: impl AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, told) = oneshot::channel();
        self.queue.try_send(Work::Job(Box::new(Asked { job, tell }))).map_err(|_| Error::Busy)?;
        told.await.map_err(|_| Error::Busy)?
    }

    pub(super) async fn failure(&self) -> String {
        let mut failure = self.failure.clone();
        match failure.wait_for(Option::is_some).await {
            Ok(why) => why.clone().unwrap_or_default(),
            // The writer has ended in peace.
            Err(_) => std::future::pending().await,
        }
    }

    pub(super) async fn close(&self) {
        let (tell, told) = oneshot::channel();
        if self.queue.send(Work::End(tell)).await.is_ok() {
            drop(told.await);
        }
    }
}

/// The thread's whole life.
async fn serve<C, F>(
    connect: C,
    mut waiting: mpsc::Receiver<Work>,
    live: Arc<Live>,
    row_key: RowKey,
    ready: oneshot::Sender<sqlx::Result<()>>,
    fail: watch::Sender<Option<String>>,
) where
    C: Fn() -> F,
    F: Future<Output = sqlx::Result<Connection>>,
{
    let mut connection = match connect().await {
        Ok(first) => Some(first),
        Err(error) => return drop(ready.send(Err(error))),
    };
    drop(ready.send(Ok(())));
    let mut end = None;
    while let Some(job) = next(&mut waiting, &mut end).await {
        let opened = match connection.take() {
            Some(open) => Ok(open),
            None => connect().await,
        };
        match opened {
            Ok(open) => match batch(open, &connect, job, &mut waiting, &mut end, &live, &row_key).await {
                Ok(open) => connection = open,
                // Whoever waits, and whoever comes, is refused: the queue goes with this thread.
                Err(why) => return drop(fail.send_replace(Some(why))),
            },
            Err(error) => {
                tracing::error!(%error, "the database can't be reached");
                job.refuse(Error::Busy);
            }
        }
    }
    if let Some(connection) = connection {
        connection.close().await;
    }
    if let Some(tell) = end {
        // Who closes may have given up waiting.
        let _ = tell.send(());
    }
}

/// The next job; nothing when there comes none any more.
async fn next(waiting: &mut mpsc::Receiver<Work>, end: &mut Option<oneshot::Sender<()>>) -> Option<Box<dyn Job>> {
    match waiting.recv().await? {
        Work::Job(job) => Some(job),
        Work::End(tell) => {
            waiting.close();
            *end = Some(tell);
            // What has queued up behind is still done.
            match waiting.recv().await? {
                Work::Job(job) => Some(job),
                Work::End(_) => None,
            }
        }
    }
}

/// What keeps a transaction from its commit.
enum Broken {
    /// The disk did not take what it was given, or gave back something else. What a sync has failed on may be lost though a later one
    /// succeeds: the process has to stop.
    Disk(String),
    /// The line to the database, or the transaction.
    Transaction(sqlx::Error),
}

impl From<sqlx::Error> for Broken {
    fn from(error: sqlx::Error) -> Self {
        if is_of_the_disk(&error) { Self::Disk(error.to_string()) } else { Self::Transaction(error) }
    }
}

/// Runs a batch. Gives back the connection, when it can be used on.
///
/// # Errors
/// Why the database can't be trusted with another write.
async fn batch<C, F>(
    connection: Connection,
    connect: &C,
    first: Box<dyn Job>,
    waiting: &mut mpsc::Receiver<Work>,
    end: &mut Option<oneshot::Sender<()>>,
    live: &Live,
    row_key: &RowKey,
) -> std::result::Result<Option<Connection>, String>
where
    C: Fn() -> F,
    F: Future<Output = sqlx::Result<Connection>>,
{
    let mut tx = Tx::on(connection, row_key);
    let mut done = Vec::new();
    let begin = if tx.is_sqlite() { "BEGIN IMMEDIATE" } else { postgres::BEGIN };
    let mut begun = tx.plain(begin).await;
    // The line may have broken while nobody used it.
    if begun.as_ref().is_err_and(is_of_the_line)
        && let Ok(another) = connect().await
    {
        tx = Tx::on(another, row_key);
        begun = tx.plain(begin).await;
    }
    let committed = match begun {
        Ok(()) => match jobs(&mut tx, first, waiting, &mut done, end).await {
            Ok(()) => commit(&mut tx, live, &done).await,
            Err(broken) => Err(broken),
        },
        Err(error) => {
            first.refuse(Error::Busy);
            Err(error.into())
        }
    };
    let outcome = match &committed {
        Ok(()) => Ok(Some(tx.connection)),
        Err(Broken::Disk(why)) => Err(why.clone()),
        Err(Broken::Transaction(error)) => {
            tracing::error!(%error, "a transaction was not committed");
            let usable = tx.is_sqlite() && tx.plain("ROLLBACK").await.is_ok();
            Ok(usable.then_some(tx.connection))
        }
    };
    for ran in done {
        ran.settle(if committed.is_ok() { Ok(()) } else { Err(Error::Busy) });
    }
    outcome
}

/// Runs the first job and those that wait.
async fn jobs(
    tx: &mut Tx,
    first: Box<dyn Job>,
    waiting: &mut mpsc::Receiver<Work>,
    done: &mut Vec<Box<dyn Done>>,
    end: &mut Option<oneshot::Sender<()>>,
) -> std::result::Result<(), Broken> {
    // What is alone needs no savepoint; it usually is.
    if waiting.is_empty() {
        done.extend(run(tx, first).await?);
        return Ok(());
    }
    let mut job = Some(first);
    while let Some(this) = job.take() {
        tx.plain("SAVEPOINT job").await?;
        let news = tx.changed.len();
        let ran = run(tx, this).await?;
        if ran.as_ref().is_none_or(|ran| ran.failed().is_some()) {
            tx.changed.truncate(news);
            tx.log_end = None;
            tx.written.forget();
            tx.plain("ROLLBACK TO job").await?;
        }
        done.extend(ran);
        tx.plain("RELEASE job").await?;
        if done.len() < MOST_IN_A_BATCH {
            match waiting.try_recv() {
                Ok(Work::Job(another)) => job = Some(another),
                Ok(Work::End(tell)) => {
                    waiting.close();
                    *end = Some(tell);
                }
                Err(_) => {}
            }
        }
    }
    Ok(())
}

/// Runs one job; nothing when it panicked: that is a fault of it alone, and who asked is told to try again.
async fn run(tx: &mut Tx, job: Box<dyn Job>) -> std::result::Result<Option<Box<dyn Done>>, Broken> {
    let ran = {
        let mut running = job.run(tx);
        poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(context))) {
            Ok(poll) => poll.map(Some),
            Err(_) => Poll::Ready(None),
        })
        .await
    };
    let mut ran = ran;
    match ran.as_ref().and_then(|ran| ran.failed()) {
        Some(Error::Database(error)) if is_of_the_disk(error) => return Err(Broken::Disk(error.to_string())),
        Some(_) => {}
        None => {
            if let (Some(ran), Err(why)) = (&mut ran, tx.written.must_be_told()) {
                ran.fail(why);
            }
        }
    }
    Ok(ran)
}

async fn commit(tx: &mut Tx, live: &Live, done: &[Box<dyn Done>]) -> std::result::Result<(), Broken> {
    if done.iter().all(|ran| ran.failed().is_some()) {
        return Ok(tx.plain("ROLLBACK").await?);
    }
    let mut changed = std::mem::take(&mut tx.changed);
    changed.sort_unstable();
    changed.dedup();
    if let Connection::PostgresWriter(connection) = &mut tx.connection {
        for attempts in changed.chunks(MOST_IN_A_MESSAGE) {
            let message = attempts.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" ");
            let notify = sqlx::query("SELECT pg_notify($1, $2)").bind(postgres::CHANNEL).bind(message);
            notify.execute(&mut *connection).await?;
        }
        changed.clear();
    }
    tx.plain("COMMIT").await?;
    live.tell(&changed);
    Ok(())
}

impl Connection {
    /// Ends it in good order. What can't be ended so ends with the process.
    async fn close(self) {
        use sqlx::Connection as _;
        let closed = match self {
            Self::SqliteWriter(connection) => connection.close().await,
            Self::PostgresWriter(connection) => connection.close().await,
            _ => Ok(()),
        };
        if let Err(error) = closed {
            tracing::warn!(%error, "the writer's connection did not close in good order");
        }
    }
}

impl Tx {
    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.connection, Connection::SqliteWriter(_))
    }

    /// A statement about the transaction itself.
    async fn plain(&mut self, sql: &'static str) -> sqlx::Result<()> {
        match &mut self.connection {
            Connection::SqliteWriter(connection) => {
                sqlx::query(sql).execute(connection).await?;
            }
            Connection::PostgresWriter(connection) => {
                connection.execute(sqlx::raw_sql(sql.into_sql_str())).await?;
            }
            // What reads has a transaction that ends with it, or none.
            _ => {}
        }
        Ok(())
    }
}

/// SQLite's `IOERR`, `CORRUPT` and `NOTADB`: nobody knows what is on the disk.
pub(super) fn is_of_the_disk(error: &sqlx::Error) -> bool {
    const OF_THE_DISK: [i32; 3] = [10, 11, 26];
    let sqlx::Error::Database(error) = error else { return false };
    let code = error.try_downcast_ref::<sqlx::sqlite::SqliteError>().and_then(|_| error.code());
    code.and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| OF_THE_DISK.contains(&(code & 0xff)))
}
