//! What many musicians play and practise, for the fields that can be completed to it. Anything else may be typed.

use leptos_i18n::td_string;

use crate::i18n::Locale;

/// The texts under these keys.
macro_rules! texts {
    ($locale:expr, $section:ident, $($key:ident),* $(,)?) => {
        vec![$(td_string!($locale, $section.$key).to_owned()),*]
    };
}

/// What people play most.
pub(crate) fn instruments(locale: Locale) -> Vec<String> {
    texts![
        locale,
        instrument,
        piano,
        guitar,
        violin,
        viola,
        cello,
        double_bass,
        flute,
        recorder,
        oboe,
        clarinet,
        bassoon,
        saxophone,
        trumpet,
        horn,
        trombone,
        harp,
        organ,
        accordion,
        drums,
        percussion,
        voice,
    ]
}

/// What people practise most that is no piece.
pub(crate) fn techniques(locale: Locale) -> Vec<String> {
    texts![
        locale,
        technique,
        scales,
        arpeggios,
        chords,
        sight_reading,
        rhythm,
        intonation,
        tone,
        dynamics,
        phrasing,
        articulation,
        legato,
        staccato,
        vibrato,
        trills,
        tremolo,
        octaves,
        double_stops,
        shifting,
        bowing,
        fingering,
        fingerpicking,
        breathing,
        tonguing,
        pedalling,
        memorising,
        improvisation,
    ]
}
