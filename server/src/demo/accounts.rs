//! Staff of the demonstration.

use store::Role;

/// A member of staff whose password everyone knows.
pub(super) struct Account {
    pub(super) role: Role,
    /// The code of the unit that the role is for; none: all units.
    pub(super) unit: Option<&'static str>,
    pub(super) login: &'static str,
    pub(super) password: &'static str,
    pub(super) name: &'static str,
}

const fn account(role: Role, password: &'static str, name: &'static str) -> Account {
    Account { role, unit: None, login: role.code(), password, name }
}

/// One of each role for all units, whose login is the role's name; two for one unit alone; and a second administrator, so that there are
/// two to give a role.
pub(super) const ACCOUNTS: [Account; Role::ALL.len() + 3] = [
    account(Role::Registrar, "demo-registrar-2026", "Үлгіева Әсел Тіркеуқызы"),
    account(Role::Invigilator, "demo-invigilator-2026", "Бақылаушин Тимур Демоевич"),
    account(Role::Author, "demo-author-2026", "Вопросова Нина Образцовна"),
    account(Role::Reviewer, "demo-reviewer-2026", "Сараптамаев Дәурен Үлгіұлы"),
    account(Role::Chair, "demo-chair-2026", "Төрағаев Қанат Демоұлы"),
    account(Role::Auditor, "demo-auditor-2026", "Проверкина Ольга Примеровна"),
    account(Role::Administrator, "demo-administrator-2026", "Әкімшиева Жанар Сынаққызы"),
    Account {
        unit: Some("shymkent"),
        login: "registrar-shymkent",
        ..account(Role::Registrar, "demo-registrar-2026", "Оңтүстікова Гүлнар Демоқызы")
    },
    Account {
        unit: Some("shymkent"),
        login: "invigilator-shymkent",
        ..account(Role::Invigilator, "demo-invigilator-2026", "Зальный Сергей Примерович")
    },
    Account {
        login: "administrator-2", ..account(Role::Administrator, "demo-administrator-2026", "Учётнова Вера Образцовна")
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_an_account_with_a_password_as_long_as_any() {
        assert_eq!(
            ACCOUNTS[..Role::ALL.len()].iter().map(|a| (a.role, a.unit)).collect::<Vec<_>>(),
            Role::ALL.map(|role| (role, None))
        );
        for account in ACCOUNTS {
            assert!(account.password.chars().count() >= crate::password::LEAST_CHARACTERS, "{}", account.login);
        }
    }
}
