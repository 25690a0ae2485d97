//! What the centre publishes in the course of a situation. Lists are as small as the sample: nobody in it is revoked.
//! How large they are for a nation is another simulation (`revocations`).

use std::collections::BTreeMap;
use std::sync::Arc;

use haetae_core::{
    FileHash, Kid, Manifest, PinnedFile, Plan, RULES, RulesEdition, SECONDS_PER_DAY, StatusDay, StatusListClaims,
    SyncSettings, TRUST_LIST, TrustStore, TrustSync, UnixTime,
};
use miniz_oxide::deflate::compress_to_vec_zlib;
use sha2::{Digest as _, Sha256};

use super::authority::Authority;
use super::calendar::{START, at};
use super::situation::Nation;

/// A fresh manifest is signed after so many seconds (`publishing.resign_after`).
const RESIGN_AFTER: u64 = 3_600;
/// Scanners say so when a manifest is as old as this (`publishing.stale_after`).
const STALE_AFTER: u64 = SECONDS_PER_DAY;
/// Scanners admit nobody by one that is as old as this (`publishing.expires_after`).
const EXPIRES_AFTER: u64 = 14 * SECONDS_PER_DAY;
/// A change is in the published set so soon: what a drill measured (docs/compromise.md).
const VISIBLE_WITHIN: u64 = 10;
/// Days with a list, before today and after it.
const DAYS_BACK: u32 = 14;
const DAYS_AHEAD: u32 = 28;
/// Tablets have fetched something so long before the beginning.
const BEFORE: u64 = 8 * SECONDS_PER_DAY;
/// What a wallet keeps of scanners' data (`mobile-sdk/web/wallet/src/trust/trust-data.ts`).
const WALLET: SyncSettings =
    SyncSettings { refresh_seconds: SECONDS_PER_DAY, days_back: 1, days_ahead: 0, days_in_reserve: 0 };

/// The id of the policy that every venue has chosen.
pub(crate) const POLICY: &str = "venue";

/// One published set.
#[derive(Debug)]
pub(crate) struct Edition {
    pub(crate) at: u64,
    pub(crate) manifest: Vec<u8>,
    pub(crate) files: Arc<BTreeMap<FileHash, Vec<u8>>>,
    /// What a phone has in force that has fetched this set.
    pub(crate) on_phones: TrustStore,
}

/// All sets of a situation, in their order.
#[derive(Debug)]
pub(crate) struct Publisher(Vec<Edition>);

impl Publisher {
    /// Everything that is published until `end`, seconds since 1970. `bits`: the places in a status list.
    pub(crate) fn new(authority: &Authority, nation: &Nation, bits: u64, end: u64) -> Self {
        let mut lists: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
        let mut phone = TrustSync::new(authority.roots(), 0).with_settings(WALLET);
        let mut editions = Vec::new();
        for now in times(nation, end) {
            let today = at(now).status_day().0;
            let mut named = vec![(TRUST_LIST.to_owned(), authority.trust_list.clone())];
            named.extend(nation.rules_at(authority, now).map(|rules| (RULES.to_owned(), rules)));
            for day in today - DAYS_BACK..=today + DAYS_AHEAD {
                let list = lists.entry(day).or_insert_with(|| empty_list(authority, day, bits, now));
                named.push((format!("status/{day}"), list.clone()));
            }
            let pinned = named.iter().map(|(name, bytes)| PinnedFile::new(name.as_str(), bytes)).collect();
            let withdrawn = nation.withdrawn_at(authority, now).into_iter().collect();
            let (stale, expires) = (at(now + STALE_AFTER), at(now + EXPIRES_AFTER));
            let manifest =
                Manifest::new(now, at(now), stale, expires, pinned, withdrawn).expect("such files and times");
            let manifest = authority.status.complete(&manifest.prepare(authority.status.kid));
            let files: BTreeMap<FileHash, Vec<u8>> =
                named.into_iter().map(|(_, bytes)| (Sha256::digest(&bytes).into(), bytes)).collect();
            phone = TrustSync::resume(phone.store().clone(), 0).with_settings(WALLET);
            fetch_all(&mut phone, &manifest, &files, at(now));
            editions.push(Edition { at: now, manifest, files: Arc::new(files), on_phones: phone.store().clone() });
        }
        Self(editions)
    }

    /// The place of the newest set at a time.
    pub(crate) fn newest(&self, now: u64) -> usize {
        self.0.partition_point(|edition| edition.at <= now).saturating_sub(1)
    }

    /// The set at a place.
    pub(crate) fn edition(&self, place: usize) -> &Edition {
        &self.0[place]
    }
}

impl Nation {
    /// Whether the centre is away.
    pub(crate) fn is_away(&self, now: u64) -> bool {
        let is_in = |from: u64, hours: u64| (START + from * 3_600..START + (from + hours) * 3_600).contains(&now);
        self.outage.is_some_and(|outage| is_in(outage.from, outage.hours))
    }

    /// The stolen key, once the centre knows of the theft.
    pub(crate) fn stolen_at(&self, authority: &Authority, now: u64) -> Option<Kid> {
        let known = self.compromise.map(|compromise| START + compromise.at * 3_600)?;
        (known <= now).then(|| authority.due(known))
    }

