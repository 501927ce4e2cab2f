//! What a refusal of the rules says to a person.

use app::{
    format,
    words::{Words, text as argument},
};
use store::Refusal;

/// The zone in which a refusal's instants are shown.
const ZONE: &str = "Asia/Almaty";

/// The text, in the reader's language.
pub(super) fn text(w: &Words, refusal: &Refusal) -> String {
    match refusal {
        Refusal::FileNumberTaken => w.t("problem-file-number-taken"),
        Refusal::DueBeforeIntake => w.t("problem-due-before-intake"),
        Refusal::ApplicantDiffers { name } => w.with("problem-applicant-differs", [("name", argument(name))]),
        Refusal::SpecialistDiffers { name } => w.with("problem-specialist-differs", [("name", argument(name))]),
        Refusal::AlreadyDeclared => w.t("problem-already-declared"),
        Refusal::NotDeclared => w.t("problem-not-declared"),
        Refusal::RowIsByExam => w.t("problem-row-by-exam"),
        Refusal::NoExam => w.t("problem-no-exam"),
        Refusal::NoPlace => w.t("problem-place"),
        Refusal::NoReason => w.with("problem-empty", [("field", argument(w.t("reason")))]),
        Refusal::NoUnit => w.t("problem-no-unit"),
        Refusal::AlreadyEnrolled => w.t("problem-already-enrolled"),
        Refusal::ExamAhead => w.t("problem-exam-ahead"),
        Refusal::AlreadyPassed => w.t("problem-already-passed"),
        Refusal::TooEarlyToRetake { from } => {
            w.with("problem-too-early", [("time", argument(format::date_time(*from, ZONE, w.language())))])
        }
        Refusal::NoAttemptsLeft => w.t("problem-no-attempts-left"),
        Refusal::ElsewhereNeedsReason => w.t("problem-elsewhere"),
        Refusal::NoRegulation => w.t("problem-no-regulation"),
        Refusal::NoBank => w.t("problem-no-bank"),
        Refusal::BankCannotFill { shortfalls } => w.with("problem-bank-short", [("shortfalls", argument(shortfalls))]),
        Refusal::EnrolledAgain => w.t("problem-enrolled-again"),
        Refusal::NotOpen => w.t("problem-not-open"),
        Refusal::ExamOver => w.t("notice-over-text"),
        Refusal::Paused => w.t("problem-paused"),
        Refusal::AtWorkElsewhere => w.t("problem-at-work-elsewhere"),
        Refusal::NobodyAtWork => w.t("problem-nobody-at-work"),
        Refusal::NoTimeLeft => w.t("problem-no-time-left"),
        Refusal::AlreadyProposed => w.t("problem-already-proposed"),
        Refusal::AlreadyDecided => w.t("problem-already-decided"),
        Refusal::LateAnswersUndecided => w.t("problem-late-undecided"),
        Refusal::PaperShown => w.t("problem-paper-shown"),
        Refusal::MoreCameLate => w.t("problem-more-came-late"),
        Refusal::NeedsAnother => w.t("problem-needs-another"),
        Refusal::AboutYourself => w.t("problem-about-yourself"),
        Refusal::AlreadyHeld => w.t("problem-already-held"),
        Refusal::AccountClosed => w.t("problem-account-closed"),
        Refusal::LastAdministrator => w.t("problem-last-administrator"),
        Refusal::LoginTaken => w.t("problem-login-taken"),
        // Met on the command line alone, which has words of its own.
        Refusal::RegulationDiffers { .. }
        | Refusal::DatabaseNotEmpty
        | Refusal::UnitTaken
        | Refusal::NeedsTwoAdministrators
        | Refusal::KeyInUse => w.t("notice-conflict-text"),
    }
}
