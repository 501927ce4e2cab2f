//! Guesses at codes and passwords: so many and no more, however many at once, and nobody is shut out by another's.

use exam::clock::{Instant, Span};
use licensing::Iin;
use store::{By, Code, CodeRefused, SignedIn};

use crate::world::World;

const WINDOW: Span = Span::from_mins(15);

impl World {
    async fn tries(&self, iin: &Iin, code: &Code, address: &str) -> Result<SignedIn, CodeRefused> {
        self.store.sign_in_candidate(iin, code, address, self.now()).await.unwrap()
    }

    /// From when on the password may be tried; none when it may be now.
    async fn guesses(&self, login: &str, address: &str) -> Option<Instant> {
        self.store.guess(login, address, self.now()).await.unwrap()
    }

    async fn signs_in_as_chair(&self, address: &str) {
        let by = By { address: address.to_owned(), ..self.chair() };
        self.store.begin_staff_session(&by).await.unwrap();
    }
}

fn nobodys() -> Code {
    "00000-00000".parse().unwrap()
}

#[tokio::test]
async fn after_ten_wrong_codes_from_one_address_no_code_is_looked_at_there_for_a_quarter_of_an_hour() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    let (code, first) = (candidate.code().await, world.now());
    for _ in 0..10 {
        assert_eq!(world.tries(&candidate.iin, &nobodys(), "192.0.2.7").await.unwrap_err(), CodeRefused::Wrong);
        world.advance(Span::from_secs(10));
    }
    let too_many = CodeRefused::TooMany { until: first + WINDOW };
    for code in [&nobodys(), &code] {
        assert_eq!(world.tries(&candidate.iin, code, "192.0.2.7").await.unwrap_err(), too_many);
    }
    // Somebody else's code at that machine, and this one's at another, are no guesses.
    let neighbour = world.candidate().await;
    world.tries(&neighbour.iin, &neighbour.code().await, "192.0.2.7").await.unwrap();
    world.tries(&candidate.iin, &code, "192.0.2.8").await.unwrap();
}

#[tokio::test]
async fn guesses_are_forgotten_after_their_time_and_with_a_new_code() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    let code = candidate.code().await;
    for _ in 0..11 {
        world.tries(&candidate.iin, &nobodys(), "192.0.2.7").await.unwrap_err();
    }
    world.advance(WINDOW + Span::from_millis(-1));
    assert_eq!(
        world.tries(&candidate.iin, &code, "192.0.2.7").await.unwrap_err(),
        CodeRefused::TooMany { until: world.now() + Span::from_millis(1) }
    );
    world.advance(Span::from_millis(1));
    for _ in 0..10 {
        assert_eq!(world.tries(&candidate.iin, &nobodys(), "192.0.2.7").await.unwrap_err(), CodeRefused::Wrong);
    }
    let code = candidate.code().await;
    world.tries(&candidate.iin, &code, "192.0.2.7").await.unwrap();
}

#[tokio::test]
async fn from_one_address_a_hundred_are_looked_at_whoever_is_meant() {
    let world = World::new().await;
    let mut room = Vec::new();
    for _ in 0..11 {
        room.push(world.candidate().await);
    }
    for candidate in &room[..10] {
        for _ in 0..10 {
            assert_eq!(world.tries(&candidate.iin, &nobodys(), "192.0.2.7").await.unwrap_err(), CodeRefused::Wrong);
        }
    }
    let refused = world.tries(&room[10].iin, &nobodys(), "192.0.2.7").await.unwrap_err();
    assert_eq!(refused, CodeRefused::TooMany { until: world.now() + WINDOW });
    assert_eq!(world.tries(&room[10].iin, &nobodys(), "192.0.2.8").await.unwrap_err(), CodeRefused::Wrong);
}

#[tokio::test]
async fn of_a_thousand_guesses_at_once_ten_are_looked_at() {
    let world = World::new().await;
    let guesses: Vec<_> = (0..1_000)
        .map(|_| {
            let (store, now) = (world.store.clone(), world.now());
            tokio::spawn(async move { store.guess("zhanna", "203.0.113.1", now).await.unwrap() })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        looked_at += u32::from(guess.await.unwrap().is_none());
    }
    assert_eq!(looked_at, 10);
}

#[tokio::test]
async fn who_gets_in_has_not_guessed() {
    let world = World::new().await;
    for _ in 0..3 {
        for _ in 0..10 {
            assert_eq!(world.guesses("zhanna", "192.0.2.7").await, None);
        }
        assert!(world.guesses("zhanna", "192.0.2.7").await.is_some());
        world.signs_in_as_chair("192.0.2.7").await;
    }
}

#[tokio::test]
async fn who_shows_the_password_once_more_has_not_guessed_either() {
    let world = World::new().await;
    for _ in 0..10 {
        assert_eq!(world.guesses("zhanna", "192.0.2.7").await, None);
    }
    world.store.forget_guesses("zhanna", "192.0.2.7").await.unwrap();
    assert_eq!(world.guesses("zhanna", "192.0.2.7").await, None);
}

#[tokio::test]
async fn guesses_from_everywhere_shut_nobody_out_where_they_have_signed_in_before() {
    let world = World::new().await;
    world.signs_in_as_chair("192.0.2.7").await;
    for n in 1..=5 {
        for _ in 0..10 {
            assert_eq!(world.guesses("zhanna", &format!("203.0.113.{n}")).await, None);
        }
    }
    assert_eq!(world.guesses("zhanna", "203.0.113.6").await, Some(world.now() + WINDOW));
    assert_eq!(world.guesses("zhanna", "192.0.2.7").await, None);
    assert_eq!(world.guesses("bolat", "203.0.113.6").await, None, "others are not concerned");
}

#[tokio::test]
async fn who_is_not_there_can_be_guessed_at_as_often_as_who_is() {
    let world = World::new().await;
    for login in ["nobody", "zhanna"] {
        for _ in 0..10 {
            assert_eq!(world.guesses(login, "203.0.113.1").await, None);
        }
        assert_eq!(world.guesses(login, "203.0.113.1").await, Some(world.now() + WINDOW));
    }
}

#[tokio::test]
async fn guesses_are_kept_without_names() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    world.tries(&candidate.iin, &nobodys(), "192.0.2.7").await.unwrap_err();
    world.guesses("zhanna", "192.0.2.7").await;
    let kept = format!("{:?}", world.contents().await["sign_in_guess"]);
    assert!(kept.contains("192.0.2.7"), "{kept}");
    assert!(!kept.contains("zhanna") && !kept.contains(&candidate.iin.to_string()), "{kept}");
}
