//! Wakes the islands of a page up. What an island is and does is told in `app`.

// The islands export themselves; this names the crate so that the linker keeps them.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once when the module is loaded, before the page's islands are handed to their functions.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
