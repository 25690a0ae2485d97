//! The WebAssembly of the web SDK: cargo, then wasm-bindgen, then wasm-opt.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::{cargo, root, run, shown, target, without_paths};

/// What is built: the name that its files get, and the features of `haetae-wasm`.
const BUILDS: [(&str, &str); 4] = [("check", "check"), ("present", "queue"), ("scan", "decode"), ("series", "series")];

const TARGET: &str = "wasm32-unknown-unknown";

/// SHA-2 in loops, not unrolled: a twentieth of the file, and no check is slower.
const COMPACT: &str = r#"'--cfg=sha2_backend="soft"', '--cfg=sha2_backend_soft="compact"'"#;

/// Builds them and writes them to `mobile-sdk/web/sdk/wasm/`, a folder for each.
pub(crate) fn build() -> Result<()> {
    let root = root()?;
    let web = root.join("mobile-sdk/web");
    let optimizer = web.join("node_modules/.bin/wasm-opt");
    ensure!(optimizer.exists(), "wasm-opt is missing: run `npm ci --ignore-scripts` in mobile-sdk/web first");
    for (number, (name, features)) in (1..).zip(BUILDS) {
        println!("WebAssembly {number} of {}: {name}", BUILDS.len());
        let compiled = compile(&root, features)?;
        let folder = web.join("sdk/wasm").join(name);
        bind(&compiled, name, &folder)?;
        let file = folder.join(format!("{name}_bg.wasm"));
        optimize(&optimizer, &file)?;
        println!("{}: {} bytes", shown(&root, &file), file.metadata()?.len());
    }
    Ok(())
}

/// Compiles `haetae-wasm` by itself: other members' features have no business in a browser.
fn compile(root: &Path, features: &str) -> Result<PathBuf> {
    let target = target(root)?;
    let mut command = cargo(root);
    command.args(["rustc", "--locked", "--package", "haetae-wasm", "--lib"]);
    // With the rlib beside it, cargo would optimise each crate by itself and not the whole.
    command.args(["--crate-type", "cdylib", "--config", &flags(root)?]);
    command.args(["--target", TARGET, "--profile", "web", "--no-default-features", "--features", features]);
    command.arg("--target-dir").arg(&target);
    run(&mut command)?;
    Ok(target.join(TARGET).join("web/haetae_wasm.wasm"))
}

/// The compiler's flags.
fn flags(root: &Path) -> Result<String> {
    Ok(format!("target.{TARGET}.rustflags = [{COMPACT}, {}]", without_paths(root)?))
}

/// Writes the JavaScript, its types and the WebAssembly that they load.
fn bind(compiled: &Path, name: &str, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name(name).web(true)?.typescript(true).remove_name_section(true);
    bindgen.remove_producers_section(true).generate(folder).context("wasm-bindgen")
}

fn optimize(optimizer: &Path, file: &Path) -> Result<()> {
    // The features that Rust's target has, all of them in every browser since 2021.
    let features =
        ["bulk-memory", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext", "multivalue"];
    let mut command = Command::new(optimizer);
    command.arg("-Os").args(features.map(|feature| format!("--enable-{feature}")));
    run(command.arg("-o").arg(file).arg(file))
}
