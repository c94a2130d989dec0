//! What surrounds every page: the name, the navigation, the state of the backup.

use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::A;

use super::backup_indicator::BackupIndicator;
use super::forgotten_timer::ForgottenTimer;
use super::icon::{Drawing, Icon};
use super::new_version::NewVersion;
use super::notices::NoticeRegion;
use super::welcome::ExampleBanner;
