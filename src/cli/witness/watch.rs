use std::path::PathBuf;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::cli::output::outln;
use crate::cli::{Context, Failure};
use crate::render::text::plural;
use crate::signing::read_roots;
use crate::witness::{Mirror, Status, Witness, metrics, write_whole};

/// How the witness works.
pub(super) struct Watch {
    pub(super) url: String,
    pub(super) folder: PathBuf,
    pub(super) trust_anchor: PathBuf,
    pub(super) once: bool,
    pub(super) interval: Duration,
    pub(super) metrics: Option<PathBuf>,
    pub(super) json: bool,
}

impl Watch {
    /// Looks once, or again and again until the process is ended: it may be killed at any time.
    pub(super) async fn run(&self, context: &Context) -> Result<u8, Failure> {
        if !self.url.starts_with("http://") && !self.url.starts_with("https://") {
            return Err(Failure::from(format!("--url {}: it must be an http or https address", self.url)));
        }
        let mut witness = Witness::open(&self.folder, read_roots(&self.trust_anchor)?)?;
        let mut looks = tokio::time::interval(self.interval);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            let (url, now) = (self.url.clone(), context.clock.now());
            let look = move || {
                let raised = witness.look(&Mirror::new(&url), now);
                (witness, raised)
            };
            let looked = tokio::task::spawn_blocking(look).await;
            let (returned, raised) = looked.map_err(|error| Failure::from(format!("the look failed: {error}")))?;
            witness = returned;
            for alarm in raised? {
                eprintln!("haetae: ALARM: {alarm}");
            }
            let status = witness.status(now);
            if let Some(path) = &self.metrics {
                write_whole(path, metrics(&status).as_bytes())?;
            }
            if self.once || self.json {
                self.show(&status)?;
            }
            if self.once {
                return Ok(u8::from(!status.alarms.is_empty()));
            }
        }
    }

    fn show(&self, status: &Status) -> Result<(), Failure> {
        if self.json {
            outln!("{}", serde_json::to_string(status).map_err(|error| Failure::from(error.to_string()))?);
            return Ok(());
        }
        match (status.version, status.issued) {
            (Some(version), Some(issued)) => {
                let seen = status.manifests;
                let were = plural(seen, "was", "were");
                outln!("The newest manifest is {version}, issued {}. {seen} {were} seen.", issued.to_rfc3339());
            }
            _ => outln!("No manifest was seen yet."),
        }
        for open in &status.alarms {
            outln!("ALARM since {}: {}", open.since.to_rfc3339(), open.alarm);
        }
        if status.alarms.is_empty() {
            outln!("No alarm is open.");
        }
        Ok(())
    }
}
