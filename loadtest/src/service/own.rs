use std::net::SocketAddr;

use anyhow::bail;
use rustix::process::Signal;

use super::cluster::Cluster;
use super::data_folder::DataFolder;
use super::installed::Installed;
use crate::scenario::{EventAct, Part, Target};

/// A service that the tool has started itself. It is stopped when this is dropped.
#[derive(Debug)]
pub enum Own {
    /// A single node.
    Node(Installed),
    /// Several, behind a proxy.
    Cluster(Cluster),
}

impl Own {
    /// The data folder on which commands are run.
    pub const fn data(&self) -> &DataFolder {
        match self {
            Self::Node(node) => &node.data,
            Self::Cluster(cluster) => &cluster.data,
        }
    }

    /// The address for phones, partners and scanners.
    pub const fn public(&self) -> SocketAddr {
        match self {
            Self::Node(node) => node.public,
            Self::Cluster(cluster) => cluster.public,
        }
    }

    /// The address for operators: of a cluster, that of the first node.
    pub const fn operator(&self) -> SocketAddr {
        match self {
            Self::Node(node) => node.operator,
            Self::Cluster(cluster) => cluster.operator,
        }
    }

    /// The processes of the nodes that run: `service`, or `node-1` and so on.
    pub fn processes(&self) -> Vec<(String, u32)> {
        match self {
            Self::Node(node) => {
                node.process().map(|process| (Target::SERVICE.to_owned(), process)).into_iter().collect()
            }
            Self::Cluster(cluster) => cluster.processes(),
        }
    }

    /// Does something to it, and waits until it is done. `words` are those of a command.
    ///
    /// # Errors
    ///
    /// What fails, and a part that is not there.
    pub async fn act(&mut self, part: Part, act: EventAct, words: &[String]) -> anyhow::Result<()> {
        if act == EventAct::Command {
            return self.data().command(words).await;
        }
        match self {
            Self::Cluster(cluster) => cluster.act(part, act).await,
            Self::Node(_) if part != Part::Node1 => bail!("only a cluster has {}: use --cluster", part.as_str()),
            Self::Node(node) => match act {
                EventAct::Pause => node.signal(Signal::STOP),
                EventAct::Resume => node.signal(Signal::CONT),
                EventAct::Kill => node.kill().await,
                EventAct::Stop => node.stop().await,
                EventAct::Start if node.process().is_some() => bail!("the service runs already"),
                EventAct::Start => node.start().await,
                EventAct::Command => Ok(()),
            },
        }
    }
}
