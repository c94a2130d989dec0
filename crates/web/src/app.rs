//! The app: what its pages are and what they share.

use client_core::{Client, Platform, StoreError};
use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::components::keep_awake::KeepAwake;
use crate::components::notices::Notices;
use crate::components::page_title::TabTitle;
use crate::components::shell::Shell;
use crate::components::shortcuts::{ShortcutList, Shortcuts};
use crate::i18n::{I18nContextProvider, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::pages::account::AccountPage;
use crate::pages::deleted::DeletedPage;
use crate::pages::goals::GoalsPage;
use crate::pages::logbook::{LogbookPage, LogbookPlace};
use crate::pages::not_found::NotFoundPage;
use crate::pages::piece::PiecePage;
use crate::pages::repertoire::RepertoirePage;
use crate::pages::reports::ReportsPage;
use crate::pages::sign_in::SignInPage;
use crate::pages::today::TodayPage;
    ShortcutList::provide();
    Installation::provide();
