//! Pages and words, and what runs in the browser.
//!
//! A page is a function from what the store gave to HTML; it works without JavaScript. What a page can't do by itself, code in the
//! browser does for it ([`browser`]); what both have to agree on is in [`desk`] and [`exchange`].

pub mod desk;
pub mod exchange;

#[cfg(feature = "browser")]
pub mod browser;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod format;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
mod qr;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
mod template;
#[cfg(feature = "ssr")]
pub mod words;
