//! The log of all nodes' checkpoints, as files that are only added to. Scanners ignore files of these names, and
//! bundles leave them out; witnesses follow them.

use std::collections::BTreeMap;

use haetae_core::{CheckpointSigner, CivilDate, SECONDS_PER_DAY, TrustList, UnixTime};

use crate::journal::{LOG_PREFIX, MonthLog, SignedCheckpoint};
use crate::model::{PublishedFile, PublishedSet};

/// A checkpoint that reaches the store later than this many days after its day is not logged any more.
const LATE_DAYS: u64 = 62;

/// How many months are published: a witness that was away for a month misses nothing.
const MONTHS: usize = 2;

/// Whether the file is a part of the log.
pub(super) fn is_one(name: &str) -> bool {
    name.starts_with(LOG_PREFIX)
}

/// The first day whose checkpoints may be new.
pub(super) fn earliest(now: UnixTime) -> CivilDate {
    day_of(now.saturating_sub(LATE_DAYS * SECONDS_PER_DAY))
}

/// The log of the set that was published last, and what of `stored` is new: in the order of days, signed by a key of
/// the list, and later than all that is logged of its node.
pub(super) fn files(
    previous: Option<&PublishedSet>,
    stored: Vec<Vec<u8>>,
    list: &TrustList,
    now: UnixTime,
) -> Vec<PublishedFile> {
    let mut published: Vec<&PublishedFile> =
        previous.into_iter().flat_map(|set| &set.files).filter(|file| is_one(&file.name)).collect();
    published.sort_by(|left, right| left.name.cmp(&right.name));
    let mut months: BTreeMap<String, MonthLog> = BTreeMap::new();
    for file in &published {
        match MonthLog::parse(&file.bytes) {
            Ok(log) => {
                months.insert(file.name.clone(), log);
            }
            Err(error) => {
                // It was signed as it is: what follows would not be a continuation of it.
                tracing::error!(%error, name = file.name, "the published log of journals is damaged; nothing is added to it");
                return published.into_iter().cloned().collect();
            }
        }
    }
    let mut logged: BTreeMap<String, CivilDate> = BTreeMap::new();
    for line in months.values().flat_map(MonthLog::lines) {
        let checkpoint = &line.signed.checkpoint;
        let last = logged.entry(checkpoint.node.clone()).or_insert(checkpoint.day);
        *last = checkpoint.day.max(*last);
    }
    let new = stored.into_iter().filter_map(|bytes| SignedCheckpoint::decode_unverified(bytes).ok());
    for signed in new {
        let (node, day) = (signed.checkpoint.node.clone(), signed.checkpoint.day);
        let is_new = logged.get(&node).is_none_or(|last| day > *last);
        if !is_new || signed.signer(list) != CheckpointSigner::Listed {
            continue;
        }
        logged.insert(node, day);
        log_of_month(&mut months, now).add(signed);
    }
    while months.len() > MONTHS {
        months.pop_first();
    }
    months.into_iter().map(|(name, log)| PublishedFile::new(name, log.bytes().to_vec())).collect()
}

/// The log to which lines are added: that of this month, or a later one if a clock was ahead.
fn log_of_month(months: &mut BTreeMap<String, MonthLog>, now: UnixTime) -> &mut MonthLog {
    let day = day_of(now).to_string();
    let name = format!("{LOG_PREFIX}{}", day.get(..7).unwrap_or_default());
    let (newest, before) = match months.last_key_value() {
        Some((newest, _)) if *newest >= name => (newest.clone(), MonthLog::default()),
        Some((_, log)) => (name, MonthLog::after(log)),
        None => (name, MonthLog::default()),
    };
    months.entry(newest).or_insert(before)
}

fn day_of(time: UnixTime) -> CivilDate {
    CivilDate::from_days(i64::from(time.status_day().0)).unwrap_or(CivilDate::MAX)
}
