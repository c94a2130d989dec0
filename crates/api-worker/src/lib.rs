//! The Mirubato server.
