//! The library for Kotlin, Swift and Python, and the code that UniFFI generates for it: cargo, then the generator, then
//! `strip`. What it writes is built anew by one command and not committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

use crate::size::within_budget;
use crate::workspace::{cargo, root, run, shown, target, without_paths};

/// A language that the core is used from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Kotlin,
    Swift,
    Python,
}

impl Language {
    pub(crate) const ALL: [Self; 3] = [Self::Kotlin, Self::Swift, Self::Python];

    /// What its library has of `haetae-ffi`. Phones read codes by readers of their own.
    const fn features(self) -> &'static str {
        match self {
            Self::Kotlin | Self::Swift => "",
            Self::Python => "decode",
        }
    }

    const fn generator(self) -> TargetLanguage {
        match self {
            Self::Kotlin => TargetLanguage::Kotlin,
            Self::Swift => TargetLanguage::Swift,
            Self::Python => TargetLanguage::Python,
        }
    }

    /// The folder of the generated code, under `mobile-sdk`.
    const fn code(self) -> &'static str {
        match self {
            Self::Kotlin => "kotlin/src/generated/kotlin",
            Self::Swift => "swift/Sources/HaetaeCore",
            Self::Python => "python/src/haetae/_ffi",
        }
    }

    /// The folder of the library, under `mobile-sdk`: where the language's loader looks for it.
    fn library(self) -> Result<String> {
        Ok(match self {
            Self::Kotlin => format!("kotlin/src/generated/resources/{}", jna_folder()?),
            Self::Swift => "swift/lib".to_owned(),
            Self::Python => self.code().to_owned(),
        })
    }
}

/// Builds the library of each language, generates the code from it, and writes both to its folder. With
/// `static_library`, Swift gets one of those besides.
pub(crate) fn build(languages: &[Language], static_library: bool) -> Result<()> {
    let root = root()?;
    // The generator asks cargo where the crate and its uniffi.toml are.
    std::env::set_current_dir(&root).with_context(|| format!("{}", root.display()))?;
    for language in languages {
        let compiled = compile(&root, language.features(), "cdylib")?;
        let code = root.join("mobile-sdk").join(language.code());
        // What an earlier version has generated must not stay beside it.
        if code.exists() {
            fs::remove_dir_all(&code).with_context(|| format!("{}", code.display()))?;
        }
        write_code(*language, &compiled, &code)?;
        let folder = root.join("mobile-sdk").join(language.library()?);
        let library = folder.join(library_name());
        strip(&compiled, &library)?;
        if static_library && *language == Language::Swift {
            let compiled = compile(&root, language.features(), "staticlib")?;
            let library = folder.join("static").join("libhaetae.a");
            strip(&compiled, &library)?;
            require_no_path(&root, &library)?;
        }
        require_no_path(&root, &library)?;
        println!("{language:?}: {} and {}", shown(&root, &code), shown(&root, &library));
        within_budget(&library, language.features())?;
    }
    Ok(())
}

/// Compiles `haetae-ffi` by itself, as one kind of library: with others in the same call cargo would optimise each
/// crate by itself and not the whole.
fn compile(root: &Path, features: &str, kind: &str) -> Result<PathBuf> {
    let target = target(root)?;
    let mut command = cargo(root);
    command.args(["rustc", "--locked", "--package", "haetae-ffi", "--lib", "--profile", "ffi"]);
    command.args(["--crate-type", kind, "--no-default-features", "--features", features]);
    command.arg("--config").arg(format!("build.rustflags = [{}]", without_paths(root)?));
    command.arg("--target-dir").arg(&target);
    run(&mut command)?;
    let name = match kind {
        "staticlib" => "libhaetae_ffi.a".to_owned(),
        _ => format!("{}haetae_ffi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX),
    };
    Ok(target.join("ffi").join(name))
}

/// Writes the code to its folder, from the library as it was compiled: the stripped one does not say what is in it.
fn write_code(language: Language, compiled: &Path, folder: &Path) -> Result<()> {
    let text = |path: &Path| path.to_str().map(str::to_owned).with_context(|| format!("{} is no text", path.display()));
    generate(GenerateOptions {
        languages: vec![language.generator()],
        source: text(compiled)?.into(),
        out_dir: text(folder)?.into(),
        config_override: None,
        format: false,
        crate_filter: None,
        metadata_no_deps: true,
    })?;
    match language {
        Language::Kotlin => Ok(()),
        // The C header stands beside the module map that is written by hand.
        Language::Swift => {
            let headers = folder.with_file_name("haetaeFFI");
            fs::create_dir_all(&headers)?;
            renamed(&folder.join("haetaeFFI.h"), &headers.join("haetaeFFI.h"))
        }
        Language::Python => renamed(&folder.join("haetae.py"), &folder.join("__init__.py")),
    }
}

fn renamed(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).with_context(|| format!("{}: the generator has not written it", from.display()))
}

/// The copy that ships, without names and lines for debuggers.
fn strip(compiled: &Path, shipped: &Path) -> Result<()> {
    let folder = shipped.parent().context("a library is in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
    // Both in the words of GNU's and of Apple's.
    let what = if shipped.extension().is_some_and(|extension| extension == "a") { "-S" } else { "-x" };
    run(Command::new("strip").arg(what).arg("-o").arg(shipped).arg(compiled))?;
    ensure!(shipped.exists(), "strip has not written {}", shipped.display());
    Ok(())
}

/// Fails where a library names the folder that it was built in: it would differ from checkout to checkout.
fn require_no_path(root: &Path, library: &Path) -> Result<()> {
    let (content, path) = (fs::read(library)?, root.as_os_str().as_encoded_bytes());
    let names_it = content.windows(path.len()).any(|part| part == path);
    ensure!(!names_it, "{} names {}", library.display(), root.display());
    Ok(())
}

/// What the library is called where it ships: the generated code looks for `haetae`.
fn library_name() -> String {
    format!("{}haetae{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

/// The folder of a jar in which JNA looks for the library of this machine.
fn jna_folder() -> Result<String> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x86-64",
        "aarch64" => "aarch64",
        other => bail!("JNA's folder for {other} is not known here"),
    };
    Ok(format!("{system}-{processor}"))
}
