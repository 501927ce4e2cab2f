//! How a candidate wants pages to look: size of the text, contrast, space between lines.

use leptos::prelude::*;
use store::{LARGEST_TEXT, View};

use crate::words::Words;

/// The classes by which the stylesheet knows it.
pub fn look(view: &View) -> String {
    let size = (view.text_size > 0).then(|| format!("text-{}", view.text_size));
    let contrast = view.contrast.then(|| "contrast".to_owned());
    let spaced = view.spaced.then(|| "spaced".to_owned());
    [size, contrast, spaced].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The choices. Where the page has a form already they go with it, `form`, and are kept by its button; else they are one.
pub(super) fn choices(w: &'static Words, view: &View, form: Option<&'static str>) -> impl IntoView + use<> {
    let (chosen, contrast, spaced) = (view.text_size, view.contrast, view.spaced);
    let sizes = (0..=LARGEST_TEXT)
        .map(|size| {
            view! {
                <label class=format!("choice size-{size}")>
                    <input type="radio" name="size" value=size form=form checked=size == chosen autocomplete="off" />
                    <span>{w.t(&format!("view-size-{size}"))}</span>
                </label>
            }
        })
        .collect_view();
    let fields = view! {
        <div class="view">
            <fieldset class="sizes">
                <legend>{w.t("view-size")}</legend>
                {sizes}
            </fieldset>
            <label class="choice">
                <input type="checkbox" name="contrast" value="yes" form=form checked=contrast autocomplete="off" />
                <span>{w.t("view-contrast")}</span>
            </label>
            <label class="choice">
                <input type="checkbox" name="spaced" value="yes" form=form checked=spaced autocomplete="off" />
                <span>{w.t("view-spaced")}</span>
            </label>
            <button type="submit" name="then" value="view" form=form class="button quiet apply">{w.t("view-apply")}</button>
        </div>
    };
    match form {
        Some(_) => fields.into_any(),
        None => view! { <form method="post" action="/view">{fields}</form> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_needs_no_class() {
        assert_eq!(look(&View::default()), "");
        assert_eq!(look(&View { text_size: 2, contrast: true, spaced: true, ..View::default() }), "text-2 contrast spaced");
    }
}
