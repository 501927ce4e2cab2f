//! Question text as HTML elements, from its typed tree: whatever isn't in the tree is text.

use exam::text::{Block, Inline, RichText};
use leptos::prelude::*;

/// A text of blocks.
pub(crate) fn blocks(text: RichText) -> impl IntoView {
    text.0
        .into_iter()
        .map(|block| match block {
            Block::Paragraph(inlines) => view! { <p>{runs(inlines)}</p> }.into_any(),
            Block::List(entries) => {
                let entries = entries.into_iter().map(|entry| view! { <li>{runs(entry)}</li> }).collect_view();
                view! { <ul>{entries}</ul> }.into_any()
            }
        })
        .collect_view()
}

/// A text within a line: an option.
pub(crate) fn line(text: RichText) -> impl IntoView {
    text.0
        .into_iter()
        .map(|block| match block {
            Block::Paragraph(inlines) => runs(inlines).into_any(),
            Block::List(entries) => entries.into_iter().map(|entry| view! { {runs(entry)} "; " }).collect_view().into_any(),
        })
        .collect_view()
}

fn runs(inlines: Vec<Inline>) -> impl IntoView {
    inlines
        .into_iter()
        .map(|inline| match inline {
            Inline::Text(text) => text.into_any(),
            Inline::Emphasis(text) => view! { <em>{text}</em> }.into_any(),
            Inline::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
            Inline::Code(text) => view! { <code>{text}</code> }.into_any(),
        })
        .collect_view()
}
