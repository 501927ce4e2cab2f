//! What runs in a browser. The server makes every page whole; this code finds what it needs in it by the names that the page gives, and
//! does what a page can't: it sends at once, counts down, and keeps what the server has not acknowledged.

mod kept;
mod line;
mod notes;
mod page;
mod shown;
mod tabs;
mod undelivered;
mod waiting;
mod worker;

/// Looks what page this is, and goes to work.
pub fn wake() {
    worker::wake();
    waiting::wake();
    undelivered::wake();
}
