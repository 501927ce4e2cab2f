//! Parts of pages that also run in the browser.

#[allow(missing_docs, reason = "the island macro makes items that can't be documented")]
pub mod desk;

#[cfg(feature = "hydrate")]
mod desk_browser;
