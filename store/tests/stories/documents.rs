//! Documents: attached to a file for good, read on record.

use store::{AuditFinding, DocumentKind, NewDocument};

use crate::world::{A_MOMENT, World, is_not_found};

fn scan(about: Option<exam::id::DeclarationId>) -> NewDocument {
    NewDocument {
        title: "Диплом".to_owned(), declaration: about, kind: DocumentKind::Jpeg, content: vec![0xff, 0xd8, 0, 1]
    }
}

#[tokio::test]
async fn a_document_is_attached_to_a_file_or_to_somebody_in_it_and_read_on_record() {
    let world = World::new().await;
    let (candidate, other) = (world.candidate().await, world.candidate().await);
    let store = &world.store;
    let since = world.last_event().await;
    let whole = store.attach(&world.registrar(), candidate.file, scan(None)).await.unwrap();
    world.advance(A_MOMENT);
    let about = store.attach(&world.registrar(), candidate.file, scan(Some(candidate.declaration))).await.unwrap();
    let listed = store.documents(candidate.file).await.unwrap();
    assert_eq!(listed.iter().map(|document| document.id).collect::<Vec<_>>(), [whole, about]);
    assert_eq!((listed[0].about.as_deref(), listed[0].size, listed[0].by.as_str()), (None, 4, "Айгүл Тіркеуші"));
    assert!(listed[1].about.is_some() && listed[1].kind == DocumentKind::Jpeg && listed[1].attached == world.now());
    let read = store.read_document(&world.chair(), candidate.file, about).await.unwrap();
    assert_eq!(read, (DocumentKind::Jpeg, vec![0xff, 0xd8, 0, 1]));
    assert_eq!(world.acts_after(since).await, ["document.attach", "document.attach", "document.read"]);

    assert!(is_not_found(&store.attach(&world.registrar(), candidate.file, scan(Some(other.declaration))).await));
    let nowhere = exam::id::FileId::new(world.now(), [0; 10]);
    assert!(is_not_found(&store.attach(&world.registrar(), nowhere, scan(None)).await));
    assert!(is_not_found(&store.read_document(&world.chair(), other.file, about).await), "another file's");
    assert_eq!(store.documents(other.file).await.unwrap(), []);
    assert_eq!(world.acts_after(since).await.len(), 3);
}

#[tokio::test]
async fn a_document_that_was_exchanged_is_found() {
    let world = World::new().await.without_defences().await;
    let candidate = world.candidate().await;
    world.store.attach(&world.registrar(), candidate.file, scan(None)).await.unwrap();
    assert_eq!(world.findings().await, []);
    world
        .tamper(crate::world::either("UPDATE document SET content = x'ffd80002'", "UPDATE document SET content = '\\xffd80002'"))
        .await;
    assert!(matches!(&world.findings().await[..], [AuditFinding::Row(row)] if row.starts_with("document ")));
}
