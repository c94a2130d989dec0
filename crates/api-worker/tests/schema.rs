//! The committed schema is the code's.

use std::fs;
use std::path::Path;

#[test]
fn schema_graphql_is_what_the_code_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema.graphql");
    let committed = fs::read_to_string(file).expect("schema.graphql is in the repository");
    assert!(
        committed == api_worker::schema_sdl(),
        "schema.graphql differs from the code: run `cargo xtask schema` and commit the file"
    );
}
