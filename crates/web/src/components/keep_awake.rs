//! Keeping the screen on while somebody practises.

use leptos::prelude::*;
use leptos_i18n::t_string;

use super::switch::Switch;
use crate::i18n::use_i18n;
use crate::platform::wake_lock::{self, WakeLock};
use crate::practice::{Phase, use_practice};

/// Whether the screen stays on while the timer runs, whichever screen of the app is shown.
#[derive(Clone, Copy)]
pub(crate) struct KeepAwake {
    is_chosen: RwSignal<bool>,
}

impl KeepAwake {
    /// For everything below this component.
    pub(crate) fn provide() {
        let practice = use_practice();
        let is_chosen = RwSignal::new(wake_lock::is_chosen());
        let lock = WakeLock::new();
        Effect::new(move |_| lock.want(is_chosen.get() && practice.phase() == Phase::Running));
        provide_context(Self { is_chosen });
    }
}

/// The choice, in a browser that has it.
#[component]
pub(crate) fn KeepAwakeSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let KeepAwake { is_chosen } = expect_context();
    let turn = Callback::new(move |turned| {
        wake_lock::remember(turned);
        is_chosen.set(turned);
    });
    wake_lock::is_there().then(|| {
        view! {
            <Switch label=move || t_string!(i18n, timer.keep_awake) is_on=is_chosen is_busy=false on_turn=turn />
        }
    })
}
