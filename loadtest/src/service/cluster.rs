use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use super::data_folder::DataFolder;
use super::marked;
use crate::scenario::{EventAct, Part};

/// A cluster of one's own on loopback, as `make cluster` makes it: three nodes, PostgreSQL, Redis and nginx in front.
/// It is stopped when this is dropped.
#[derive(Debug)]
pub struct Cluster {
    parts: Parts,
    environment: Vec<(String, String)>,
    /// That of the first node.
    pub data: DataFolder,
    /// Its proxy.
    pub public: SocketAddr,
    /// The listener for operators of the first node.
    pub operator: SocketAddr,
}

/// Its processes, which are stopped when this is dropped: also those of a cluster whose start has failed.
#[derive(Debug)]
struct Parts {
    scripts: PathBuf,
    root: PathBuf,
}

impl Cluster {
    /// Makes and starts one below `folder` with at least so many citizens that can be vaccinated, and these settings on
    /// all nodes. `scripts` is the folder `deploy/cluster` of this project.
    ///
    /// # Errors
    ///
    /// What its scripts say.
    pub async fn start(
        scripts: &Path,
        haetae: &Path,
        folder: &Path,
        citizens: usize,
        settings: &BTreeMap<String, String>,
    ) -> anyhow::Result<Self> {
        let scripts = scripts.canonicalize().with_context(|| format!("there is no folder {}", scripts.display()))?;
        let haetae = haetae.canonicalize().with_context(|| format!("there is no program {}", haetae.display()))?;
        let root = folder.join("cluster");
        let mut environment = vec![
            ("CLUSTER_DATA".to_owned(), root.to_str().context("a path as text")?.to_owned()),
            ("HAETAE__SERVICE__LOAD_TEST".to_owned(), "true".to_owned()),
            ("HAETAE__LOG__LEVEL".to_owned(), "warn".to_owned()),
        ];
        environment.extend(settings.iter().map(|(key, value)| (variable(key), value.clone())));
        let parts = Parts { scripts, root };
        let made = [
            ("HAETAE_PROGRAM".to_owned(), haetae.to_str().context("a path as text")?.to_owned()),
            ("CITIZENS".to_owned(), DataFolder::sample_size(citizens).to_string()),
        ];
        script(&parts.scripts, "up", &[], environment.iter().chain(&made)).await?;
        let ports = std::fs::read_to_string(parts.root.join("ports"))?;
        let (public, operator) = (port(&ports, "nginx")?, port(&ports, "node-1-operator")?);
        let data = DataFolder::new(&haetae, parts.root.join("node-1"));
        data.choose_subjects(&data.path("citizens.ndjson"), citizens)?;
        marked::require(public).await?;
        Ok(Self { parts, environment, data, public, operator })
    }

    /// The processes of the nodes that run, by their names.
    pub fn processes(&self) -> Vec<(String, u32)> {
        let process = |part: Part| {
            let file = self.parts.root.join(format!("{}.pid", part.as_str()));
            let text = std::fs::read_to_string(file).ok()?;
            Some((part.as_str().to_owned(), text.split_whitespace().next()?.parse().ok()?))
        };
        [Part::Node1, Part::Node2, Part::Node3].into_iter().filter_map(process).collect()
    }

    /// Does something to a part of it, and waits until it is done.
    ///
    /// # Errors
    ///
    /// What the script says.
    pub async fn act(&self, part: Part, act: EventAct) -> anyhow::Result<()> {
        script(&self.parts.scripts, "part", &[part.as_str(), act.as_str()], self.environment.iter()).await
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        let (scripts, root) = (self.scripts.as_path(), self.root.as_path());
        let done = |name: &str, words: &[&str]| {
            let mut command = Command::new(scripts.join(name));
            command.args(words).env("CLUSTER_DATA", root).stdin(Stdio::null()).stdout(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        if !done("down", &[]) && !done("part", &["all", "kill"]) {
            eprintln!("the cluster in {} could not be stopped", root.display());
        }
    }
}

/// The variable of the environment that goes over a setting.
fn variable(setting: &str) -> String {
    format!("HAETAE__{}", setting.replace('.', "__").to_uppercase())
}

fn port(ports: &str, name: &str) -> anyhow::Result<SocketAddr> {
    let line = ports.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let port = line.and_then(|port| port.parse::<u16>().ok());
    Ok((Ipv4Addr::LOCALHOST, port.with_context(|| format!("the cluster has no port of {name}"))?).into())
}

/// Runs a script. What it starts goes on without it, and keeps what it has inherited: files take what it says, because
/// a pipe would not end.
async fn script(
    scripts: &Path,
    name: &str,
    words: &[&str],
    environment: impl Iterator<Item = &(String, String)>,
) -> anyhow::Result<()> {
    let said = tempfile::NamedTempFile::new()?;
    let mut command = tokio::process::Command::new(scripts.join(name));
    command.args(words).envs(environment.map(|(name, value)| (name, value))).stdin(Stdio::null());
    command.stdout(said.reopen()?).stderr(said.reopen()?).kill_on_drop(true);
    let status = command.status().await.with_context(|| format!("{name} of {} cannot be run", scripts.display()))?;
    if !status.success() {
        let text = std::fs::read_to_string(said.path()).unwrap_or_default();
        let last: Vec<&str> = text.lines().rev().take(5).collect();
        let called = [&[name], words].concat().join(" ");
        bail!("{called} failed: {}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{port, variable};

    #[test]
    fn a_setting_has_its_variable_and_a_part_its_port() {
        assert_eq!(variable("limits.requests_per_minute"), "HAETAE__LIMITS__REQUESTS_PER_MINUTE");
        let ports = "node-1 20001\nnode-1-operator 20002\nnginx 20003\n";
        let found = ["node-1", "node-1-operator", "nginx"].map(|name| port(ports, name).expect("a port").port());
        assert_eq!(found, [20_001, 20_002, 20_003]);
        assert!(port(ports, "node").is_err());
    }
}
