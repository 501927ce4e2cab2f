//! What runs in a browser. The server makes every page whole; this code finds what it needs in it by the names that the page gives, and
//! does what a page can't: it sends at once, counts down, keeps what the server has not acknowledged, and follows what happens elsewhere.
//!
//! A bundle has the modules of its feature: `candidate` those of candidates' pages, `staff` those of staff's. Both have `page`.

#[cfg(feature = "staff")]
mod board;
#[cfg(feature = "candidate")]
mod kept;
#[cfg(feature = "candidate")]
mod line;
#[cfg(feature = "candidate")]
mod notes;
mod page;
#[cfg(feature = "candidate")]
mod shown;
#[cfg(feature = "candidate")]
mod tabs;
#[cfg(feature = "candidate")]
mod undelivered;
#[cfg(feature = "candidate")]
mod waiting;
#[cfg(feature = "candidate")]
mod worker;

/// Looks what page this is, and goes to work.
pub fn wake() {
    #[cfg(feature = "candidate")]
    {
        worker::wake();
        waiting::wake();
        undelivered::wake();
    }
    #[cfg(feature = "staff")]
    board::wake();
}
