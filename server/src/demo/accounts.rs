//! Staff of the demonstration.

use store::Role;

/// A member of staff whose password everyone knows.
pub(super) struct Account {
    pub(super) role: Role,
    pub(super) login: &'static str,
    pub(super) password: &'static str,
    pub(super) name: &'static str,
}

const fn account(role: Role, password: &'static str, name: &'static str) -> Account {
    Account { role, login: role.code(), password, name }
}

/// One of each role; the login is the role's name.
pub(super) const ACCOUNTS: [Account; Role::ALL.len()] = [
    account(Role::Registrar, "demo-registrar-2026", "Үлгіева Әсел Тіркеуқызы"),
    account(Role::Invigilator, "demo-invigilator-2026", "Бақылаушин Тимур Демоевич"),
    account(Role::Author, "demo-author-2026", "Вопросова Нина Образцовна"),
    account(Role::Reviewer, "demo-reviewer-2026", "Сараптамаев Дәурен Үлгіұлы"),
    account(Role::Chair, "demo-chair-2026", "Төрағаев Қанат Демоұлы"),
    account(Role::Auditor, "demo-auditor-2026", "Проверкина Ольга Примеровна"),
    account(Role::Administrator, "demo-administrator-2026", "Әкімшиева Жанар Сынаққызы"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_an_account_with_a_password_that_the_rules_allow() {
        assert_eq!(ACCOUNTS.each_ref().map(|a| a.role), Role::ALL);
        for account in ACCOUNTS {
            assert!(account.password.chars().count() >= crate::password::LEAST_CHARACTERS, "{}", account.login);
        }
    }
}
