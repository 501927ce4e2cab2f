//! Which role may do what: the one table.

use store::Role::{self, Administrator, Auditor, Author, Chair, Invigilator, Registrar, Reviewer};

/// An act of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Look at files, declared specialists and results.
    ReadFiles,
    /// Open files, declare and withdraw specialists, settle specialties, record rows.
    KeepFiles,
    /// Look at sittings and who is enrolled.
    ReadSittings,
    /// Book sittings and enrol specialists.
    BookSittings,
    /// Open a sitting and admit candidates.
    RunSittings,
    /// Give time, stop clocks and start them again.
    KeepTime,
    /// Let a candidate go on with an exam that has ended.
    ReopenExams,
    /// Issue access codes.
    IssueCodes,
    /// Let a result count.
    ApproveResults,
    /// Propose to annul a result, or to reinstate one.
    ProposeAnnulment,
    /// Accept or refuse what another has proposed.
    DecideProposals,
}

/// Whether a role may do an act.
pub(super) fn may(role: Role, act: Act) -> bool {
    let roles: &[Role] = match act {
        Act::ReadFiles => &[Registrar, Invigilator, Chair, Auditor],
        Act::KeepFiles => &[Registrar],
        Act::ReadSittings => &[Registrar, Invigilator, Chair, Auditor],
        Act::BookSittings => &[Registrar],
        Act::RunSittings => &[Registrar, Invigilator],
        Act::KeepTime => &[Registrar, Invigilator],
        // Whoever was in the room, or who decides on results; who books sittings is neither.
        Act::ReopenExams => &[Invigilator, Chair],
        Act::IssueCodes => &[Registrar, Invigilator],
        // A registrar may, until the commission has its own pages.
        Act::ApproveResults => &[Registrar, Chair],
        // Whoever was in the room saw what speaks against a result; the commission alone decides.
        Act::ProposeAnnulment => &[Invigilator, Chair],
        Act::DecideProposals => &[Chair],
    };
    debug_assert!(!roles.iter().any(|r| matches!(r, Author | Reviewer | Administrator)), "these roles have no page here yet");
    roles.contains(&role)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTS: [Act; 11] = [
        Act::ReadFiles,
        Act::KeepFiles,
        Act::ReadSittings,
        Act::BookSittings,
        Act::RunSittings,
        Act::KeepTime,
        Act::ReopenExams,
        Act::IssueCodes,
        Act::ApproveResults,
        Act::ProposeAnnulment,
        Act::DecideProposals,
    ];

    #[test]
    fn an_auditor_reads_and_changes_nothing() {
        let allowed: Vec<_> = ACTS.into_iter().filter(|act| may(Auditor, *act)).collect();
        assert_eq!(allowed, [Act::ReadFiles, Act::ReadSittings]);
    }

    #[test]
    fn who_writes_questions_or_keeps_accounts_sees_no_file() {
        for role in [Author, Reviewer, Administrator] {
            assert!(ACTS.into_iter().all(|act| !may(role, act)), "{role:?}");
        }
    }
}
