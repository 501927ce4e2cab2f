//! Forms that keep what was typed and say what is wrong beside the field and at the top.

use leptos::{either::Either, prelude::*};

use crate::words::{Words, text};

/// What was typed and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    problems: Vec<Problem>,
    scope: Option<String>,
}

/// The field that says which of a page's forms was sent.
const SCOPE: &str = "_form";

/// The field in which a grave act asks for the password once more.
pub const CONFIRM_FIELD: &str = "confirm";

/// Something wrong with a field; an empty field name is the form as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's name.
    pub field: &'static str,
    /// What to do about it, in the user's language.
    pub text: String,
}

impl Form {
    /// A form with what was typed.
    pub fn typed(values: Vec<(String, String)>) -> Self {
        Self { values, problems: Vec::new(), scope: None }
    }

    /// One form of a page that has several: with what was typed if this is the one that was sent, else empty.
    pub fn scoped(&self, scope: String) -> Self {
        let own = if self.value(SCOPE) == scope { self.clone() } else { Self::default() };
        Self { scope: Some(scope), ..own }
    }

    /// What a form of a page that has several must send along.
    pub fn scope_field(&self) -> impl IntoView + use<> {
        self.scope.clone().map(|scope| view! { <input type="hidden" name=SCOPE value=scope /> })
    }

    /// The id of a field's input: its name, told apart where a page has several forms.
    fn id(&self, name: &str) -> String {
        match &self.scope {
            Some(scope) => format!("{scope}-{name}"),
            None => name.to_owned(),
        }
    }

