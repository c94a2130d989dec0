//! A Mirubato client without a screen.
