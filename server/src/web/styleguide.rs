//! All parts of pages on one page, where the site is a demonstration.

use app::pages::styleguide::page;
use axum::response::Response;

use super::{failure::Failure, page::Reply, visit::Visit};

pub(super) async fn show(visit: Visit) -> Result<Response, Failure> {
    if !visit.site.demonstration {
        return Err(Failure::NotFound);
    }
    let w = visit.words();
    Ok(Reply::new(&visit, w.t("styleguide-title")).at("/styleguide").show(move || page(w)))
}
