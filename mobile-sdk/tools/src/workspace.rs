//! What all builds share: where they are, and how cargo is run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The root of the workspace: two above this crate's manifest. Cargo says where that is in the checkout that it runs;
/// with a target directory that several share, the program may have been built in another one.
pub(crate) fn root() -> Result<PathBuf> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest).ancestors().nth(2).map(Path::to_owned).context("this crate has moved")
}

/// Where cargo builds.
pub(crate) fn target(root: &Path) -> Result<PathBuf> {
    let program = std::env::current_exe().context("where this program lies")?;
    let above = program.ancestors().nth(2).context("this program lies outside cargo's target directory")?;
    Ok(if above.join("CACHEDIR.TAG").exists() { above.to_owned() } else { root.join("target") })
}

/// The cargo that runs this program, in the root of the workspace.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Flags of the compiler, as TOML writes them: no path of this machine gets into the files, so they are the same
/// wherever they are built.
pub(crate) fn without_paths(root: &Path) -> Result<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home =
        home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo"))).context("cargo's home")?;
    let remap = |from: &Path, to: &str| format!("'--remap-path-prefix={}={to}'", from.display());
    Ok([remap(&home, "/cargo"), remap(root, "/haetae")].join(", "))
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} does not start", command.get_program().display()))?;
    ensure!(status.success(), "{} failed", command.get_program().display());
    Ok(())
}

/// A path as people read it: from the root of the workspace on.
pub(crate) fn shown<'p>(root: &Path, path: &'p Path) -> std::path::Display<'p> {
    path.strip_prefix(root).unwrap_or(path).display()
}
