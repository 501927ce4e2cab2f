//! The frame around every page.

use std::sync::Arc;

use exam::language::Language;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use store::Role;

use crate::words::{Words, words};

/// What the frame needs to know.
#[derive(Clone, Debug)]
pub struct Page {
    /// The language of the interface.
    pub language: Language,
    /// The page's title.
    pub title: String,
    /// Where the language buttons post to: a page's own handler shows it again, with what was typed, in the other language.
    pub here: String,
    /// The id of the form whose fields go along when the language is switched.
    pub form: Option<&'static str>,
    /// Who is signed in.
    pub signed_in: SignedIn,
    /// Reload after so many seconds, in a browser without JavaScript.
    pub refresh_without_script: Option<String>,
    /// Whether the data are a demonstration.
    pub demonstration: bool,
    /// Addresses of the site's files.
    pub assets: Assets,
    /// What the page's script tag carries, so that no other runs.
    pub nonce: String,
    /// Whose code the browser loads, if any.
    pub client: Option<Client>,
    /// How a candidate wants pages to look, as classes of the document.
    pub look: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedIn {
    /// Nobody.
    Nobody,
    /// A candidate, by name.
    Candidate(String),
    /// A member of staff, by name and roles, and what they may look at.
    Staff(String, Vec<Role>, Menu),
}

/// Which lists a member of staff may look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Menu {
    /// Files.
    pub files: bool,
    /// Sittings.
    pub sittings: bool,
    /// Accounts of staff.
    pub accounts: bool,
    /// The audit log.
    pub log: bool,
}

/// Addresses of the site's files; they change with the content.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The stylesheet.
    pub style: String,
    /// What a candidate's browser runs.
    pub candidate: Bundle,
    /// What the browser of a member of staff runs.
    pub staff: Bundle,
}

/// Whose browser a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// A candidate's.
    Candidate,
    /// That of a member of staff.
    Staff,
}

impl Assets {
    fn bundle(&self, client: Client) -> &Bundle {
        match client {
            Client::Candidate => &self.candidate,
            Client::Staff => &self.staff,
        }
    }
}

/// Code for a browser.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// The address of the module that loads it.
    pub js: String,
    /// Its own.
    pub wasm: String,
}

impl Page {
    /// The words of the page's language.
    pub fn words(&self) -> &'static Words {
        words(self.language)
    }
}

/// Renders a whole document around `main`.
pub fn document<V: IntoView + 'static>(page: Page, main: impl FnOnce() -> V) -> String {
    rendered(|| frame(page, main()))
}

/// Renders `main` alone, for a page that is open already.
pub fn fragment<V: IntoView + 'static>(main: impl FnOnce() -> V) -> String {
    rendered(main)
}

fn rendered<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().to_html());
    drop(owner);
    html
}

/// All that a bundle needs is asked for at once; at the end of the page, which comes first on a slow line, as does its stylesheet.
fn load(bundle: &Bundle, nonce: &str) -> impl IntoView + use<> {
    let Bundle { js, wasm } = bundle.clone();
    let start = format!("import start from \"{js}\";start({{module_or_path:\"{wasm}\"}});");
    view! {
        <link rel="modulepreload" href=js nonce=nonce.to_owned() />
        <link rel="preload" href={wasm} as="fetch" type="application/wasm" crossorigin="anonymous" />
        <script type="module" nonce=nonce.to_owned() inner_html=start></script>
    }
}

fn frame(page: Page, main: impl IntoView + 'static) -> impl IntoView {
    let w = page.words();
    let languages = Language::ALL
        .map(|language| {
            let current = language == page.language;
            view! {
                <button
                    type="submit"
                    name="language"
                    value=language.code()
                    form=page.form
                    formaction=page.form.map(|_| page.here.clone())
                    formnovalidate=true
                    lang=language.code()
                    aria-current=current.then_some("true")
                >
                    {language.endonym()}
                </button>
            }
        })
        .collect_view();
    let who = match page.signed_in.clone() {
        SignedIn::Nobody => None,
        SignedIn::Candidate(name) => Some((name, None, "/sign-out")),
        SignedIn::Staff(name, roles, _) => {
            let roles: Vec<_> = roles.iter().map(|role| w.t(&format!("role-{}", role.code()))).collect();
            Some((name, Some(roles.join(", ")), "/staff/sign-out"))
        }
    };
    let menu = if let SignedIn::Staff(.., menu) = page.signed_in { Some(menu) } else { None };
    let home = if menu.is_some() { "/staff" } else { "/" };
    let here = page.here.clone();
    let menu = menu.map(|menu| {
        let entry = |to: &'static str, text: String| {
            let current =
                here.strip_prefix(to).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?'])).then_some("page");
            view! { <li><a href=to aria-current=current>{text}</a></li> }
        };
        view! {
            <nav class="menu" aria-label=w.t("menu")>
                <ul>
                    {menu.files.then(|| entry("/staff/files", w.t("files")))}
                    {menu.sittings.then(|| entry("/staff/sittings", w.t("sittings")))}
                    {menu.accounts.then(|| entry("/staff/accounts", w.t("accounts")))}
                    {menu.log.then(|| entry("/staff/log", w.t("log")))}
                    {entry("/staff/account", w.t("own-account"))}
                </ul>
            </nav>
        }
    });
    let who = who.map(|(name, role, sign_out)| {
        view! {
            <div class="who">
                <span class="name">{name}</span>
                {role.map(|role| view! { <span class="role">{role}</span> })}
                <form method="post" action=sign_out>
                    <button type="submit" class="link">{w.t("sign-out")}</button>
                </form>
            </div>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang=page.language.code() class=page.look.clone()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{format!("{} · {}", page.title, w.t("product"))}</title>
                <link rel="stylesheet" href=page.assets.style.clone() />
                <link rel="icon" href="data:," />
                {page
                    .refresh_without_script
                    .clone()
                    .map(|s| view! { <noscript inner_html=format!("<meta http-equiv=\"refresh\" content=\"{s}\">")></noscript> })}
            </head>
            <body>
                <a class="skip" href="#main">{w.t("skip")}</a>
                <header class="top">
                    // Enter in a field presses the form's first button in the document: this one, not a language.
                    {page.form.map(|form| view! { <button type="submit" form=form hidden=true tabindex="-1"></button> })}
                    <a class="product" href=home>{w.t("product")}</a>
                    <form class="languages" method="post" action="/language" aria-label=w.t("languages")>
                        <input type="hidden" name="back" value=page.here.clone() />
                        {languages}
                    </form>
                    {who}
                </header>
                {menu}
                {page.demonstration.then(|| view! { <aside class="demonstration">{w.t("demonstration")}</aside> })}
                <main id="main">{main}</main>
                {page.client.map(|client| load(page.assets.bundle(client), &page.nonce))}
            </body>
        </html>
    }
}
