//! The board of a sitting, which follows what happens in the room. The server makes it anew every few seconds; here only what differs is
//! taken over, part by part, so that nothing is taken from under a hand: not the focus, not what is typed, not what is about to be
//! clicked.

use std::{cell::Cell, rc::Rc, time::Duration};

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DomParser, Element, MouseEvent, Node, SupportedType};

use super::page::{Body, document, element, elements, every, fetch, here, on, pause, set, told, window};

const LOOK_AGAIN: Duration = Duration::from_secs(4);
const PATIENCE: Duration = Duration::from_secs(6);
/// Nothing is swapped before the pointer has rested for so long; on what can be clicked, for so long; and in all it is waited for so
/// many times.
const RESTS_MS: i64 = 500;
const DOES_NOT_CLICK_MS: i64 = 3_000;
const A_MOMENT: Duration = Duration::from_millis(100);
const MOST_MOMENTS: u8 = 60;

struct Board {
    address: String,
    asking: Cell<bool>,
    /// Whether somebody has touched the page since the server was last asked.
    touched: Cell<bool>,
    /// Where the pointer is, and when it came there.
    pointer: Cell<(i32, i32, i64)>,
}

/// Begins, where the page has a board.
pub(super) fn wake() {
    let Some(board) = element("#board") else { return };
    let board = Rc::new(Board {
        address: told(&board, "data-at"),
        asking: Cell::new(false),
        touched: Cell::new(false),
        pointer: Cell::default(),
    });
    for event in ["pointermove", "pointerdown", "keydown"] {
        let board = Rc::clone(&board);
        on(&document(), event, move |event| board.is_touched(&event));
    }
    on(&document(), "input", |event| {
        if let Some(form) = target(&event).and_then(|field| field.closest("form").ok().flatten()) {
            set(Some(&form), TYPED, true);
        }
    });
    let returns = Rc::clone(&board);
    on(&document(), "visibilitychange", move |_| returns.look());
    every(LOOK_AGAIN, move || board.look());
}

fn target(event: &web_sys::Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

impl Board {
    fn is_touched(&self, event: &web_sys::Event) {
        if let Some(pointer) = event.dyn_ref::<MouseEvent>() {
            let (x, y) = (pointer.screen_x(), pointer.screen_y());
            let (before_x, before_y, _) = self.pointer.get();
            // What moves under a pointer that lies still is no hand on it.
            if (x, y) == (before_x, before_y) && event.type_() == "pointermove" {
                return;
            }
            self.pointer.set((x, y, here()));
        }
        self.touched.set(true);
    }

    /// Asks how things stand; a page that nobody sees doesn't.
    fn look(self: &Rc<Self>) {
        if document().hidden() || self.asking.replace(true) {
            return;
        }
        let board = Rc::clone(self);
        spawn_local(async move {
            let touched = board.touched.take();
            let address = if touched { format!("{}?used", board.address) } else { board.address.clone() };
            let answer = fetch(&address, Body::None, PATIENCE).await;
            if let Ok((200, page)) = &answer {
                board.until_the_pointer_rests().await;
                say(None);
                show(page);
            } else {
                board.touched.set(touched || board.touched.get());
                let signed_out = matches!(answer, Ok((401, _)));
                say(Some(if signed_out { SIGNED_OUT } else { DOWN }));
            }
            board.asking.set(false);
        });
    }

    async fn until_the_pointer_rests(&self) {
        for _ in 0..MOST_MOMENTS {
            let may_click = element("#board :is(a, button, summary, label):hover").is_some();
            if here() - self.pointer.get().2 >= if may_click { DOES_NOT_CLICK_MS } else { RESTS_MS } {
                return;
            }
            pause(A_MOMENT).await;
        }
    }
}

const DOWN: &str = "#board-down";
const SIGNED_OUT: &str = "#board-signed-out";

/// Says why the board stands, if it does.
fn say(why: Option<&str>) {
    for reason in [DOWN, SIGNED_OUT] {
        set(element(reason).as_ref(), "hidden", why != Some(reason));
    }
}

/// Takes over what the server now shows.
fn show(page: &str) {
    let Ok(parser) = DomParser::new() else { return };
    let Ok(page) = parser.parse_from_string(page, SupportedType::TextHtml) else { return };
    let (Some(there), Ok(Some(now))) = (element("#board"), page.query_selector("#board")) else { return };
    // What is under the hand may be swapped; the row it stands in isn't.
    let at_hand = elements("#board :hover").pop().or_else(|| document().active_element());
    let around = at_hand.as_ref().and_then(|element| element.closest("tr").ok().flatten());
    let top = |element: &Element| element.get_bounding_client_rect().top();
    let before: Vec<_> = at_hand.into_iter().chain(around).map(|element| (top(&element), element)).collect();
    follow(&there, &now);
    if let Some((before, element)) = before.iter().find(|(_, element)| element.is_connected()) {
        window().scroll_by_with_x_and_y(0.0, top(element) - before);
    }
}

/// Makes what is there what is now, in the smallest parts that differ. What is in use is left as it is until it no longer is.
fn follow(there: &Node, now: &Node) {
    if there.is_equal_node(Some(now)) {
        return;
    }
    match (there.dyn_ref::<Element>(), now.dyn_ref::<Element>()) {
        (Some(there), Some(now)) if there.tag_name() == "TBODY" && now.tag_name() == "TBODY" => follow_rows(there, now),
        _ if are_alike(there, now) => {
            for (there, now) in nodes(there).iter().zip(&nodes(now)) {
                follow(there, now);
            }
        }
        _ if is_in_use(there) => {}
        _ => drop(there.parent_node().map(|parent| parent.replace_child(now, there))),
    }
}

/// Rows come and go, and are known by their ids.
fn follow_rows(there: &Element, now: &Element) {
    let rows = nodes(now);
    let mut place = there.first_child();
    for row in &rows {
        let same = id(row).and_then(|id| there.query_selector(&format!("[id='{id}']")).ok().flatten());
        match same {
            Some(same) => {
                if place.as_ref() == Some(&same) {
                    place = same.next_sibling();
                } else {
                    let _ = there.insert_before(&same, place.as_ref());
                }
                follow(&same, row);
            }
            None => drop(there.insert_before(row, place.as_ref())),
        }
    }
    // What is left has no row any more.
    while let Some(left) = place {
        place = left.next_sibling();
        let _ = there.remove_child(&left);
    }
}

fn id(node: &Node) -> Option<String> {
    node.dyn_ref::<Element>().map(Element::id).filter(|id| !id.is_empty())
}

/// The same element with the same attributes and as many children.
fn are_alike(there: &Node, now: &Node) -> bool {
    let shell = |node: &Node| node.clone_node().ok();
    there.node_type() == Node::ELEMENT_NODE
        && there.child_nodes().length() == now.child_nodes().length()
        && matches!((shell(there), shell(now)), (Some(there), Some(now)) if there.is_equal_node(Some(&now)))
}

/// A form in which somebody has typed.
const TYPED: &str = "data-typed";
/// What is open or typed in.
const USED: &str = "details[open], form[data-typed]";

fn is_in_use(node: &Node) -> bool {
    let focus = document().active_element();
    let has =
        |element: &Element| element.matches(USED).unwrap_or(false) || element.query_selector(USED).is_ok_and(|e| e.is_some());
    focus.is_some_and(|focus| node.contains(Some(&focus))) || node.dyn_ref::<Element>().is_some_and(has)
}

fn nodes(of: &Node) -> Vec<Node> {
    let list = of.child_nodes();
    (0..list.length()).filter_map(|n| list.get(n)).collect()
}
