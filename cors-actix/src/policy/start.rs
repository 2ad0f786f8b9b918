//! What keeps an application from starting.

use std::cell::RefCell;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use actix_web::rt::System;

thread_local! {
    /// What was found since the last report, each as `the policy of …` and the reasons: all of an application is registered
    /// before any of it is built.
    static FOUND: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Notes why an application cannot start.
pub(crate) fn note(whose: String, reasons: String) {
    FOUND.with_borrow_mut(|found| {
        let new = (whose, reasons);
        if !found.contains(&new) {
            found.push(new);
        }
    });
}

/// Says everything that was noted, as one error. Nobody else may be listening, so it goes to standard error.
pub(crate) fn report() {
    let found = FOUND.take();
    let mut text = String::new();
    for (index, (whose, reasons)) in found.iter().enumerate() {
        let and = if index == 0 { "" } else { "\n\nand " };
        // Writing to a string does not fail.
        let _ = if found[..index].iter().any(|(_, other)| other == reasons) {
            write!(text, "{and}because of {whose}, for the same reasons")
        } else {
            write!(text, "{and}because of {whose}\n\n{reasons}")
        };
    }
    if !text.is_empty() && is_news(&text) {
        eprintln!("cors-actix: the application cannot start, {text}\n");
    }
}

/// Whether no other worker of the same server has said this yet.
fn is_news(text: &str) -> bool {
    static TOLD: Mutex<Vec<(Option<usize>, String)>> = Mutex::new(Vec::new());
    let system = System::try_current().map(|system| system.id());
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let is_news = !told.iter().any(|(server, other)| *server == system && other == text);
    if is_news {
        told.push((system, text.to_owned()));
    }
    is_news
}
