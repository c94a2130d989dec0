//! Prints the API's schema: `cargo xtask schema` writes it to schema.graphql.

fn main() {
    print!("{}", api_worker::schema_sdl());
}
