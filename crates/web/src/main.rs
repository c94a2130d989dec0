//! The Mirubato web app.

use leptos::prelude::*;

fn main() {
    mount_to_body(|| view! { <h1>"Mirubato"</h1> });
}
