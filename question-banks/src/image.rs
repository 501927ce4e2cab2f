//! Images that questions show.

use std::path::Path;

use exam::topic::is_code;
use pictures::{Kind, Limits, Picture, Unfit};
use sha2::{Digest, Sha256};

use crate::finding::Findings;

/// The folder in a bank that they lie in.
pub(crate) const FOLDER: &str = "images";
/// No file is larger, nor what is made of it: a second of a candidate's slow line.
const MOST_BYTES: usize = 200 * 1024;
/// A sheet of them is enough for any circuit.
const LIMITS: Limits = Limits { side: 2_000, pixels: 4_000_000 };

/// An image of a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The name of its file, by which texts name it.
    pub name: String,
    /// The picture, worked out anew.
    pub picture: Picture,
    /// SHA-256 of the file as it lies in the bank: what the bank's digest rests on, whatever makes the picture.
    pub file: [u8; 32],
}

/// What is wrong with the name of an image's file.
pub(crate) fn misnamed(name: &str) -> bool {
    !name.rsplit_once('.').is_some_and(|(name, ending)| is_code(name) && ["png", "jpg", "jpeg"].contains(&ending))
}

/// Reads the file of an image.
pub(crate) fn read(path: &Path, file: &[u8], findings: &mut Findings) -> Option<Image> {
    let name = path.file_name()?.to_str().unwrap_or_default();
    if misnamed(name) {
        findings.add(
            path,
            1,
            "an image's file is named with lower-case Latin letters, digits and hyphens, and ends in .png or .jpg",
        );
        return None;
    }
    let picture = picture(file).map_err(|message| findings.add(path, 1, message)).ok()?;
    Some(Image { name: name.to_owned(), picture, file: Sha256::digest(file).into() })
}

fn picture(file: &[u8]) -> Result<Picture, String> {
    let too_large = |bytes: usize| {
        format!("the image takes {} kB; {} are the most, make it smaller", bytes.div_ceil(1_024), MOST_BYTES / 1_024)
    };
    if file.len() > MOST_BYTES {
        return Err(too_large(file.len()));
    }
    let kind = Kind::of(file).ok_or("this is neither a PNG nor a JPEG; save the image as one of these")?;
    let picture = pictures::anew(kind, file, LIMITS).map_err(|unfit| match unfit {
        Unfit::Damaged => "this image is damaged; save it anew".to_owned(),
        Unfit::TooManyPixels => format!("the image has more than {} pixels along a side; make it smaller", LIMITS.side),
    })?;
    if picture.content.len() > MOST_BYTES { Err(too_large(picture.content.len())) } else { Ok(picture) }
}
