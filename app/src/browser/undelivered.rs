//! On the page after the end: what this browser still keeps because it never reached the server. It stays kept until the result is
//! approved: should the exam be reopened, it is sent.

use super::{
    kept::Kept,
    page::{element, set, told, write},
};

/// Says which answers didn't arrive, where the page has a place for it.
pub(super) fn wake() {
    let Some(notice) = element("#undelivered") else { return };
    let kept = Kept::of(&told(&notice, "data-attempt"));
    for pair in told(&notice, "data-arrived").split(' ') {
        if let Some((position, count)) = pair.split_once(':')
            && let (Ok(position), Ok(count)) = (position.parse(), count.parse())
        {
            kept.drop_until(position, count);
        }
    }
    let questions: u16 = told(&notice, "data-questions").parse().unwrap_or_default();
    let missing: Vec<u16> = (1..=questions).filter(|position| kept.answer(*position).is_some()).collect();
    let for_good = notice.has_attribute("data-for-good");
    if missing.is_empty() || for_good {
        missing.iter().for_each(|position| kept.drop_until(*position, i64::MAX));
        kept.drop_noted();
    }
    if !missing.is_empty() {
        let missing: Vec<_> = missing.iter().map(u16::to_string).collect();
        write(Some(&notice), &format!("{} {}", told(&notice, "data-text"), missing.join(", ")));
        set(Some(&notice), "hidden", false);
    }
}
