//! Whether the nodes' journals and their log only grow, and every day has its checkpoint.

use std::collections::BTreeMap;

use haetae_core::{CheckpointSigner, CivilDate, Manifest, PinnedFile, SECONDS_PER_DAY, TrustList, UnixTime};

use super::alarm::AlarmKind;
use super::error::WitnessError;
use super::folder::is_month;
use super::known::Witness;
use super::round::{Round, Stop};
use crate::journal::{HEAD_PREFIX, Head, LOG_PREFIX, MonthLog, SignedCheckpoint};

/// A node's checkpoint must be in the log so many seconds after its day: nodes make it within an hour, and a manifest
/// comes at least every few hours.
const GRACE: u64 = SECONDS_PER_DAY / 4;

/// A node without a checkpoint for so many days has been taken out of service.
const GONE_DAYS: i64 = 35;

/// The longest document of a head.
const MAX_HEAD_BYTES: u64 = 1_024;

impl Round<'_> {
    pub(super) fn check_journals(&mut self, witness: &mut Witness, manifest: &Manifest) -> Result<(), Stop> {
        for pinned in manifest.files() {
            if let Some(node) = pinned.name.strip_prefix(HEAD_PREFIX) {
                self.check_head(witness, node, pinned)?;
            }
        }
        let pinned = manifest.files().iter();
        let pinned: BTreeMap<&str, &PinnedFile> =
            pinned.filter_map(|file| Some((file.name.strip_prefix(LOG_PREFIX)?, file))).collect();
        let known = witness.folder.logs()?;
        if let Some((newest, _)) = known.last_key_value()
            && !pinned.contains_key(newest.as_str())
        {
            let words = "it is not published any more";
            self.alarm(AlarmKind::JournalRewritten, format!("the log of {newest}"), words);
            return Ok(());
        }
        let Some(list) = witness.trust.trust_list().cloned() else { return Ok(()) };
        for (month, file) in pinned {
            self.check_month(witness, month, file, &list)?;
        }
        Ok(())
    }

    fn check_head(&mut self, witness: &mut Witness, node: &str, pinned: &PinnedFile) -> Result<(), Stop> {
        let about = format!("the journal of {node}");
        if let Some(known) = witness.state.heads.get(node)
            && PinnedFile::new(pinned.name.as_str(), &known.document()) == *pinned
        {
            return Ok(());
        }
        if pinned.size > MAX_HEAD_BYTES {
            self.alarm(AlarmKind::Refused, about, "its end has more bytes than it can have");
            return Ok(());
        }
        let bytes = self.source.file(pinned)?;
        let Ok(head) = serde_json::from_slice::<Head>(&bytes) else {
            return Ok(self.refuse(witness, &about, &bytes, "its end cannot be read")?);
        };
        match witness.state.heads.get(node) {
            Some(known) if head.entries < known.entries => {
                let words = format!("it ended with entry {} and now ends with entry {}", known.entries, head.entries);
                self.alarm(AlarmKind::JournalRewritten, about, words);
            }
            Some(known) if head.entries == known.entries && head != *known => {
                self.alarm(AlarmKind::Fork, about, format!("there are two entries with the number {}", head.entries));
            }
            _ => {
                witness.state.heads.insert(node.to_owned(), head);
            }
        }
        Ok(())
    }

    fn check_month(
        &mut self,
        witness: &Witness,
        month: &str,
        pinned: &PinnedFile,
        list: &TrustList,
    ) -> Result<(), Stop> {
        let about = format!("the log of {month}");
        if !is_month(month) {
            self.alarm(AlarmKind::Refused, about, "this is not the name of a month");
            return Ok(());
        }
        let file = format!("journal/{month}");
        let known = witness.folder.read(&file)?.unwrap_or_default();
        if PinnedFile::new(pinned.name.as_str(), &known) == *pinned {
            return Ok(());
        }
        let bytes = self.source.file(pinned)?;
        if !bytes.starts_with(&known) {
            witness.folder.write(&format!("refused/journal-{month}"), &bytes)?;
            self.alarm(AlarmKind::JournalRewritten, about, "it does not begin with what was published before");
            return Ok(());
        }
        let log = match MonthLog::parse(&bytes) {
            Ok(log) => log,
            Err(error) => return Ok(self.refuse(witness, &about, &bytes, &error.to_string())?),
        };
        let logs = witness.folder.logs()?;
        if logs.range(..month.to_owned()).next_back().is_some_and(|(_, before)| !log.follows(before)) {
            witness.folder.write(&format!("refused/journal-{month}"), &bytes)?;
            self.alarm(AlarmKind::JournalRewritten, about, "it does not follow the log of the month before");
            return Ok(());
        }
        let mut last = last_of_nodes(&logs);
        for line in log.lines().iter().skip(logs.get(month).map_or(0, |known| known.lines().len())) {
            self.check_line(&mut last, &line.signed, list);
        }
        Ok(witness.folder.write(&file, &bytes)?)
    }

    /// A line that is new.
    fn check_line(
        &mut self,
        last: &mut BTreeMap<String, SignedCheckpoint>,
        signed: &SignedCheckpoint,
        list: &TrustList,
    ) {
        let checkpoint = &signed.checkpoint;
        let about = format!("the journal of {}", checkpoint.node);
        if signed.signer(list) != CheckpointSigner::Listed {
            let words = format!("the checkpoint of {} is not signed by a status key of the trust list", checkpoint.day);
            self.alarm(AlarmKind::Refused, about, words);
            return;
        }
        match last.get(&checkpoint.node) {
            Some(before) if before.checkpoint.day < checkpoint.day => {
                if let Some(reason) = signed.does_not_follow(before) {
                    let gap = before.checkpoint.day.checked_add_days(1) != Some(checkpoint.day);
                    self.alarm(if gap { AlarmKind::JournalRewritten } else { AlarmKind::Fork }, about, reason);
                }
            }
            Some(before) if before.bytes != signed.bytes => {
                let words = format!("the checkpoint of {} was published a second time, and differs", checkpoint.day);
                self.alarm(AlarmKind::Fork, about, words);
            }
            _ => {}
        }
        last.insert(checkpoint.node.clone(), signed.clone());
    }

    /// Whether each node that is in service has a checkpoint of every day that is over.
    pub(super) fn check_days(&mut self, witness: &Witness) -> Result<(), WitnessError> {
        // By the issuer's time: where no manifest comes at all, that is another alarm.
        let Some(manifest) = witness.trust.manifest() else { return Ok(()) };
        let due = day_of(manifest.issued.saturating_sub(SECONDS_PER_DAY + GRACE));
        for (node, newest) in last_of_nodes(&witness.folder.logs()?) {
            let day = newest.checkpoint.day;
            let missing = i64::from(due.days()) - i64::from(day.days());
            if (1..=GONE_DAYS).contains(&missing) {
                let (days, have) = if missing == 1 { ("day", "has") } else { ("days", "have") };
                let words = format!("{missing} {days} up to {due} {have} no checkpoint; the last one is of {day}");
                self.alarm(AlarmKind::MissingDay, format!("the journal of {node}"), words);
            }
        }
        Ok(())
    }
}

/// The last checkpoint of each node.
fn last_of_nodes(logs: &BTreeMap<String, MonthLog>) -> BTreeMap<String, SignedCheckpoint> {
    let lines = logs.values().flat_map(MonthLog::lines);
    lines.map(|line| (line.signed.checkpoint.node.clone(), line.signed.clone())).collect()
}

fn day_of(time: UnixTime) -> CivilDate {
    CivilDate::from_days(i64::from(time.status_day().0)).unwrap_or(CivilDate::MAX)
}
