//! Which role may do what: the one table. Pages, links and handlers all ask it; where a role is held for a unit, it reaches what belongs
//! to that unit.

use store::Role::{self, Administrator, Auditor, Chair, Invigilator, Registrar};

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
    /// Decide whether answers count that came after the end.
    DecideLateAnswers,
    /// Issue access codes.
    IssueCodes,
    /// Let a result count.
    ApproveResults,
    /// Propose to annul a result, or to reinstate one; take back what one has proposed.
    ProposeAnnulment,
    /// Accept or refuse what another has proposed about a result.
    DecideProposals,
    /// Look at the accounts of staff and who holds which role.
    ReadAccounts,
    /// Open and close accounts, end sessions, propose new ways in.
    KeepAccounts,
    /// Look at the audit log, and take it away.
    ReadLog,
    /// Propose that somebody holds a role, decide what another has proposed about an account, take a role away.
    Appoint,
}

impl Act {
    /// All acts.
    #[cfg(test)]
    pub(super) const ALL: [Self; 16] = [
        Self::ReadFiles,
        Self::KeepFiles,
        Self::ReadSittings,
        Self::BookSittings,
        Self::RunSittings,
        Self::KeepTime,
        Self::ReopenExams,
        Self::DecideLateAnswers,
        Self::IssueCodes,
        Self::ApproveResults,
        Self::ProposeAnnulment,
        Self::DecideProposals,
        Self::ReadAccounts,
        Self::KeepAccounts,
        Self::ReadLog,
        Self::Appoint,
    ];

    /// Who may.
    pub(super) const fn roles(self) -> &'static [Role] {
        match self {
            Self::ReadFiles => &[Registrar, Invigilator, Chair, Auditor],
            Self::KeepFiles => &[Registrar],
            Self::ReadSittings => &[Registrar, Invigilator, Chair, Auditor],
            Self::BookSittings => &[Registrar],
            Self::RunSittings => &[Registrar, Invigilator],
            Self::KeepTime => &[Registrar, Invigilator],
            // Whoever was in the room, or who decides on results; who books sittings is neither.
            Self::ReopenExams | Self::DecideLateAnswers => &[Invigilator, Chair],
            Self::IssueCodes => &[Registrar, Invigilator],
            // A registrar may, until the commission has its own pages.
            Self::ApproveResults => &[Registrar, Chair],
            // Whoever was in the room saw what speaks against a result; the commission alone decides.
            Self::ProposeAnnulment => &[Invigilator, Chair],
            Self::DecideProposals => &[Chair],
            Self::ReadAccounts => &[Administrator, Auditor],
            Self::KeepAccounts => &[Administrator],
            Self::ReadLog => &[Auditor],
            Self::Appoint => &[Administrator],
        }
    }

    /// Whether the password is asked for once more: what can't be taken back by whoever did it, or gives somebody power.
    pub(super) const fn is_grave(self) -> bool {
        matches!(
            self,
            Self::DecideLateAnswers | Self::ProposeAnnulment | Self::DecideProposals | Self::KeepAccounts | Self::Appoint
        )
    }

    /// Whether it is reading what is known of persons: it then leaves an event.
    pub(super) const fn reads(self) -> bool {
        matches!(self, Self::ReadFiles | Self::ReadSittings)
    }
}

#[cfg(test)]
mod tests {
    use store::Role::{Author, Reviewer};

    use super::*;

    fn may(role: Role) -> Vec<Act> {
        Act::ALL.into_iter().filter(|act| act.roles().contains(&role)).collect()
    }

    #[test]
    fn an_auditor_reads_and_changes_nothing() {
        assert_eq!(may(Auditor), [Act::ReadFiles, Act::ReadSittings, Act::ReadAccounts, Act::ReadLog]);
    }

    #[test]
    fn who_writes_questions_sees_no_file_and_whoever_keeps_accounts_sees_accounts_alone() {
        assert!(may(Author).is_empty() && may(Reviewer).is_empty());
        assert_eq!(may(Administrator), [Act::ReadAccounts, Act::KeepAccounts, Act::Appoint]);
    }
}
