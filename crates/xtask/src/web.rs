//! The web bundle: cargo, wasm-bindgen, wasm-opt, then esbuild for the names made from the content.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::Mode;
use crate::files;
use crate::headers;
use crate::locales;
use crate::npm;
use crate::page::{self, Assets};
use crate::process;
use crate::project::Project;
use crate::service_worker::{self, Served};
use crate::tools::Tools;

/// The features that rustc's wasm32 target uses, the same list as worker-build's: with --all-features a new binaryen
/// could write what no browser reads yet.
const WASM_FEATURES: [&str; 7] = [
    "mutable-globals",
    "sign-ext",
    "nontrapping-float-to-int",
    "bulk-memory",
    "multivalue",
    "reference-types",
    "exception-handling",
];

/// Builds the site's files into target/site.
pub(crate) fn build(project: &Project, tools: &Tools, mode: Mode) -> Result<()> {
    let bindings = project.path("target/web/bindings");
    let staging = project.path("target/web/site");
    files::emptied(&staging)?;

    process::run(tools.wasm_cargo(project).args([
        "build",
        "--package=web",
        "--target=wasm32-unknown-unknown",
        &format!("--profile={}", mode.profile()),
    ]))?;
    bind(project, tools, mode, &bindings)?;
    if mode == Mode::Release {
        optimise(project, tools, &bindings.join("web_bg.wasm"))?;
    }
    copy_static_files(project, &staging)?;
    let assets = bundle(project, tools, mode, &bindings, &staging)?;
    let template = files::read(&project.path("crates/web/index.html"))?;
    let page = page::fill(&template, &assets, &locales::no_script(project)?)?;
    files::write(&staging.join("index.html"), page)?;
    write_service_worker(project, &staging, mode)?;
    if mode == Mode::Release {
        precompress(project, &staging)?;
    }
    files::mirror(&staging, &project.path("target/site"))
}

/// Makes the JavaScript side of the compiled program.
fn bind(project: &Project, tools: &Tools, mode: Mode, bindings: &Path) -> Result<()> {
    let wasm = project
        .wasm_target_dir()
        .join("wasm32-unknown-unknown")
        .join(mode.profile())
        .join("web.wasm");
    process::run(
        Command::new(&tools.wasm_bindgen)
            // The bootstrap names the wasm file, whose name is not known here yet.
            .args([
                "--target=web",
                "--no-typescript",
                "--omit-default-module-path",
                "--out-name=web",
                "--out-dir",
            ])
            .arg(bindings)
            .arg(wasm),
    )
}

fn optimise(project: &Project, tools: &Tools, wasm: &Path) -> Result<()> {
    process::run(
        Command::new(&tools.wasm_opt)
            .env("PATH", npm::path_with_tools(project))
            .args(["-Oz", "--strip-debug", "--strip-producers"])
            .args(WASM_FEATURES.map(|feature| format!("--enable-{feature}")))
            .arg("--output")
            .arg(wasm)
            .arg(wasm),
    )
}

fn copy_static_files(project: &Project, site: &Path) -> Result<()> {
    let public = project.path("crates/web/public");
    for file in files::below(&public)? {
        let content = std::fs::read(public.join(&file))
            .with_context(|| format!("cannot read {}", file.display()))?;
        files::write(&site.join(&file), content)?;
    }
    Ok(())
}

/// Bundles script, wasm and styles under names made from their content, so that browsers may keep them for ever.
fn bundle(
    project: &Project,
    tools: &Tools,
    mode: Mode,
    bindings: &Path,
    site: &Path,
) -> Result<Assets> {
    let styles = project.path("target/web/app.css");
    files::write(&styles, style_sheet(project)?)?;
    let output = site.join("assets");
    let mut esbuild = Command::new(&tools.esbuild);
    esbuild
        .current_dir(project.root())
        .arg(format!(
            "app={}",
            project.path("crates/web/bootstrap.js").display()
        ))
        .arg(format!("app={}", styles.display()))
        .arg(format!("--alias:web={}", bindings.display()))
        .arg(format!("--outdir={}", output.display()))
        .args([
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--entry-names=[name]-[hash]",
            "--asset-names=[name]-[hash]",
            "--public-path=/assets",
            "--loader:.wasm=file",
            "--loader:.woff2=file",
            "--loader:.svg=file",
            "--log-level=warning",
        ]);
    if mode == Mode::Release {
        esbuild.arg("--minify");
    }
    process::run(&mut esbuild)?;
    let names: Vec<String> = files::below(&output)?
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    files::write(&site.join("_headers"), headers::write(&names)?)?;
    Assets::find(&names)
}

/// Writes the worker that keeps all that is in the site by now.
fn write_service_worker(project: &Project, site: &Path, mode: Mode) -> Result<()> {
    let served = files::below(site)?
        .into_iter()
        .map(|file| {
            Ok(Served {
                content: std::fs::read(site.join(&file))
                    .with_context(|| format!("cannot read {}", file.display()))?,
                path: file.display().to_string(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let template = files::read(&project.path("crates/web/service-worker.js"))?;
    files::write(
        &site.join("service-worker.js"),
        service_worker::fill(&template, &served, mode == Mode::Dev)?,
    )
}

/// One style sheet that imports all of crates/web/styles in name order.
fn style_sheet(project: &Project) -> Result<String> {
    let mut sheet = String::new();
    for file in files::entries(&project.path("crates/web/styles"))? {
        if file.extension().is_some_and(|extension| extension == "css") {
            writeln!(sheet, "@import \"{}\";", file.display())?;
        }
    }
    Ok(sheet)
}

/// Writes a brotli and a gzip copy beside every file that becomes smaller by it.
fn precompress(project: &Project, site: &Path) -> Result<()> {
    process::run(
        npm::command(project, "node")
            .arg(project.path("crates/xtask/src/precompress.mjs"))
            .arg(site),
    )
}
