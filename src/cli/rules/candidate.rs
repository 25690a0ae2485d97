//! A version of the rules that is about to be published, and what keeps it from that.

use std::path::{Path, PathBuf};

use haetae_core::{RulesEdition, RulesFile, UnixTime};
use haetae_keys::ceremony::read_bounded;

use super::sign::named;
use crate::cli::output::outln;
use crate::cli::publication::Publication;
use crate::cli::{Acts, Failure};
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::{RulesRecord, RulesVersion};
use crate::publishing::PublishError;
use crate::rules::canaries::Canaries;
use crate::rules::short_notice::short_notice;
use crate::runtime::Node;
use crate::store::RulesChange;

/// How many canaries or changes are named.
const NAMED: usize = 10;

/// A signed file with its canaries.
pub(super) struct Candidate {
    pub(super) edition: RulesEdition,
    pub(super) file: RulesFile,
    /// The signed file.
    pub(super) bytes: Vec<u8>,
    /// The canaries as they were given; empty where there are none.
    pub(super) cases: Vec<u8>,
}

impl Candidate {
    /// Reads a signed file. `cases` are the canaries, or empty.
    pub(super) fn read(bytes: Vec<u8>, cases: Vec<u8>, node: &Node) -> Result<Self, Failure> {
        let edition = match RulesEdition::decode_unverified(&bytes) {
            Ok(edition) => edition,
            Err(_)
                if RulesFile::read(&bytes).is_ok() || serde_json::from_slice::<serde_json::Value>(&bytes).is_ok() =>
            {
                return Err("it is not signed: haetae rules sign FILE makes a signed one of it".into());
            }
            Err(error) => return Err(format!("it is not a signed rules file: {error}").into()),
        };
        let signing = node.publisher.signing().load();
        RulesEdition::decode(&bytes, &signing.list)
            .map_err(|error| Failure::no(format!("scanners would not take it: {error}")))?;
        let file = edition.read().map_err(|error| Failure::no(format!("scanners could not read it: {error}")))?;
        Ok(Self { edition, file, bytes, cases })
    }

    /// Refuses a version that scanners would not take, a wrong canary, a withdrawn key, and less notice than configured
    /// where there is no emergency. Says how many canaries are right.
    pub(super) async fn require_good(
        &self,
        node: &Node,
        config: &Config,
        is_emergency: bool,
        now: UnixTime,
    ) -> Result<String, Failure> {
        let version = self.edition.version;
        let newest = node.publisher.newest_rules().await?;
        if let Some(newest) = newest.as_ref().filter(|newest| newest.version >= version) {
            return Err(Failure::no(format!(
                "it is version {version}, and version {} is published: sign it again, as the next version",
                newest.version
            )));
        }
        if node.store.withdrawn_keys().await?.iter().any(|key| key.kid == self.edition.kid) {
            let kid = self.edition.kid;
            return Err(Failure::no(format!("the key {kid} that signed it is withdrawn: sign it with another one")));
        }
        let canaries = self.require_right_canaries()?;
        let before = newest.and_then(|newest| newest.read().ok());
        let notice = config.rules.notice_seconds();
        // Before the first file no venue has a policy: nothing changes for anyone.
        let early = before.map(|before| short_notice(&before, &self.file, now, notice)).unwrap_or_default();
        if !early.is_empty() && !is_emergency {
            return Err(Failure::no(format!(
                "this changes what happens at doors within {} hours (rules.notice_hours): {}. Scanners that are offline would not have \
                 it in time. Let it begin later, or say why it cannot wait: --emergency REASON",
                config.rules.notice_hours,
                list(early)
            )));
        }
        match node.publisher.rehearse_rules(self.bytes.clone(), now).await {
            // Without a key for manifests this node makes no set: the one that publishes offers it to a scanner.
            Ok(()) | Err(PublishError::NoStatusKey) => Ok(canaries),
            Err(error) => Err(Failure::no(format!("{error}"))),
        }
    }

    fn require_right_canaries(&self) -> Result<String, Failure> {
        if self.cases.is_empty() {
            return Ok("It has no canaries".to_owned());
        }
        let canaries = Canaries::read(&self.cases).map_err(|error| format!("the canaries cannot be read: {error}"))?;
        let wrong = canaries.wrong(Some(&self.file));
        if wrong.is_empty() {
            return Ok(format!("Canaries that get the right answer: {}", canaries.len()));
        }
        let (number, all) = (wrong.len(), canaries.len());
        Err(Failure::no(format!("{number} of {all} canaries get wrong answers: {}", list(wrong))))
    }

    /// Stores it, enters the act, and says when scanners have it.
    pub(super) async fn publish(
        self,
        kind: ActKind,
        record: RulesRecord,
        on: Vec<(&'static str, Detail)>,
        (config, node): (&Config, &Node),
        acts: &mut Acts,
    ) -> Result<(), Failure> {
        let publication = Publication::of(config, node).await?;
        let version = record.version;
        let rules = RulesVersion { record, file: self.bytes, cases: self.cases };
        match node.store.add_rules(&rules).await? {
            RulesChange::Done => acts.enter(kind, on, ActOutcome::Done)?,
            RulesChange::NotNewer => {
                acts.enter(kind, on, ActOutcome::Refused)?;
                return Err(Failure::no(
                    "meanwhile this version or a later one was published: sign it again, as the next version",
                ));
            }
        }
        outln!("Published version {version}. {}", publication.of_change());
        Ok(())
    }
}

/// The names of some of them.
fn list<T: std::fmt::Display>(all: Vec<T>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let named: Vec<String> = all.into_iter().take(NAMED).map(|one| one.to_string()).collect();
    let named = named.join("; ");
    if more == 0 { named } else { format!("{named}; and {more} more") }
}

/// The canaries of a rules file, and where they are: those that the command names, or those beside it.
pub(super) fn cases_beside(
    file: &Path,
    given: Option<&PathBuf>,
    without: bool,
) -> Result<(Vec<u8>, Option<PathBuf>), Failure> {
    if without {
        return Ok((Vec::new(), None));
    }
    let beside = file.with_extension("cases.json");
    let path = match given {
        Some(path) => path,
        None if beside.exists() => &beside,
        None => {
            return Err(format!(
                "there are no canaries beside it ({}): name them with --cases FILE, or publish it without them: --no-cases",
                beside.display()
            )
            .into());
        }
    };
    let cases = read_bounded(path)?;
    Canaries::read(&cases).map_err(|error| named(path, &error))?;
    Ok((cases, Some(path.clone())))
}
