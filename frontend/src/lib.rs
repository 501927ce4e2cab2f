//! What a browser downloads. What it does is told in `app::browser`.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once, when the module is loaded.
#[wasm_bindgen(start)]
pub fn wake() {
    app::browser::wake();
}
