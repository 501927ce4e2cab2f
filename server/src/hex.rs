//! Bytes as hexadecimal digits.

use std::fmt::Write as _;

/// The digits of some bytes, in lower case.
pub(crate) fn write(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        // Writing to a string doesn't fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// The bytes that the digits stand for; nothing when they are not so many, or other characters are among them.
pub(crate) fn read<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = value(*high)? << 4 | value(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_hexadecimal_digits_are_so_many_bytes() {
        assert_eq!(read(&write(&[0x0f; 32])), Some([0x0f; 32]));
        assert_eq!(read("0F"), Some([0x0f]));
        for wrong in ["", "0f", &"0f".repeat(33), &"0g".repeat(32), &"+f".repeat(32), &"қ".repeat(32)] {
            assert_eq!(read::<32>(wrong), None, "{wrong}");
        }
    }
}