    fn withdrawn_at(&self, authority: &Authority, now: u64) -> Option<(Kid, UnixTime)> {
        let compromise = self.compromise?;
        let refused = START + (compromise.at + compromise.refused_after) * 3_600;
        self.stolen_at(authority, now).map(|kid| (kid, at(refused)))
    }

    /// The rules in force: whoever is vaccinated; and, once they are published, the next ones.
    fn rules_at(&self, authority: &Authority, now: u64) -> Option<Vec<u8>> {
        let policy = self.policy?;
        let (published, from) = (START + policy.published * 3_600, START + policy.from * 3_600);
        let (issued, payload) = if now < published {
            let issued = START - BEFORE;
            (issued, rules(1, issued, &[(issued, None, VACCINATED)]))
        } else {
            let both = [(START - BEFORE, Some(from), VACCINATED), (from, None, WITHIN_180_DAYS)];
            (published, rules(2, published, &both))
        };
        debug_assert!(issued <= now);
        Some(authority.rules.complete(&RulesEdition::prepare(payload.into_bytes(), authority.rules.kid)))
    }
}

/// When something is published.
fn times(nation: &Nation, end: u64) -> Vec<u64> {
    let hours = (end - (START - BEFORE)).div_ceil(RESIGN_AFTER);
    let mut times: Vec<u64> = (0..hours).map(|hour| START - BEFORE + hour * RESIGN_AFTER).collect();
    let changes = [
        nation.compromise.map(|compromise| compromise.at),
        nation.policy.map(|policy| policy.published),
        nation.outage.map(|outage| outage.from + outage.hours),
    ];
    times.extend(changes.into_iter().flatten().map(|hours| START + hours * 3_600 + VISIBLE_WITHIN));
    times.retain(|time| !nation.is_away(*time) && *time < end);
    times.sort_unstable();
    times
}

fn empty_list(authority: &Authority, day: u32, bits: u64, now: u64) -> Vec<u8> {
    let bytes = usize::try_from(bits.div_ceil(8)).expect("a sample fits in memory");
    let claims = StatusListClaims {
        subject: format!("https://nation.example/status/{day}"),
        issued: at(now),
        expires: StatusDay(day + 15).begins(),
        time_to_live: 43_200,
        packed: &compress_to_vec_zlib(&vec![0; bytes], 6),
    };
    authority.status.complete(&claims.prepare(authority.status.kid))
}

const VACCINATED: &str = r#"{"===":[{"var":"payload.evidence.0.kind"},"vaccination"]}"#;
const WITHIN_180_DAYS: &str = r#"{"not-before":[
    {"plusTime":[{"localDate":[{"var":"payload.evidence.0.date"}]},180,"day"]},{"var":"external.today"}]}"#;

/// A rules file with these policies: from when, until when, by which rule.
fn rules(version: u64, issued: u64, policies: &[(u64, Option<u64>, &str)]) -> String {
    let text = r#"{"ko":"식당","en":"Venue"}"#;
    let time = |seconds: u64| at(seconds).to_rfc3339();
    let policy = |(from, until, logic): &(u64, Option<u64>, &str)| {
        let until = until.map_or_else(|| "null".to_owned(), |until| format!(r#""{}""#, time(until)));
        format!(
            r#"{{"id":"{POLICY}","name":{text},"from":"{}","until":{until},"challenge":"off",
            "rules":[{{"id":"R","logic":{logic},"message":{text}}}]}}"#,
            time(*from)
        )
    };
    let policies: Vec<String> = policies.iter().map(policy).collect();
    format!(
        r#"{{"version":{version},"issued":{issued},"zone":"Asia/Seoul","offsets":[[0,32400]],
        "presentation":{{"max_age":60,"max_skew":60}},"policies":[{}]}}"#,
        policies.join(",")
    )
}

/// Does what the core plans, until there is nothing to fetch.
fn fetch_all(sync: &mut TrustSync, manifest: &[u8], files: &BTreeMap<FileHash, Vec<u8>>, now: UnixTime) {
    for _ in 0..=files.len() + 1 {
        match sync.next(now) {
            Plan::Idle { .. } => return,
            Plan::FetchManifest { .. } => {
                sync.manifest_arrived(manifest, now);
            }
            Plan::FetchFile { sha256, .. } => {
                sync.file_arrived(sha256, files.get(&sha256).map(Vec::as_slice).unwrap_or_default(), now);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_publishes_nothing_and_what_is_stolen_is_withdrawn_within_seconds() {
        let authority = Authority::new(1);
        let text = "days = 3\noutage = { from = 10, hours = 5 }\ncompromise = { at = 20, refused_after = 2 }";
        let nation: Nation = toml::from_str(text).expect("a nation");
        let publisher = Publisher::new(&authority, &nation, 64, START + 3 * SECONDS_PER_DAY);
        let issued = |hour: u64| publisher.edition(publisher.newest(START + hour * 3_600)).at - START;
        assert_eq!([issued(9), issued(14), issued(16)], [9 * 3_600, 9 * 3_600, 16 * 3_600]);
        let withdrawn = |seconds: u64| {
            let store = &publisher.edition(publisher.newest(START + seconds)).on_phones;
            store.manifest().expect("a manifest").withdrawn().to_vec()
        };
        assert_eq!(withdrawn(20 * 3_600 - 1), []);
        assert_eq!(withdrawn(20 * 3_600 + 10), [(authority.due(START), at(START + 22 * 3_600))]);
    }
}
