//! The Mirubato web app.

fn main() {}
