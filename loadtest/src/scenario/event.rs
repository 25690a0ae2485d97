use anyhow::bail;
use serde::Deserialize;
use toml::Spanned;

/// Something that happens at a second of the schedule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When; before the schedule begins if negative.
    pub at: Spanned<f64>,
    /// What.
    pub act: EventAct,
    /// To which part of a cluster.
    #[serde(default)]
    pub part: Part,
    /// The arguments of `haetae`, of a `command`; `{data}` in them is the data folder, which has a file `subjects`, and
    /// `{scenario}` the folder of the scenario.
    #[serde(default)]
    pub run: Vec<String>,
    /// What the report calls it.
    pub label: String,
}

/// A part of a cluster (docs/cluster.md); a single node is the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The first node.
    #[default]
    #[serde(rename = "node-1")]
    Node1,
    /// The second one.
    #[serde(rename = "node-2")]
    Node2,
    /// The third one.
    #[serde(rename = "node-3")]
    Node3,
    /// The database.
    Postgresql,
    /// What counts for all nodes.
    Redis,
    /// The proxy in front of them.
    Nginx,
}

/// What happens to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventAct {
    /// Its process gets no processor any more.
    Pause,
    /// It goes on.
    Resume,
    /// It is killed, as by a loss of power.
    Kill,
    /// It is asked to stop, as for a new version, and is waited for.
    Stop,
    /// It is started again.
    Start,
    /// An operator's command.
    Command,
}

impl Event {
    /// Whether it happens before the schedule ends, or why it makes no sense.
    pub(super) fn require_sense(&self, seconds: u32) -> anyhow::Result<()> {
        if *self.at.get_ref() >= f64::from(seconds) {
            bail!("\"{}\" is at {}, and the schedule has ended at {seconds}", self.label, self.at.get_ref());
        }
        if self.act == EventAct::Command && self.part != Part::Node1 {
            bail!("commands are run on the first node");
        }
        Ok(())
    }
}

impl Part {
    /// Its name in docs/cluster.md.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Node1 => "node-1",
            Self::Node2 => "node-2",
            Self::Node3 => "node-3",
            Self::Postgresql => "postgresql",
            Self::Redis => "redis",
            Self::Nginx => "nginx",
        }
    }
}

impl EventAct {
    /// Its word in a scenario.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Kill => "kill",
            Self::Stop => "stop",
            Self::Start => "start",
            Self::Command => "command",
        }
    }
}
