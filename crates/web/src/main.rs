//! The Mirubato web app: Leptos pages on top of client-core, and the browser behind client-core's traits.
//!
//! - `platform`: everything that is a browser's (storage, network, clock, tabs, Intl); nothing else calls its APIs.
//! - `journal`: the journal as signals. Pages read it and follow it; they hold no copy.
//! - `practice`: the running timer as signals.
//! - `transfers`: the import of a file, which goes on whichever screen is shown.
//! - `pages` and `components`: what is seen.
//! - `shortcuts`, `presets` and `example`: what keys do, what forms begin with, and a journal to try the app with.
//! - `forms`, `text`, `logbook`, `goals`, `repertoire`, `completion`, `reported`, `streaks` and `geometry`: what is decided on
//!   the way, pure and tested natively.
//! - `words`, `language` and the locale files: every sentence, in the language of whoever reads it.

#![expect(
    unreachable_pub,
    reason = "the component macro makes a pub struct of every component's properties"
)]

mod app;
mod completion;
mod components;
mod example;
mod forms;
mod geometry;
mod goals;
mod journal;
mod language;
mod logbook;
mod pages;
mod platform;
mod practice;
mod presets;
mod repertoire;
mod reported;
mod shortcuts;
mod streaks;
mod text;
mod transfers;
mod words;

use client_core::Client;
use leptos::mount::mount_to;
use leptos::prelude::*;
use texts::i18n;

use crate::app::App;

fn main() {
    console_error_panic_hook::set_once();
    let client = platform::browser()
        .and_then(|platform| Client::open(platform.clone()).map(|client| (client, platform)));
    platform::dom::ask_to_keep_storage();
    // The static page has put its outline there; the app takes the place.
    let place = platform::dom::emptied("app");
    mount_to(place, move || view! { <App client /> }).forget();
}
