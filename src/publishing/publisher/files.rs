//! The status files of a set: what was published last, and what was revoked since.

use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{SECONDS_PER_DAY, StatusDay, UnixTime};

use super::super::day_before::DayBefore;
use super::super::day_files::DayWriter;
use super::super::decoys::Decoys;
use super::super::schedule::{Schedule, Turn};
use super::super::status_list;
use super::{PublishError, Publisher, status_key};
use crate::model::{PublishedFile, PublishedSet, Serial};
use crate::signing::Signing;
use crate::store::{RevocationQuery, Store, StoreError};

/// Revocations that are read from the store at once.
const PAGE: u32 = 10_000;

/// A revocation that may be new to a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Revoked {
    number: u64,
    serial: Serial,
    at: UnixTime,
}

/// What the store knows that the set published last may lack.
#[derive(Debug)]
pub(super) struct News {
    revoked: Vec<Revoked>,
    /// The number of the last revocation.
    last: u64,
    /// The serials from here on belong to nobody, up to those kept for decoys.
    next_serial: u32,
}

impl News {
    /// Reads what those lists may lack that can change now. `last` is the number of the last revocation.
    pub(super) async fn read(
        store: &dyn Store,
        previous: Option<&PublishedSet>,
        schedule: Schedule,
        last: u64,
        now: UnixTime,
    ) -> Result<Self, StoreError> {
        let can_change = |day: &StatusDay| {
            let before = DayBefore::of(previous, *day);
            before.list.is_none() || turn(schedule, *day, &before, now) != Turn::Later
        };
        let after = status_list::days(now).filter(can_change).map(|day| held(previous, day).unwrap_or(0)).min();
        let since = Some(status_list::earliest_revocation(now));
        let mut query = RevocationQuery { subject: None, since, after: after.unwrap_or(last) };
        let mut revoked = Vec::new();
        loop {
            let page = store.revocations(&query, PAGE).await?;
            let Some(entry) = page.last() else { break };
            query.after = entry.number;
            revoked.extend(page.iter().map(|entry| Revoked {
                number: entry.number,
                serial: entry.serial,
                at: entry.at,
            }));
        }
        let last = last.max(revoked.last().map_or(0, |entry| entry.number));
        Ok(Self { revoked, last, next_serial: store.next_serial().await? })
    }

    fn waiting_for(&self, day: StatusDay, held: Option<u64>) -> Vec<Revoked> {
        let from = self.revoked.partition_point(|entry| entry.number <= held.unwrap_or(0));
        let waiting = self.revoked.get(from..).unwrap_or_default();
        waiting.iter().copied().filter(|entry| status_list::reaches(entry.at, day)).collect()
    }
}

/// The turn of a day's list. Two weeks before its day it has one batch: what comes in after that waits for the eve, and
/// need not be read before.
fn turn(schedule: Schedule, day: StatusDay, before: &DayBefore<'_>, now: UnixTime) -> Turn {
    let is_before_the_eve = day.begins() > now.saturating_add(SECONDS_PER_DAY);
    match schedule.turn(day, now) {
        Turn::Batch(time) if is_before_the_eve && before.changed_at() >= Some(time) => Turn::Later,
        turn => turn,
    }
}

/// How far the files of a day have come in a set.
fn held(set: Option<&PublishedSet>, day: StatusDay) -> Option<u64> {
    set?.revocations.get(&day).copied()
}

impl Publisher {
    /// The status files of all days, and how far they have come. Only days whose turn it is and that have something new
    /// cost more than a copy of what was published.
    pub(super) fn status_files(
        &self,
        signing: &Signing,
        previous: Option<&PublishedSet>,
        news: &News,
        signs_again: bool,
        now: UnixTime,
    ) -> Result<(Vec<PublishedFile>, BTreeMap<StatusDay, u64>), PublishError> {
        let decoys = Decoys::new(signing.ciphers.bits().capacity(), news.next_serial);
        // What some list has held already is old: where it comes late, nothing else may show when it came first.
        let known = previous.and_then(PublishedSet::newest_revocation).unwrap_or(0);
        let writer = DayWriter {
            signing,
            kid: status_key(signing, now)?,
            now,
            status_base: &self.config.status_base,
            time_to_live: self.config.stale_after,
            paper_days: self.config.paper_days,
            signs_again,
        };
        let (mut files, mut revocations) = (Vec::new(), BTreeMap::new());
        for day in status_list::days(now) {
            let (before, held) = (DayBefore::of(previous, day), held(previous, day));
            let (is_first, turn) = (before.list.is_none(), turn(self.schedule(), day, &before, now));
            let mut waiting = news.waiting_for(day, held);
            let is_due = match turn {
                _ if is_first => true,
                Turn::AtOnce => true,
                Turn::Batch(time) => waiting.is_empty() || waiting.iter().any(|entry| entry.at < time),
                Turn::Later => false,
            };
            if is_due {
                revocations.insert(day, news.last);
            } else {
                waiting.clear();
                revocations.extend(held.map(|held| (day, held)));
            }
            // Where it is not known what the list lacks, what is new looks like what is late.
            let is_late = held.is_none() || waiting.iter().any(|entry| entry.number <= known);
            let is_batch = turn != Turn::AtOnce || is_late;
            let new = if waiting.is_empty() {
                BTreeSet::new()
            } else {
                new_bits(signing, day, &before, &waiting, decoys, is_batch)?
            };
            files.extend(writer.write(day, &before, &new)?);
        }
        Ok((files, revocations))
    }
}

/// The indices of these serials that are not revoked yet, among decoys in a batch.
fn new_bits(
    signing: &Signing,
    day: StatusDay,
    before: &DayBefore<'_>,
    waiting: &[Revoked],
    decoys: Decoys,
    is_batch: bool,
) -> Result<BTreeSet<u32>, PublishError> {
    let is_revoked = before.revoked();
    let mut new = BTreeSet::new();
    for entry in waiting {
        let index = signing.ciphers.index(day, entry.serial)?;
        if !is_revoked(index) {
            new.insert(index);
        }
    }
    if is_batch && !new.is_empty() {
        let cipher = signing.ciphers.of(day)?;
        decoys.pad(&mut new, &cipher, is_revoked);
    }
    Ok(new)
}
