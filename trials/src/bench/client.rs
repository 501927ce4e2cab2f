//! What a candidate's browser downloads for the exam page.

use std::{collections::BTreeMap, fs};

use super::figures::{Figure, Figures};
use crate::{
    failure::{During, Outcome},
    server::Product,
};

pub(super) fn measure(product: &Product, figures: &mut Figures) -> Outcome {
    let manifest = product.site.join("manifest.json");
    let manifest = fs::read(&manifest).during(manifest.display())?;
    let manifest: BTreeMap<String, String> = serde_json::from_slice(&manifest).during("the site's manifest")?;
    let compressed = |kind: &str| -> Outcome<Figure> {
        let mut bytes = 0_u32;
        for served in manifest.values().filter(|served| served.ends_with(kind)) {
            let file = product.site.join("pkg").join(format!("{served}.br"));
            bytes += u32::try_from(fs::metadata(&file).during(file.display())?.len()).unwrap_or(u32::MAX);
        }
        Ok(f64::from(bytes).into())
    };
    figures.client_wasm_bytes = compressed(".wasm")?;
    figures.client_js_bytes = compressed(".js")?;
    figures.client_css_bytes = compressed(".css")?;
    Ok(())
}
