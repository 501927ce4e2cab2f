//! Passwords of staff: argon2id with 64 MiB, three passes, one lane. They are long and not common; of what they are made is everybody's
//! own matter (NIST SP 800-63B-4, 3.1.1).

mod common;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Fewest characters of a password.
pub(crate) const LEAST_CHARACTERS: usize = 15;
/// Most characters of a password.
pub(crate) const MOST_CHARACTERS: usize = 200;

/// Why a password is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Fewer characters than [`LEAST_CHARACTERS`], or more than [`MOST_CHARACTERS`].
    Length,
    /// Among the first to be tried.
    Common,
}

/// Whether somebody may have this password.
pub(crate) fn check(password: &str, login: &str, name: &str) -> Result<(), Unfit> {
    if !(LEAST_CHARACTERS..=MOST_CHARACTERS).contains(&password.chars().count()) {
        return Err(Unfit::Length);
    }
    if common::is_common(password, login, name) { Err(Unfit::Common) } else { Ok(()) }
}

/// At most so many are worked out at once: each takes 64 MiB, and exams must go on meanwhile.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// A hash of the same cost that no password has: what [`burn`] works on.
const NOBODY: &str = "$argon2id$v=19$m=65536,t=3,p=1$bm9ib2R5IGhhcyB0aGlzIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Argon2<'static> {
    let params = Params::new(64 * 1024, 3, 1, None).expect("the parameters are within what argon2 allows");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a password with a new salt, as a PHC string. It takes a while: not for an async task.
pub(crate) fn hash(password: &str) -> String {
    let hash: PasswordHash =
        argon2().hash_password(password.as_bytes()).expect("the operating system gives a salt, or nothing here is safe");
    hash.to_string()
}

/// A hash that costs less than today's.
#[cfg(test)]
pub(crate) fn hash_cheaply(password: &str) -> String {
    let params = Params::new(8 * 1024, 1, 1, None).expect("the parameters are within what argon2 allows");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: PasswordHash = argon2.hash_password(password.as_bytes()).expect("the operating system gives a salt");
    hash.to_string()
}

/// Whether the password is the one that the PHC string was made of.
pub(crate) async fn verify(password: impl Into<String>, phc: impl Into<String>) -> bool {
    let (password, phc) = (password.into(), phc.into());
    // It is never closed; and without a permit nobody gets in.
    let Ok(permit) = AT_ONCE.acquire().await else { return false };
    // The permit goes with the work, which goes on when nobody waits for it any more.
    let work = move || {
        let _permit = permit;
        matches(&password, &phc)
    };
    spawn_blocking(work).await.unwrap_or(false)
}

/// Works out a hash, no more at once than [`verify`] does.
pub(crate) async fn hash_in_turn(password: impl Into<String>) -> Option<String> {
    let password = password.into();
    let permit = AT_ONCE.acquire().await.ok()?;
    let work = move || {
        let _permit = permit;
        hash(&password)
    };
    spawn_blocking(work).await.ok()
}

/// Whether a hash was worked out in another way than today's, which costs as much as it should.
pub(crate) fn is_outdated(phc: &str) -> bool {
    let Ok(hash) = PasswordHash::new(phc) else { return true };
    let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    let same = Params::try_from(&hash).is_ok_and(|params| cost(&params) == cost(argon2().params()));
    !(same && hash.algorithm == Algorithm::Argon2id.ident() && hash.version == Some(Version::V0x13.into()))
}

/// Takes as long as [`verify`]: who tries a login that isn't there can't tell by the time it takes.
pub(crate) async fn burn() {
    verify("", NOBODY).await;
}

fn matches(password: &str, phc: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_what_was_made_of_it_and_nothing_else() {
        let hash = hash("пароль-из-15-букв");
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{hash}");
        assert!(verify("пароль-из-15-букв", &hash).await);
        assert!(!verify("пароль-из-15-буква", &hash).await);
        assert!(!verify("", "not a hash").await);
    }

    #[test]
    fn a_password_is_long_and_not_common() {
        assert_eq!(check("14 характеров!", "a", "Б"), Err(Unfit::Length));
        assert_eq!(check(&"аб вг".repeat(41), "a", "Б"), Err(Unfit::Length));
        assert_eq!(check("passwordpassword", "a", "Б"), Err(Unfit::Common));
        assert_eq!(check("күзгі жапырақ үш тиін", "a", "Б"), Ok(()));
    }

    #[test]
    fn a_hash_that_cost_less_is_outdated() {
        assert!(!is_outdated(NOBODY) && !is_outdated(&hash("күзгі жапырақ")));
        assert!(is_outdated(&NOBODY.replace("t=3", "t=2")) && is_outdated(&NOBODY.replace("argon2id", "argon2i")));
        assert!(is_outdated(&NOBODY.replace("v=19", "v=16")) && is_outdated(""));
    }

    #[test]
    fn a_login_that_is_not_there_costs_as_much_as_one_that_is() {
        let (nobody, somebody) = (PasswordHash::new(NOBODY).unwrap(), hash("demo-password-0000"));
        let somebody = PasswordHash::new(&somebody).unwrap();
        assert_eq!((nobody.algorithm.as_str(), nobody.version), (somebody.algorithm.as_str(), somebody.version));
        assert_eq!(Params::try_from(&nobody).unwrap(), Params::try_from(&somebody).unwrap());
        assert_eq!(nobody.salt.unwrap().len(), somebody.salt.unwrap().len());
        assert_eq!(nobody.hash.unwrap().len(), somebody.hash.unwrap().len());
        assert!(!matches("demo-password-0000", NOBODY));
    }
}
