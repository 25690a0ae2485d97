use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::problem::Violation;

/// `[demo]`: settings for demonstrations only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct DemoSection {
    /// Whether anybody may sign in as any synthetic citizen.
    pub sign_in: bool,
    /// The private key of the demo partner.
    pub key_file: PathBuf,
}

impl Default for DemoSection {
    fn default() -> Self {
        Self { sign_in: false, key_file: "demo-partner.key".into() }
    }
}

impl DemoSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let named = !self.key_file.as_os_str().is_empty();
        Violation::unless(named, "demo.key_file", "it must name a file").into_iter()
    }

    pub(super) fn warnings(&self) -> Option<String> {
        self.sign_in.then(|| {
            "demo.sign_in is true: ANYBODY can fetch the passes of any synthetic citizen (SYN-...), without a proof of who \
             they are. Scanners of this issuer admit them. Only for demonstrations, with no real records and no real scanners."
                .to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn the_demo_sign_in_is_off_by_default_and_gives_a_warning() {
        let folder = tempfile::tempdir().expect("folder");
        let load = |values: &[(&str, &str)]| {
            let values = values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            Config::load(folder.path(), [], values).expect("config")
        };
        let default = load(&[]);
        assert!(!default.demo.sign_in && default.warnings().is_empty());
        let warnings = load(&[("demo.sign_in", "true")]).warnings();
        assert!(warnings.len() == 1 && warnings[0].starts_with("demo.sign_in is true: ANYBODY"), "{warnings:?}");
    }
}
