//! The auditor's page and the table that is taken away.

use axum::http::{Method, StatusCode, header};
use store::{Actor, By, Role};

use super::{World, request};
use crate::web::permissions::Act;

impl World {
    async fn reads(&self, path: &str, role: Role) -> (StatusCode, String) {
        let reader = match self.store.staff_by_login(role.code()).await.unwrap() {
            Some((member, _)) => {
                let by = By { actor: Actor::Staff(member.id, None), address: String::new(), now: self.now };
                self.store.begin_staff_session(&by).await.unwrap()
            }
            None => self.staff(role).await,
        };
        let (status, _, page) = self.ask(request(&Method::GET, path, Some(&reader))).await;
        (status, page)
    }
}

#[tokio::test]
async fn an_auditor_finds_events_and_is_told_on() {
    let world = World::demonstration("log").await;
    let (status, page) = world.reads("/staff/log", Role::Auditor).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("rel=\"next\"") && page.contains("id=\"e"), "a page of many");
    let (_, page) = world.reads("/staff/log?act=unit.add", Role::Auditor).await;
    assert!(page.contains("id=\"e2\"") && !page.contains("rel=\"next\""));
    let (_, told) = world.reads("/staff/log?act=log.read", Role::Auditor).await;
    assert!(told.contains("unit.add"), "what was asked for is told");
    let (_, page) = world.reads("/staff/log?object=nothing", Role::Auditor).await;
    assert!(!page.contains("<table"));
    for nothing in ["/staff/log?before=x", "/staff/log?before=1e9"] {
        assert_eq!(world.reads(nothing, Role::Auditor).await.0, StatusCode::NOT_FOUND);
    }
    let (status, page) = world.reads("/staff/log?from=31.02.2026&person=aigul", Role::Auditor).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("from-problem") && page.contains("value=\"aigul\""), "what was typed is kept");
    assert_eq!(world.reads("/staff/log.csv?from=31.02.2026", Role::Auditor).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(Act::ReadLog.roles(), [Role::Auditor]);
}

#[tokio::test]
async fn the_table_has_every_event_that_fits_and_no_cell_is_a_formula() {
    let world = World::new("table").await;
    let console = By::console("=cmd", world.now);
    let login = "another";
    world.store.add_staff(&console, login, "=HYPERLINK(\"http://evil\")", Role::Author, "no password").await.unwrap();
    let auditor = world.staff(Role::Auditor).await;
    let (status, headers, table) = world.ask(request(&Method::GET, "/staff/log.csv", Some(&auditor))).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert!(headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment;"));
    let lines: Vec<_> = table.split_terminator("\r\n").collect();
    assert_eq!(lines.len() as u64, world.events().await + 1, "with the heading; the last tells of the taking");
    assert!(lines.last().unwrap().contains("log.export"));
    assert!(table.contains("=HYPERLINK"), "the name is there");
    for cell in lines.iter().flat_map(|line| line.trim_matches('"').split("\",\"")) {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
    let (_, _, some) = world.ask(request(&Method::GET, "/staff/log.csv?act=staff.add", Some(&auditor))).await;
    assert!(some.lines().skip(1).all(|line| line.contains("staff.add")) && some.lines().count() > 1);
}
