//! The words of the example.

use leptos_i18n::td_string;

use crate::example::{Named, Texts};
use crate::i18n::Locale;

/// The words of the example in a language.
pub(crate) fn example_texts(locale: Locale) -> Texts {
    let named = |(title, composer): (&str, &str)| Named {
        title: title.to_owned(),
        composer: composer.to_owned(),
    };
    Texts {
        instrument: td_string!(locale, example.instrument).to_owned(),
        pieces: [
            (
                td_string!(locale, example.piece.first),
                td_string!(locale, example.piece.first_by),
            ),
            (
                td_string!(locale, example.piece.second),
                td_string!(locale, example.piece.second_by),
            ),
            (
                td_string!(locale, example.piece.third),
                td_string!(locale, example.piece.third_by),
            ),
            (
                td_string!(locale, example.piece.fourth),
                td_string!(locale, example.piece.fourth_by),
            ),
            (
                td_string!(locale, example.piece.fifth),
                td_string!(locale, example.piece.fifth_by),
            ),
        ]
        .map(named),
        notes: [
            td_string!(locale, example.note.slowly),
            td_string!(locale, example.note.uneven),
            td_string!(locale, example.note.through),
            td_string!(locale, example.note.voicing),
            td_string!(locale, example.note.memory),
            td_string!(locale, example.note.tired),
            td_string!(locale, example.note.fingering),
            td_string!(locale, example.note.recorded),
        ]
        .map(str::to_owned),
        lesson: td_string!(locale, example.note.lesson).to_owned(),
        performance: td_string!(locale, example.note.performance).to_owned(),
        techniques: [
            td_string!(locale, example.technique.scales),
            td_string!(locale, example.technique.arpeggios),
            td_string!(locale, example.technique.pedal),
        ]
        .map(str::to_owned),
        tag: td_string!(locale, example.tag).to_owned(),
        piece_goal: td_string!(locale, example.goal.piece).to_owned(),
        milestones: [
            td_string!(locale, example.goal.milestone_first),
            td_string!(locale, example.goal.milestone_second),
            td_string!(locale, example.goal.milestone_third),
        ]
        .map(str::to_owned),
        minutes_goal: td_string!(locale, example.goal.minutes).to_owned(),
        reached_goal: td_string!(locale, example.goal.reached).to_owned(),
    }
}
