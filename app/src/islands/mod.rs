//! Parts of pages that also run in the browser.

#[allow(missing_docs, reason = "the island macro makes items that can't be documented")]
pub mod desk;
pub mod texts;
#[allow(missing_docs, reason = "the island macro makes items that can't be documented")]
pub mod undelivered;

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod desk_browser;
#[cfg(feature = "hydrate")]
mod kept;
#[cfg(feature = "hydrate")]
mod line;
#[cfg(feature = "hydrate")]
mod tabs;