    /// The value of a field, without the spaces around it; empty when it wasn't sent.
    pub fn value(&self, field: &str) -> &str {
        self.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.trim())
    }

    /// All values of a field, in their order.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.trim())
    }

    /// Fills a field in, if nothing was typed in it.
    pub fn filled(mut self, field: &str, value: impl Into<String>) -> Self {
        if !self.values.iter().any(|(name, _)| name == field) {
            self.values.push((field.to_owned(), value.into()));
        }
        self
    }

    /// Notes what is wrong with a field.
    pub fn refuse(&mut self, field: &'static str, text: String) {
        self.problems.push(Problem { field, text });
    }

    /// The value of a field that must not be empty; notes it when it is. `label` is the key of what the page calls the field.
    pub fn required(&mut self, field: &'static str, label: &str, w: &Words) -> String {
        let value = self.value(field).to_owned();
        if value.is_empty() {
            self.refuse(field, w.with("problem-empty", [("field", text(w.t(label)))]));
        } else if value.chars().count() > 500 {
            self.refuse(field, w.with("problem-long", [("field", text(w.t(label)))]));
        }
        value
    }

    /// The value of a field as a type that can't be wrong; notes `problem` when it is.
    pub fn parsed<T: std::str::FromStr>(&mut self, field: &'static str, problem: impl FnOnce() -> String) -> Option<T> {
        let parsed = self.value(field).parse().ok();
        if parsed.is_none() {
            self.refuse(field, problem());
        }
        parsed
    }

    /// Whether something is wrong.
    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty()
    }

    fn problem(&self, field: &str) -> Option<String> {
        self.problems.iter().find(|p| p.field == field).map(|p| p.text.clone())
    }

    /// The summary at the top: each problem, a link to its field.
    pub fn summary(&self, w: &Words) -> impl IntoView + use<> {
        let scope = self.value(SCOPE).to_owned();
        let sent = if scope.is_empty() { self.clone() } else { self.scoped(scope) };
        let problems = self.problems.clone();
        let title = w.t("problems-title");
        (!problems.is_empty()).then(|| {
            let entries = problems
                .into_iter()
                .map(|p| match p.field {
                    "" => Either::Left(view! { <li>{p.text}</li> }),
                    field => Either::Right(view! { <li><a href=format!("#{}", sent.id(field))>{p.text}</a></li> }),
                })
                .collect_view();
            view! {
                <div class="problems" id="problems" role="alert" tabindex="-1" autofocus=true>
                    <h2>{title}</h2>
                    <ul>{entries}</ul>
                </div>
            }
        })
    }

    /// A line of text.
    pub fn text(&self, field: Field) -> impl IntoView + use<> {
        self.input(field, "text")
    }

    /// A date.
    pub fn date(&self, field: Field) -> impl IntoView + use<> {
        self.input(field, "date")
    }

    /// A secret, never shown again.
    pub fn password(&self, field: Field) -> impl IntoView + use<> {
        self.input(field, "password")
    }

    /// One's own password, once more.
    pub fn confirm(&self, w: &Words) -> impl IntoView + use<> {
        let label = w.t("confirm-password");
        self.password(field(CONFIRM_FIELD, label).hint(w.t("confirm-password-hint")).autocomplete("current-password"))
    }

    /// An input of one of the HTML types.
    pub fn input(&self, field: Field, kind: &'static str) -> impl IntoView + use<> {
        let value = if kind == "password" { String::new() } else { self.value(field.name).to_owned() };
        let (id, described, problem) = self.around(&field);
        let wrong = problem.is_some();
        view! {
            <div class="field" class:wrong=wrong>
                <label for=id.clone()>{field.label}</label>
                {field.hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
                {problem.map(|problem| view! { <p class="problem" id=format!("{id}-problem")>{problem}</p> })}
                <input
                    id=id
                    name=field.name
                    type=kind
                    value=value
                    autocomplete=field.autocomplete
                    inputmode=field.inputmode
                    class=field.class
                    aria-describedby=described
                />
            </div>
        }
    }

    /// A file; which names are offered. What was chosen has to be chosen again.
    pub fn file(&self, field: Field, accept: &'static str) -> impl IntoView + use<> {
        let (id, described, problem) = self.around(&field);
        let wrong = problem.is_some();
        view! {
            <div class="field" class:wrong=wrong>
                <label for=id.clone()>{field.label}</label>
                {field.hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
                {problem.map(|problem| view! { <p class="problem" id=format!("{id}-problem")>{problem}</p> })}
                <input id=id name=field.name type="file" accept=accept aria-describedby=described />
            </div>
        }
    }

    /// A choice from a list of (value, text).
    pub fn select(&self, field: Field, options: Vec<(String, String)>) -> impl IntoView + use<> {
        let value = self.value(field.name).to_owned();
        let (id, described, problem) = self.around(&field);
        let wrong = problem.is_some();
        let options = options
            .into_iter()
            .map(|(code, text)| {
                let chosen = code == value;
                view! { <option value=code selected=chosen>{text}</option> }
            })
            .collect_view();
        view! {
            <div class="field" class:wrong=wrong>
                <label for=id.clone()>{field.label}</label>
                {field.hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
                {problem.map(|problem| view! { <p class="problem" id=format!("{id}-problem")>{problem}</p> })}
                <select id=id name=field.name class=field.class aria-describedby=described>
                    {options}
                </select>
            </div>
        }
    }

    /// A choice between a few (value, text), all in view.
    pub fn radios(&self, field: Field, options: Vec<(String, String)>) -> impl IntoView + use<> {
        let value = self.value(field.name).to_owned();
        let (id, described, problem) = self.around(&field);
        let wrong = problem.is_some();
        let name = field.name;
        let options = options
            .into_iter()
            .enumerate()
            .map(|(n, (code, text))| {
                let chosen = code == value;
                let id = if n == 0 { id.clone() } else { format!("{id}-{n}") };
                view! {
                    <label class="choice">
                        <input type="radio" id=id name=name value=code checked=chosen />
                        <span>{text}</span>
                    </label>
                }
            })
            .collect_view();
        view! {
            <fieldset class="field" class:wrong=wrong aria-describedby=described>
                <legend>{field.label}</legend>
                {field.hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
                {problem.map(|problem| view! { <p class="problem" id=format!("{id}-problem")>{problem}</p> })}
                {options}
            </fieldset>
        }
    }

    /// A box to tick; its value is `yes`.
    pub fn checkbox(&self, field: Field) -> impl IntoView + use<> {
        let chosen = self.value(field.name) == "yes";
        view! {
            <div class="field">
                <label class="choice">
                    <input type="checkbox" id=self.id(field.name) name=field.name value="yes" checked=chosen />
                    <span>{field.label}</span>
                </label>
            </div>
        }
    }

    /// An act that is folded up until it is wanted, and open where something was wrong with what was typed. Its button has its name.
    pub fn act(&self, name: String, to: String) -> Act {
        Act { form: self.clone(), name, to, says: None, button: None, danger: false, files: false }
    }

    /// A field's id, the ids of what describes it, and what is wrong with it.
    fn around(&self, field: &Field) -> (String, Option<String>, Option<String>) {
        let id = self.id(field.name);
        let problem = self.problem(field.name);
        let ids = [field.hint.is_some().then_some("hint"), problem.is_some().then_some("problem")];
        let described: Vec<_> = ids.into_iter().flatten().map(|part| format!("{id}-{part}")).collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        (id, described, problem)
    }
}

/// An act: what it is called and what follows from it.
pub struct Act {
    form: Form,
    name: String,
    to: String,
    says: Option<String>,
    button: Option<String>,
    danger: bool,
    files: bool,
}

impl Act {
    /// What follows from it, and for whom or what.
    pub fn says(self, text: String) -> Self {
        Self { says: Some(text), ..self }
    }

    /// What its button is called, where that tells more than the act's name.
    pub fn button(self, name: String) -> Self {
        Self { button: Some(name), ..self }
    }

    /// It takes something away.
    pub fn danger(self) -> Self {
        Self { danger: true, ..self }
    }

    /// A file goes along.
    pub fn files(self) -> Self {
        Self { files: true, ..self }
    }

    /// With what it asks.
    pub fn asks(self, fields: impl IntoView + 'static) -> AnyView {
        let Self { form, name, to, says, button, danger, files } = self;
        let button = button.unwrap_or_else(|| name.clone());
        let class = if danger { "button danger" } else { "button" };
        view! {
            <details class="act" open=form.is_refused()>
                <summary>{name}</summary>
                <form method="post" action=to enctype=files.then_some("multipart/form-data")>
                    {form.scope_field()} {says.map(|text| view! { <p class="hint">{text}</p> })} {fields}
                    <button type="submit" class=class>{button}</button>
                </form>
            </details>
        }
        .into_any()
    }
}

/// What a field is called and how it helps.
#[derive(Clone, Debug)]
pub struct Field {
    name: &'static str,
    label: String,
    hint: Option<String>,
    autocomplete: &'static str,
    inputmode: Option<&'static str>,
    class: Option<&'static str>,
}

/// A field of this name and label.
pub fn field(name: &'static str, label: String) -> Field {
    Field { name, label, hint: None, autocomplete: "off", inputmode: None, class: None }
}

impl Field {
    /// What may be typed.
    pub fn hint(mut self, hint: String) -> Self {
        self.hint = Some(hint);
        self
    }

    /// A number: twelve digits and the like.
    pub fn digits(mut self) -> Self {
        self.inputmode = Some("numeric");
        self.class = Some("digits");
        self
    }

    /// What a browser may fill in.
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    /// A class for its width.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = Some(class);
        self
    }
}
