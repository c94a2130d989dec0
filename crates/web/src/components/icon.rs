//! Line icons on a 24-pixel grid, drawn inline. They repeat what a text says, so assistive technology skips them.

use leptos::prelude::*;

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    /// Today: a metronome's pendulum over a half circle, read as a clock.
    Timer,
    /// The logbook: an open book.
    Book,
    /// Goals: a flag.
    Flag,
    /// The repertoire: a note.
    Note,
    /// Reports: bars.
    Chart,
    /// The account: a person.
    Person,
    /// Start, resume.
    Play,
    /// Pause.
    Pause,
    /// Finish, done.
    Check,
    /// Add.
    Plus,
    /// Close, remove.
    Cross,
    /// What was deleted: a bin.
    Bin,
    /// Back to where this belongs.
    Back,
    /// In the account.
    Cloud,
    /// In this browser.
    Device,
    /// On the way.
    Sync,
    /// Something needs attention.
    Alert,
    /// Look for something: a magnifier.
    Search,
    /// Filters: sliders.
    Sliders,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Timer => "M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-12v4l2.5 2M9.5 2.5h5",
            Self::Book => {
                "M12 6.5C10 5 7 4.5 3.5 4.5v13c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-13C17 4.5 14 5 12 6.5Zm0 0v13"
            }
            Self::Flag => "M5.5 21.5v-18M5.5 4.5c4.5-2.5 8.5 2.5 13 0v9c-4.5 2.5-8.5-2.5-13 0",
            Self::Note => {
                "M9 18V5l10-2v13M9 18a2.75 2.75 0 1 1-2.75-2.75A2.75 2.75 0 0 1 9 18Zm10-2a2.75 2.75 0 1 1-2.75-2.75A2.75 2.75 0 0 1 19 16Z"
            }
            Self::Chart => "M4 20.5h16M6.5 20.5v-7M12 20.5v-16M17.5 20.5v-11",
            Self::Person => {
                "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c.5-3.8 3.7-6 7.5-6s7 2.2 7.5 6"
            }
            Self::Play => "M8 5.5v13l10.5-6.5Z",
            Self::Pause => "M8.5 5.5v13M15.5 5.5v13",
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Bin => {
                "M4 6.5h16M9 6.5v-3h6v3M6 6.5l1 14h10l1-14M10.25 10.5l.25 6M13.75 10.5l-.25 6"
            }
            Self::Back => "M15 5.5 8.5 12l6.5 6.5",
            Self::Cross => "m6 6 12 12M18 6 6 18",
            Self::Cloud => {
                "M7 18.5a4.5 4.5 0 0 1-.5-8.97 6 6 0 0 1 11.6 1.5A3.75 3.75 0 0 1 17.5 18.5Zm2-5 2 2 3.5-3.5"
            }
            Self::Device => {
                "M7.5 2.5h9a1 1 0 0 1 1 1v17a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-17a1 1 0 0 1 1-1Zm3.5 16h2"
            }
            Self::Sync => {
                "M4.5 12a7.5 7.5 0 0 1 13-5l2 2m0-4v4h-4M19.5 12a7.5 7.5 0 0 1-13 5l-2-2m0 4v-4h4"
            }
            Self::Alert => "M12 4 2.5 20h19Zm0 6v4.5m0 2.5v.5",
            Self::Search => "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.5 5 5",
            Self::Sliders => {
                "M4 7.5h9m5 0h2M4 16.5h2m5 0h9M15.5 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-7 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"
            }
        }
    }
}

/// Draws an icon in the colour of the text.
#[component]
pub(crate) fn Drawing(#[prop(into)] icon: Signal<Icon>) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=move || icon.get().path() />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_before_the_app_has_the_icons_of_the_navigation() {
        let page = include_str!("../../index.html");
        let drawn: Vec<&str> = page
            .split("<path d=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let navigation = [
            Icon::Timer,
            Icon::Book,
            Icon::Note,
            Icon::Flag,
            Icon::Chart,
            Icon::Person,
        ];
        assert_eq!(drawn, navigation.map(Icon::path));
    }
}
