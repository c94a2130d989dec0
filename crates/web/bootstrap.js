// Starts the app. `cargo xtask` bundles this with what wasm-bindgen made (here called "web"),
// so that the page needs no inline script and every file has a name made from its content.
import init from "web/web.js";
import wasm from "web/web_bg.wasm";

await init({ module_or_path: wasm });
