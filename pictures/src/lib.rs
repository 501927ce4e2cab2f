//! A picture from outside, worked out anew: upright, and with nothing that its file said beside it.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};

/// What a picture of the most pixels that anybody allows takes, and no more.
const MOST_MEMORY: u64 = 400 * 1024 * 1024;
/// Letters stay sharp; out of 100.
const JPEG_QUALITY: u8 = 88;

/// The kinds that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Kind {
    /// What the first bytes say, whatever it is called.
    pub fn of(content: &[u8]) -> Option<Self> {
        match image::guess_format(content) {
            Ok(ImageFormat::Jpeg) => Some(Self::Jpeg),
            Ok(ImageFormat::Png) => Some(Self::Png),
            _ => None,
        }
    }

    /// Its code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }
}

/// How large a picture may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most pixels along a side.
    pub side: u32,
    /// Most pixels.
    pub pixels: u64,
}

/// Why it is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It says what it is, and isn't whole.
    Damaged,
    /// It is larger than its limits.
    TooManyPixels,
}

/// A picture worked out anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it is.
    pub kind: Kind,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Works a picture out anew, after its size was looked at.
///
/// # Errors
/// [`Unfit`].
pub fn anew(kind: Kind, content: &[u8], limits: Limits) -> Result<Picture, Unfit> {
    let picture = decoded(content, limits)?;
    Ok(Picture { kind, width: picture.width(), height: picture.height(), content: encoded(kind, &picture)? })
}

/// The picture as a person holds it; nothing else of what was in the file.
fn decoded(content: &[u8], most: Limits) -> Result<DynamicImage, Unfit> {
    let damaged = |_| Unfit::Damaged;
    let mut limits = image::Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(most.side), Some(most.side));
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::new(Cursor::new(content)).with_guessed_format().map_err(|_| Unfit::Damaged)?;
    reader.no_limits();
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > most.side || u64::from(width) * u64::from(height) > most.pixels {
        return Err(Unfit::TooManyPixels);
    }
    decoder.set_limits(limits).map_err(|_| Unfit::TooManyPixels)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn encoded(kind: Kind, picture: &DynamicImage) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    let written = match kind {
        // Transparency and depths that JPEG has no place for.
        Kind::Jpeg if picture.color().has_color() => {
            let plain = picture.to_rgb8();
            JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&plain)
        }
        Kind::Jpeg => {
            let plain = picture.to_luma8();
            JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&plain)
        }
        Kind::Png => {
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

    const LIMITS: Limits = Limits { side: 14_000, pixels: 40_000_000 };

    fn picture(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 7])))
    }

    #[test]
    fn a_picture_is_worked_out_anew() {
        for kind in [Kind::Jpeg, Kind::Png] {
            let mut sent = encoded(kind, &picture(30, 20)).unwrap();
            sent.extend_from_slice(b"<script>alert(1)</script>");
            assert_eq!(Kind::of(&sent), Some(kind));
            let Picture { width, height, content, .. } = anew(kind, &sent, LIMITS).unwrap();
            assert!(!content.windows(7).any(|bytes| bytes == b"<script"), "what was behind the picture is gone");
            assert_eq!((width, height), (30, 20));
            if kind == Kind::Png {
                assert_eq!(decoded(&content, LIMITS).unwrap(), picture(30, 20));
            }
        }
    }

    #[test]
    fn what_a_picture_says_beside_itself_is_gone_and_it_stands_upright() {
        let mut plain = encoded(Kind::Jpeg, &picture(30, 20)).unwrap();
        // EXIF: big-endian, one entry, orientation 6 (turned to the right), and a place.
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"51.1694N 71.4491E");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let segment = [&[0xff, 0xe1][..], &length, &exif].concat();
        plain.splice(2..2, segment);
        let upright = anew(Kind::Jpeg, &plain, LIMITS).unwrap();
        assert!(!upright.content.windows(8).any(|bytes| bytes == b"51.1694N"));
        assert_eq!((upright.width, upright.height), (20, 30));
    }

    #[test]
    fn a_picture_that_says_it_is_enormous_is_refused_before_it_is_worked_out() {
        let mut bomb = encoded(Kind::Png, &picture(1, 1)).unwrap();
        // Width and height stand in the first chunk, whose check sum follows.
        bomb[16..24].copy_from_slice(&[0, 0, 0x30, 0, 0, 0, 0x30, 0]);
        let sum = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(anew(Kind::Png, &bomb, LIMITS), Err(Unfit::TooManyPixels));
        bomb[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1]);
        let sum = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(anew(Kind::Png, &bomb, LIMITS), Err(Unfit::TooManyPixels));
    }

    /// As PNG has it.
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
        })
    }
}
