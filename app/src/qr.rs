//! A QR code as a picture of the page: no file, no script.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// Light squares around the code, which readers need.
const MARGIN: i32 = 4;

/// The code of a text; nothing where the text is too long for one. Readers want it dark on light, whatever the page's colours.
pub(crate) fn qr(text: &str, label: String) -> impl IntoView + use<> {
    QrCode::encode_text(text, QrCodeEcc::Medium).ok().map(|code| {
        let size = code.size();
        let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
        let squares: String = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + MARGIN, y + MARGIN)).collect();
        let side = size + 2 * MARGIN;
        view! {
            <svg class="qr" role="img" aria-label=label viewBox=format!("0 0 {side} {side}")>
                <rect width="100%" height="100%" fill="#fff" />
                <path d=squares fill="#000" />
            </svg>
        }
    })
}
