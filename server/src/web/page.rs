//! Answers that are pages.

use app::{
    pages::candidate::view::look,
    shell::{Client, Page, SignedIn, document},
};
use axum::{
    http::{StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use exam::{clock::Span, language::Language};
use leptos::prelude::IntoView;
use store::View;

use super::{
    failure::Failure,
    posted::Posted,
    session::{Staff, append_cookie, signed_in},
    visit::{LANGUAGE_COOKIE, Visit},
};

/// A page on its way to the browser.
pub(super) struct Reply {
    page: Page,
    status: StatusCode,
    switched: Option<Language>,
    refresh: Option<u64>,
}

impl Reply {
    /// A page of this title, for anybody.
    pub(super) fn new(visit: &Visit, title: String) -> Self {
        let page = Page {
            language: visit.language,
            title,
            here: "/".to_owned(),
            form: None,
            signed_in: SignedIn::Nobody,
            refresh_without_script: None,
            demonstration: visit.site.demonstration,
            assets: visit.site.assets.clone(),
            nonce: visit.nonce.to_string(),
            client: None,
            look: String::new(),
        };
        Self { page, status: StatusCode::OK, switched: None, refresh: None }
    }

    /// A page for a member of staff.
    pub(super) fn staff(staff: &Staff, title: String) -> Self {
        Self::new(&staff.visit, title).signed_in(signed_in(&staff.member))
    }

    /// A page for a candidate.
    pub(super) fn candidate(visit: &Visit, title: String, name: String) -> Self {
        Self::new(visit, title).signed_in(SignedIn::Candidate(name))
    }

    /// Whose page it is.
    pub(super) fn signed_in(mut self, who: SignedIn) -> Self {
        self.page.signed_in = who;
        self
    }

    /// Where the page is: the language buttons come back to it.
    pub(super) fn at(mut self, path: impl Into<String>) -> Self {
        self.page.here = path.into();
        self
    }

    /// The page has a form whose fields must survive a switch of language; it posts to the page's own address.
    pub(super) fn form(mut self, id: &'static str) -> Self {
        self.page.form = Some(id);
        self
    }

    /// Looks again by itself where no code does.
    pub(super) fn refresh_without_script(mut self, after: Span) -> Self {
        self.page.refresh_without_script = Some(seconds(after).to_string());
        self
    }

    /// Looks again by itself.
    pub(super) fn refresh(mut self, after: Span) -> Self {
        self.refresh = Some(seconds(after));
        self
    }

    /// The page needs the code for this browser.
    pub(super) fn with_client(mut self, client: Client) -> Self {
        self.page.client = Some(client);
        self
    }

    /// As the candidate wants it to look.
    pub(super) fn looks(mut self, view: &View) -> Self {
        self.page.look = look(view);
        self
    }

    /// The status, where it isn't 200.
    pub(super) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The language was switched by the request this answers.
    pub(super) fn switched(mut self, to: Option<Language>) -> Self {
        self.switched = to;
        self
    }

    /// The finished answer.
    pub(super) fn show<V: IntoView + 'static>(self, main: impl FnOnce() -> V) -> Response {
        let mut response = (self.status, Html(document(self.page, main))).into_response();
        if let Some(language) = self.switched {
            set_language(&mut response, language);
        }
        if let Some(seconds) = self.refresh {
            response.headers_mut().insert(header::REFRESH, seconds.into());
        }
        response
    }
}

fn seconds(span: Span) -> u64 {
    u64::try_from(span.as_millis() / 1_000 + 1).unwrap_or(1)
}

pub(super) fn set_language(response: &mut Response, language: Language) {
    append_cookie(response, &format!("{LANGUAGE_COOKIE}={language}; Path=/; SameSite=Strict; Max-Age=31536000"));
}

/// Another language, on a page without a form of its own.
pub(super) async fn switch_language(posted: Posted) -> Result<Response, Failure> {
    let language = posted.language.ok_or(Failure::Unreadable)?;
    let mut response = Redirect::to(&local(posted.value("back").unwrap_or("/"))).into_response();
    set_language(&mut response, language);
    Ok(response)
}

/// A path of this site, whatever was sent. Browsers take a backslash for a slash: `/\evil.kz` would lead away.
fn local(back: &str) -> String {
    let path = back.parse::<Uri>().ok().filter(|uri| uri.authority().is_none()).and_then(|uri| uri.path_and_query().cloned());
    let ours = |path: &String| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    path.map(|p| p.to_string()).filter(ours).unwrap_or_else(|| "/".to_owned())
}

/// No such page.
pub(super) async fn not_found() -> Failure {
    Failure::NotFound
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn a_switch_of_language_never_leads_away() {
        assert_eq!(local("/staff/files?q=%D3%99&activity="), "/staff/files?q=%D3%99&activity=");
        for elsewhere in
            ["https://evil.kz/", "//evil.kz/", "/\\evil.kz", "javascript:alert(1)", "evil.kz", "", "\r\nSet-Cookie: a=b"]
        {
            let back = local(elsewhere);
            assert!(back.starts_with('/') && !back.starts_with("//") && !back.contains('\\'), "{elsewhere} → {back}");
        }
    }
}
