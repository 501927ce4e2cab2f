//! Formulas: TeX becomes MathML Core, which browsers lay out and screen readers read.

use std::sync::LazyLock;

use math_core::{LatexToMathML, MathDisplay};

/// No formula is longer: bytes.
const LONGEST: usize = 400;
/// No braces are nested deeper: what reads them goes down as far, and the stack ends somewhere.
const DEEPEST: usize = 20;

/// The attributes that a formula may bring into a page. A style would be ignored there: pages allow none but their stylesheet.
const ATTRIBUTES: [&str; 24] = [
    "accent",
    "accentunder",
    "columnalign",
    "columnspacing",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// The elements of MathML that make a formula.
const ELEMENTS: [&str; 26] = [
    "math",
    "menclose",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];

static CONVERTER: LazyLock<LatexToMathML> = LazyLock::new(LatexToMathML::default);

/// A formula as a `math` element: one of its own stands in a line of its own.
///
/// # Errors
/// Says why it can't be read.
pub fn mathml(tex: &str, of_its_own: bool) -> Result<String, String> {
    if tex.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let mut depth = 0_usize;
    for c in tex.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(format!("its braces are nested deeper than {DEEPEST}"));
        }
    }
    let display = if of_its_own { MathDisplay::Block } else { MathDisplay::Inline };
    let formula = CONVERTER.convert_with_local_state(tex, display).map_err(|error| error.to_string())?.mathml;
    match foreign(&formula) {
        None => Ok(formula),
        Some(odd) => Err(format!("it asks for «{odd}», which no page shows")),
    }
}

/// What is in the elements that doesn't belong into a formula.
fn foreign(mathml: &str) -> Option<&str> {
    mathml.split('<').skip(1).find_map(|piece| {
        // The converter writes `>` in a text as an entity, and none in an attribute.
        let Some((tag, _)) = piece.split_once('>') else { return Some(piece) };
        let tag = tag.trim_start_matches('/').trim_end_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut names = attributes.split('"').step_by(2).map(|name| name.trim().trim_end_matches('='));
        if ELEMENTS.contains(&name) { names.find(|name| !name.is_empty() && !ATTRIBUTES.contains(name)) } else { Some(name) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_field_writes_is_read() {
        for tex in [
            r"L = 10 \lg \frac{P_2}{P_1}",
            r"f_0 = \frac{1}{2\pi\sqrt{LC}}",
            r"U_2 = U_1 \frac{R_2}{R_1 + R_2}",
            r"u(t) = U_m \sin(2\pi f t + \varphi)",
            r"\sum_{n=1}^{\infty} a_n \cos n\omega t, \quad \left| x \right| \le \sqrt[3]{2}",
            r"R_{\text{вх}} = 1\,\text{МОм}",
            r"\bar{x} = \overline{x_1 x_2} \approx \hat{x} \cdot 10^{-9}",
            r"\begin{matrix} a & b \\ c & d \end{matrix}",
        ] {
            let formula = mathml(tex, false).unwrap_or_else(|why| panic!("{tex}: {why}"));
            assert!(formula.starts_with("<math>") && formula.ends_with("</math>"), "{formula}");
            assert!(mathml(tex, true).unwrap().starts_with("<math display=\"block\">"));
        }
    }

    #[test]
    fn nothing_in_a_formula_is_markup() {
        for tex in [
            "<script>alert(1)</script>",
            "</math><img src=x onerror=alert(1)>",
            r#"\text{<b onclick='x'>\"&amp;</math>}"#,
            r"a \lt \text{</mtext></math><script>}",
        ] {
            let formula = mathml(tex, false).unwrap_or_default();
            assert!(foreign(&formula).is_none());
            assert_eq!(formula.matches("</math>").count(), usize::from(!formula.is_empty()), "{formula}");
        }
        assert!(mathml(r"\text{<b>}", false).unwrap().contains("&lt;b&gt;"));
    }

    #[test]
    fn what_would_be_a_link_or_a_style_or_what_nobody_knows_is_refused() {
        for tex in [
            r"\href{javascript:alert(1)}{x}",
            r"\url{x}",
            r"\htmlId{a}{x}",
            r"\class{a}{x}",
            r"\color{red} x",
            r"\nosuchcommand",
            r"\frac{1}",
            r"{",
            &"{".repeat(DEEPEST),
            &"{".repeat(LONGEST),
            &r"\sqrt{".repeat(DEEPEST),
            // Without braces, as deep as the length allows.
            &r"\sqrt".repeat(LONGEST / 5),
            &r"\left(".repeat(LONGEST / 6),
            &r"\sqrt[".repeat(LONGEST / 6),
            &r"\frac".repeat(LONGEST / 5),
            &"x".repeat(LONGEST + 1),
        ] {
            assert!(mathml(tex, false).is_err(), "{tex}");
        }
    }

    #[test]
    fn elements_and_attributes_that_are_no_formula_are_found() {
        for (odd, name) in
            [("<math><a href=\"x\">", "a"), ("<mi class=\"x\">", "class"), ("<mi mathvariant=\"normal\" id=\"a\"/>", "id")]
        {
            assert_eq!(foreign(odd), Some(name));
        }
    }
}
