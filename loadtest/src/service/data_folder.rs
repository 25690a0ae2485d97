use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, bail};
use tokio::process::Command;

use crate::load::job::PartnerKey;
use crate::load::partner::write_new_key;

/// The data folder of a node, and the program that works on it.
#[derive(Debug)]
pub struct DataFolder {
    haetae: PathBuf,
    root: PathBuf,
}

impl DataFolder {
    /// This folder, which need not be there yet.
    pub fn new(haetae: &Path, root: PathBuf) -> Self {
        Self { haetae: haetae.to_owned(), root }
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.haetae
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The file with the subject ids of those who are vaccinated.
    pub fn subjects(&self) -> PathBuf {
        self.path("subjects")
    }

    /// The file with the root keys.
    pub fn roots(&self) -> PathBuf {
        self.path("roots.json")
    }

    /// The credential of its operator.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn operator_token(&self) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(self.path("operator.token"))?.trim().to_owned())
    }

    /// A file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// How large a sample is in which so many are vaccinated: about two of three are; the others have no pass for all
    /// days.
    pub const fn sample_size(citizens: usize) -> usize {
        citizens.saturating_mul(2).saturating_add(100)
    }

    /// Writes the file with the subject ids of those of a sample who are vaccinated.
    ///
    /// # Errors
    ///
    /// If they are fewer than `citizens`.
    pub fn choose_subjects(&self, sample: &Path, citizens: usize) -> anyhow::Result<()> {
        let mut subjects = Vec::new();
        for line in std::fs::read_to_string(sample)?.lines() {
            let person: serde_json::Value = serde_json::from_str(line)?;
            let evidence = person["evidence"].as_array().context("a sample citizen has evidence")?;
            if evidence.iter().any(|evidence| evidence["kind"] == "vaccination") {
                subjects.push(person["subject"].as_str().context("a sample citizen has a subject id")?.to_owned());
            }
        }
        if subjects.len() < citizens {
            bail!("of the sample only {} are vaccinated, and {citizens} are needed", subjects.len());
        }
        std::fs::write(self.subjects(), subjects.join("\n"))?;
        Ok(())
    }

    /// Registers a partner with a new key.
    ///
    /// # Errors
    ///
    /// What `haetae` says.
    pub async fn add_partner(&self, name: &str) -> anyhow::Result<PartnerKey> {
        let (private, public) = (self.path(&format!("{name}.pem")), self.path(&format!("{name}.jwk")));
        let key_id = "load-1";
        write_new_key(&private, &public, key_id)?;
        let public = public.to_str().context("a path as text")?;
        let add = ["partner", "add", name, "--jwk", public, "--use", "passes,paper"].map(str::to_owned);
        self.command(&add).await?;
        Ok(PartnerKey { name: name.to_owned(), key_id: key_id.to_owned(), file: private })
    }

    /// Runs a command of `haetae` on the data folder, whose path stands for `{data}` in it.
    ///
    /// # Errors
    ///
    /// What it says, if it fails.
    pub async fn command(&self, words: &[String]) -> anyhow::Result<()> {
        let mut command = Command::new(&self.haetae);
        let data = self.root.to_str().context("a path as text")?;
        command
            .args(words.iter().map(|word| word.replace("{data}", data)))
            .env("HAETAE_DATA", data)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let output = command.output().await.with_context(|| format!("{} cannot be run", self.haetae.display()))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("haetae {} failed: {}", words.join(" "), said.trim());
        }
        Ok(())
    }
}
