//! What is taken in from outside: a PDF as it is, a picture worked out anew. What something is, its bytes say, not its name or whoever
//! sent it.

use pictures::{Kind, Limits};
use store::DocumentKind;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// No document is larger: bytes.
pub(crate) const MOST: usize = 6 * 1024 * 1024;
/// A page of A4 at 600 dots an inch has 35 million.
const PAGE: Limits = Limits { side: 14_000, pixels: 40_000_000 };
/// Pictures that are worked out at once: each takes memory.
static AT_ONCE: Semaphore = Semaphore::const_new(1);

/// Why it is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// There is nothing in it.
    Empty,
    /// More bytes than [`MOST`], as sent or as worked out anew.
    TooLarge,
    /// Neither a PDF nor a picture of a known kind.
    OtherKind,
    /// It says what it is, and isn't whole.
    Damaged,
    /// A picture with more pixels than any page.
    TooManyPixels,
}

/// Takes in what was sent.
pub(crate) async fn take(content: Vec<u8>) -> Result<(DocumentKind, Vec<u8>), Unfit> {
    // It is never closed.
    let _turn = AT_ONCE.acquire().await;
    spawn_blocking(move || sift(content)).await.unwrap_or(Err(Unfit::Damaged))
}

fn sift(content: Vec<u8>) -> Result<(DocumentKind, Vec<u8>), Unfit> {
    if content.is_empty() {
        return Err(Unfit::Empty);
    }
    if content.len() > MOST {
        return Err(Unfit::TooLarge);
    }
    if content.starts_with(b"%PDF-") {
        // Readers look for the end in the last kilobyte.
        let end = &content[content.len().saturating_sub(1_024)..];
        let whole = end.windows(5).any(|bytes| bytes == b"%%EOF");
        return if whole { Ok((DocumentKind::Pdf, content)) } else { Err(Unfit::Damaged) };
    }
    let kind = Kind::of(&content).ok_or(Unfit::OtherKind)?;
    let picture = pictures::anew(kind, &content, PAGE).map_err(|unfit| match unfit {
        pictures::Unfit::Damaged => Unfit::Damaged,
        pictures::Unfit::TooManyPixels => Unfit::TooManyPixels,
    })?;
    let kind = match kind {
        Kind::Jpeg => DocumentKind::Jpeg,
        Kind::Png => DocumentKind::Png,
    };
    if picture.content.len() > MOST { Err(Unfit::TooLarge) } else { Ok((kind, picture.content)) }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat};

    use super::*;

    fn pdf(inside: &str) -> Vec<u8> {
        format!("%PDF-1.7\n{inside}\n%%EOF\n").into_bytes()
    }

    fn png() -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        DynamicImage::new_rgb8(30, 20).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_pdf_is_taken_as_it_is_and_a_picture_worked_out_anew() {
        assert_eq!(sift(pdf("1 0 obj")), Ok((DocumentKind::Pdf, pdf("1 0 obj"))));
        let (kind, anew) = sift([&png()[..], b"<script>"].concat()).unwrap();
        assert_eq!((kind, pictures::Kind::of(&anew)), (DocumentKind::Png, Some(Kind::Png)));
        assert!(!anew.windows(7).any(|bytes| bytes == b"<script"), "what was behind the picture is gone");
    }

    #[test]
    fn what_is_no_document_is_refused_whatever_it_calls_itself() {
        let html = b"<!doctype html><script>alert(1)</script>".to_vec();
        for other in [
            html.clone(),
            b"GIF89a<script>".to_vec(),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            b"PK\x03\x04".to_vec(),
        ] {
            assert_eq!(sift(other), Err(Unfit::OtherKind));
        }
        assert_eq!(sift(Vec::new()), Err(Unfit::Empty));
        assert_eq!(sift(vec![b'%'; MOST + 1]), Err(Unfit::TooLarge));
        assert_eq!(sift(b"%PDF-1.7\nthe rest was cut off".to_vec()), Err(Unfit::Damaged));
        let png = png();
        assert_eq!(sift(png[..png.len() / 2].to_vec()), Err(Unfit::Damaged));
        // What begins like a picture and goes on as a page.
        assert_eq!(sift([&png[..8], &html[..]].concat()), Err(Unfit::Damaged));
    }
}
