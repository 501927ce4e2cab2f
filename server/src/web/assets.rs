//! The site's files: named after their contents, so a browser may keep them for good.

use std::{collections::BTreeMap, io, path::Path};

use app::shell::{Assets, Bundle};
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Reads the addresses of the files from the manifest beside them.
pub(super) fn read(site: &Path) -> io::Result<Assets> {
    let file = site.join("manifest.json");
    let missing = |e: &dyn std::fmt::Display| {
        io::Error::new(
            io::ErrorKind::NotFound,
            format!("the site's files are not in {}: {e}; run `cargo xtask build`, or name the folder by --site", site.display()),
        )
    };
    let manifest = std::fs::read(&file).map_err(|e| missing(&e))?;
    let manifest: BTreeMap<String, String> = serde_json::from_slice(&manifest).map_err(|e| missing(&e))?;
    let address = |name: &str| {
        let served = manifest.get(name).ok_or_else(|| missing(&format!("{name} is missing")))?;
        Ok::<_, io::Error>(format!("/pkg/{served}"))
    };
    let bundle = |name: &str| {
        Ok::<_, io::Error>(Bundle { js: address(&format!("{name}.js"))?, wasm: address(&format!("{name}_bg.wasm"))? })
    };
    Ok(Assets { style: address("synaq.css")?, candidate: bundle("candidate")?, staff: bundle("staff")? })
}

/// A name never changes its contents.
pub(super) async fn keep_for_good(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK {
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, forever);
    }
    response
}
