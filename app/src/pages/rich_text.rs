//! Question text as HTML elements, from its typed tree: whatever isn't in the tree is text.

use exam::text::{Block, Inline, RichText};
use leptos::prelude::*;
use store::{ImageHead, Wording, mathml};

use crate::words::Words;

/// A text of blocks, with the images that its wording has. Words beside them are in its own language.
pub(crate) fn blocks(text: RichText, wording: &Wording, w: &Words) -> impl IntoView + use<> {
    text.0
        .into_iter()
        .map(|block| match block {
            Block::Paragraph(inlines) => match &inlines[..] {
                // It may be wider than the screen.
                [Inline::Formula(tex)] => {
                    view! { <div class="formula" tabindex="0" inner_html=formula(tex, true)></div> }.into_any()
                }
                _ => view! { <p>{runs(inlines)}</p> }.into_any(),
            },
            Block::Image { file, alternative } => image(wording.image(&file), alternative, w).into_any(),
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
            Block::Image { alternative, .. } => alternative.into_any(),
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
            Inline::Formula(tex) => view! { <span inner_html=formula(&tex, false)></span> }.into_any(),
        })
        .collect_view()
}

/// The formula without a text beside it: MathML is what screen readers read. Where it was taken in by a version that could read more, its
/// source stands for it.
fn formula(tex: &str, of_its_own: bool) -> String {
    mathml(tex, of_its_own).unwrap_or_else(|_| view! { <code>{tex.to_owned()}</code> }.to_html())
}

/// An image as large as its file or as there is room, and twice as large where that is ticked, to be scrolled. The box has no name: it is
/// no answer, and no form sends it. The image is asked for at once and not when it is reached, so that it is there when the line breaks;
/// but after what the page needs to work.
fn image(head: Option<&ImageHead>, alternative: String, w: &Words) -> impl IntoView + use<> {
    let Some(head) = head else { return view! { <p>{alternative}</p> }.into_any() };
    let hash: String = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    view! {
        <div class="picture">
            <label class="choice"><input type="checkbox" autocomplete="off" /><span>{w.t("enlarge")}</span></label>
            <div tabindex="0">
                <img
                    src=format!("/images/{hash}")
                    alt=alternative
                    width=head.width
                    height=head.height
                    decoding="async"
                    fetchpriority="low"
                />
            </div>
        </div>
    }
    .into_any()
}
