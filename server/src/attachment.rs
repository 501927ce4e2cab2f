//! What is taken in from outside: a PDF as it is, a picture worked out anew. What something is, its bytes say, not its name or whoever
//! sent it.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};
use store::DocumentKind;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// No document is larger: bytes.
pub(crate) const MOST: usize = 6 * 1024 * 1024;
/// A page of A4 at 600 dots an inch has 35 million.
const MOST_PIXELS: u64 = 40_000_000;
const LONGEST_SIDE: u32 = 14_000;
/// What a picture of that many pixels takes, and no more.
const MOST_MEMORY: u64 = 400 * 1024 * 1024;
/// Letters stay sharp; out of 100.
const JPEG_QUALITY: u8 = 88;
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
    let kind = match image::guess_format(&content) {
        Ok(ImageFormat::Jpeg) => DocumentKind::Jpeg,
        Ok(ImageFormat::Png) => DocumentKind::Png,
        _ => return Err(Unfit::OtherKind),
    };
    let anew = encoded(kind, &decoded(&content)?)?;
    if anew.len() > MOST { Err(Unfit::TooLarge) } else { Ok((kind, anew)) }
}

/// The picture as a person holds it; nothing else of what was in the file.
fn decoded(content: &[u8]) -> Result<DynamicImage, Unfit> {
    let damaged = |_| Unfit::Damaged;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_SIDE), Some(LONGEST_SIDE));
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::new(Cursor::new(content)).with_guessed_format().map_err(|_| Unfit::Damaged)?;
    reader.no_limits();
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Unfit::TooManyPixels);
    }
    decoder.set_limits(limits).map_err(|_| Unfit::TooManyPixels)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn encoded(kind: DocumentKind, picture: &DynamicImage) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    let written = match kind {
        // Transparency and depths that JPEG has no place for.
        DocumentKind::Jpeg if picture.color().has_color() => {
            let plain = picture.to_rgb8();
            JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&plain)
        }
        DocumentKind::Jpeg => {
            let plain = picture.to_luma8();
            JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&plain)
        }
        _ => {
            let color = picture.color().into();
            PngEncoder::new(&mut bytes).write_image(picture.as_bytes(), picture.width(), picture.height(), color)
        }
    };
    written.map_err(|_| Unfit::Damaged)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 7])))
    }

    fn pdf(inside: &str) -> Vec<u8> {
        format!("%PDF-1.7\n{inside}\n%%EOF\n").into_bytes()
    }

    #[test]
    fn a_pdf_is_taken_as_it_is_and_a_picture_worked_out_anew() {
        assert_eq!(sift(pdf("1 0 obj")), Ok((DocumentKind::Pdf, pdf("1 0 obj"))));
        for kind in [DocumentKind::Jpeg, DocumentKind::Png] {
            let mut sent = encoded(kind, &picture(30, 20)).unwrap();
            sent.extend_from_slice(b"<script>alert(1)</script>");
            let (is, anew) = sift(sent).unwrap();
            assert_eq!(is, kind);
            assert!(!anew.windows(7).any(|bytes| bytes == b"<script"), "what was behind the picture is gone");
            let again = decoded(&anew).unwrap();
            assert_eq!((again.width(), again.height()), (30, 20));
            if kind == DocumentKind::Png {
                assert_eq!(again, picture(30, 20));
            }
        }
    }

    #[test]
    fn what_a_picture_says_beside_itself_is_gone_and_it_stands_upright() {
        let mut plain = encoded(DocumentKind::Jpeg, &picture(30, 20)).unwrap();
        // EXIF: big-endian, one entry, orientation 6 (turned to the right), and a place.
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"51.1694N 71.4491E");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let segment = [&[0xff, 0xe1][..], &length, &exif].concat();
        plain.splice(2..2, segment);
        let (_, anew) = sift(plain).unwrap();
        assert!(!anew.windows(8).any(|bytes| bytes == b"51.1694N"));
        let upright = decoded(&anew).unwrap();
        assert_eq!((upright.width(), upright.height()), (20, 30));
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
        let png = encoded(DocumentKind::Png, &picture(30, 20)).unwrap();
        assert_eq!(sift(png[..png.len() / 2].to_vec()), Err(Unfit::Damaged));
        // What begins like a picture and goes on as a page.
        assert_eq!(sift([&png[..8], &html[..]].concat()), Err(Unfit::Damaged));
    }

    #[test]
    fn a_picture_that_says_it_is_enormous_is_refused_before_it_is_worked_out() {
        let mut bomb = encoded(DocumentKind::Png, &picture(1, 1)).unwrap();
        // Width and height stand in the first chunk, whose check sum follows.
        bomb[16..24].copy_from_slice(&[0, 0, 0x30, 0, 0, 0, 0x30, 0]);
        let sum = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(sift(bomb.clone()), Err(Unfit::TooManyPixels));
        bomb[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1]);
        let sum = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(sift(bomb), Err(Unfit::TooManyPixels));
    }

    /// As PNG has it.
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
        })
    }
}
