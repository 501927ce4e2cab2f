//! Parts that pages are made of: each is built the same way wherever it stands. A demonstration shows all of them at `/styleguide`.

use leptos::prelude::*;

/// Where the page before this one is.
pub fn back(to: impl Into<String>, text: String) -> impl IntoView {
    let to = to.into();
    view! { <p class="back no-print"><a href=to>{text}</a></p> }
}

/// What stands where there is nothing yet: that there is nothing, and what to do next.
pub fn empty(text: String) -> impl IntoView {
    view! { <p class="empty">{text}</p> }
}

/// What has to be known before going on.
pub fn warning(text: String) -> impl IntoView {
    view! { <p class="warning">{text}</p> }
}

/// How something stands, in a word or two; `state` is the code that the stylesheet may know.
pub fn mark(state: &str, text: String) -> impl IntoView + use<> {
    view! { <span class=format!("mark {state}")>{text}</span> }
}

/// What came of an exam, and whether that is decided.
pub fn verdict(passed: bool, word: String, decided: String) -> impl IntoView {
    view! {
        <div class="verdict" class:passed=passed>
            <p class="word">{word}</p>
            <p>{decided}</p>
        </div>
    }
}

/// What is known of something: what it is called, and what it is.
pub fn facts(facts: Vec<(String, AnyView)>) -> impl IntoView {
    let facts = facts.into_iter().map(|(name, what)| view! { <dt>{name}</dt><dd>{what}</dd> }).collect_view();
    view! { <dl class="facts">{facts}</dl> }
}

/// One of them.
pub fn fact(name: String, what: impl IntoView + 'static) -> (String, AnyView) {
    (name, what.into_any())
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    head: String,
    class: Option<&'static str>,
}

/// A column with this head.
pub fn column(head: String) -> Column {
    Column { head, class: None }
}

impl Column {
    /// It holds numbers, which stand one below the other.
    pub fn number(self) -> Self {
        Self { class: Some("number"), ..self }
    }

    /// It holds what can be done with a row; that isn't printed.
    pub fn acts(self) -> Self {
        Self { class: Some("acts"), ..self }
    }
}

/// A table: what is the same around the rows of every one.
pub struct Table {
    name: String,
    captioned: bool,
    class: &'static str,
    columns: Vec<Column>,
    foot: Option<AnyView>,
    empty: Option<String>,
}

/// A table of this name, which a heading above it has given already.
pub fn table(name: String, columns: impl Into<Vec<Column>>) -> Table {
    Table { name, captioned: false, class: "", columns: columns.into(), foot: None, empty: None }
}

impl Table {
    /// The name is seen as well: no heading has given it.
    pub fn captioned(self) -> Self {
        Self { captioned: true, ..self }
    }

    /// A class of its own.
    pub fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// A last row, that of the sum.
    pub fn foot(self, row: impl IntoView + 'static) -> Self {
        Self { foot: Some(row.into_any()), ..self }
    }

    /// What is said instead of it when there are no rows.
    pub fn or(self, empty: String) -> Self {
        Self { empty: Some(empty), ..self }
    }

    /// With these rows. Where it is wider than the page, it is moved within it, by the keyboard as well.
    pub fn rows<V: IntoView + 'static>(self, rows: impl IntoIterator<Item = V>) -> AnyView {
        let rows: Vec<V> = rows.into_iter().collect();
        if let Some(text) = self.empty.filter(|_| rows.is_empty()) {
            return empty(text).into_any();
        }
        let Self { name, captioned, class, columns, foot, .. } = self;
        let heads = columns.into_iter().map(|c| view! { <th scope="col" class=c.class>{c.head}</th> }).collect_view();
        let label = name.clone();
        view! {
            <div class="scroll" role="group" tabindex="0" aria-label=label>
                <table class=class>
                    <caption class:visually-hidden=!captioned>{name}</caption>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    {foot.map(|row| view! { <tfoot>{row}</tfoot> })}
                </table>
            </div>
        }
        .into_any()
    }
}
