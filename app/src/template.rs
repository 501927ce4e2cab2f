//! A page that is made once and filled in for each reader. What differs is a hole: where the views are made, a character that nobody
//! types stands for it.

/// A page with holes.
pub(crate) struct Template {
    /// What comes before each hole, and the hole.
    pieces: Vec<(String, u32)>,
    /// What comes after the last.
    end: String,
}

/// The first of the characters that stand for holes, of a private plane of Unicode.
const FIRST: u32 = 0xF_0000;
/// As many holes as there may be.
const HOLES: u32 = 256;

/// What stands for a hole while the page is made.
pub(crate) fn hole(number: u32) -> String {
    char::from_u32(FIRST + number % HOLES).map(String::from).unwrap_or_default()
}

impl Template {
    /// A page as its views were made.
    pub(crate) fn of(html: &str) -> Self {
        let (mut pieces, mut piece) = (Vec::new(), String::new());
        for c in html.chars() {
            match u32::from(c).checked_sub(FIRST).filter(|number| *number < HOLES) {
                Some(number) => pieces.push((std::mem::take(&mut piece), number)),
                None => piece.push(c),
            }
        }
        Self { pieces, end: piece }
    }

    /// The page with each hole filled: `fill` writes what belongs there, as HTML. About so many bytes are filled in.
    pub(crate) fn filled(&self, bytes: usize, mut fill: impl FnMut(u32, &mut String)) -> String {
        let fixed = self.pieces.iter().map(|(piece, _)| piece.len()).sum::<usize>() + self.end.len();
        let mut html = String::with_capacity(fixed + bytes);
        for (piece, number) in &self.pieces {
            html.push_str(piece);
            fill(*number, &mut html);
        }
        html.push_str(&self.end);
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_where_they_were_left_and_nothing_else_is_touched() {
        let page = Template::of(&format!("<p title=\"{}\">ә{}</p>{}", hole(1), hole(0), hole(1)));
        let filled = page.filled(10, |number, html| html.push_str(["zero", "one"][usize::try_from(number).unwrap()]));
        assert_eq!(filled, "<p title=\"one\">әzero</p>one");
        // What is filled in is not looked at again.
        assert_eq!(Template::of(&hole(0)).filled(0, |_, html| html.push_str(&hole(0))), hole(0));
    }
}
