//! Pages, islands and locales.
//!
//! A page is a function from what the store gave to HTML; it works without JavaScript. An island ([`islands`]) is the part of a
//! page that also runs in the browser; it gets its texts as props, so that no locale is downloaded.

pub mod exchange;
pub mod islands;

#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod format;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod qr;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
mod template;
#[cfg(feature = "ssr")]
pub mod words;
