//! The WebAssembly of the web SDK: cargo, then wasm-bindgen, then wasm-opt.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

/// What is built: the name that its files get, and the features of `haetae-wasm`.
const BUILDS: [(&str, &str); 4] =
    [("check", "check"), ("present", "present"), ("scan", "decode"), ("series", "series")];

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
        println!("{}: {} bytes", file.strip_prefix(&root).unwrap_or(&file).display(), file.metadata()?.len());
    }
    Ok(())
}

/// The root of the workspace: two above this crate's manifest. Cargo says where that is in the checkout that it runs;
/// with a target directory that several share, the program may have been built in another one.
fn root() -> Result<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest).ancestors().nth(2).map(Path::to_owned).context("this crate has moved")
}

/// Compiles `haetae-wasm` by itself: other members' features have no business in a browser.
fn compile(root: &Path, features: &str) -> Result<PathBuf> {
    let target = target(root)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args(["rustc", "--locked", "--package", "haetae-wasm", "--lib"]);
    // With the rlib beside it, cargo would optimise each crate by itself and not the whole.
    command.args(["--crate-type", "cdylib", "--config", &flags(root)?]);
    command.args(["--target", TARGET, "--profile", "web", "--no-default-features", "--features", features]);
    command.arg("--target-dir").arg(&target);
    run(&mut command)?;
    Ok(target.join(TARGET).join("web/haetae_wasm.wasm"))
}

/// The compiler's flags. No path of this machine gets into the files, so they are the same wherever they are built.
fn flags(root: &Path) -> Result<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home =
        home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo"))).context("cargo's home")?;
    let remap = |from: &Path, to: &str| format!("'--remap-path-prefix={}={to}'", from.display());
    let paths = [remap(&home, "/cargo"), remap(root, "/haetae")].join(", ");
    Ok(format!("target.{TARGET}.rustflags = [{COMPACT}, {paths}]"))
}

/// Where cargo builds.
fn target(root: &Path) -> Result<PathBuf> {
    let program = std::env::current_exe().context("where this program lies")?;
    let above = program.ancestors().nth(2).context("this program lies outside cargo's target directory")?;
    Ok(if above.join("CACHEDIR.TAG").exists() { above.to_owned() } else { root.join("target") })
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

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} does not start", command.get_program().display()))?;
    ensure!(status.success(), "{} failed", command.get_program().display());
    Ok(())
}
