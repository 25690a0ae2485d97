//! Watches how close to expiry everything is that would stop the checks if it were not renewed. Metrics and `/readyz`
//! show it, and the log reports it once at 25, 50 and 75 %.

mod lifetime;
#[cfg(test)]
mod tests;
mod watch;

use haetae_core::{RulesEdition, SECONDS_PER_DAY, UnixTime};
use haetae_keys::planning::last_use;

pub use lifetime::{Level, Lifetime};
pub use watch::{LevelChange, Watch};

use crate::issuing::Issuer;
use crate::publishing::{DAYS_AHEAD, Publisher};

/// What can expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The manifest that is served, until scanners say that their data is old.
    ManifestStale,
    /// The manifest that is served, until scanners admit no one.
    ManifestExpires,
    /// The status lists that are served: for how many of the coming days there is one.
    StatusLists,
    /// The trust list, until scanners admit no one.
    TrustList,
    /// The keys for phones' passes: for how many of the days that passes are issued for this node holds them.
    IssuingKeys,
    /// The keys for manifests and status lists: for how many of the coming 28 days this node holds them.
    StatusKeys,
    /// The rules that are served, until scanners drop them because the key that signed them leaves the trust list.
    Rules,
}

impl Subject {
    /// Its name in metrics and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ManifestStale => "manifest_stale",
            Self::ManifestExpires => "manifest_expires",
            Self::StatusLists => "status_lists",
            Self::TrustList => "trust_list",
            Self::IssuingKeys => "issuing_keys",
            Self::StatusKeys => "status_keys",
            Self::Rules => "rules",
        }
    }

    /// What happens when it expires, and what to do before.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::ManifestStale => {
                "after that, scanners show that their data is old; the log says why no new manifest is published"
            }
            Self::ManifestExpires => {
                "after that, scanners cannot admit anyone; the log says why no new manifest is published"
            }
            Self::StatusLists => {
                "without the list of a day no scanner admits that day's passes; the log says why none are published"
            }
            Self::TrustList => {
                "after that, scanners cannot admit anyone; call the custodians together: haetae trust request"
            }
            Self::IssuingKeys => {
                "after that, this node issues no more passes; bring it the keys of the coming days (keys/README.md)"
            }
            Self::StatusKeys => {
                "after that, this node publishes nothing more; bring it the next status key (keys/README.md)"
            }
            Self::Rules => {
                "after that, scanners have no rules and can say nothing where they need some; sign and publish them again"
            }
        }
    }
}

/// The lifetimes of all subjects at one moment. A subject that does not exist, the manifest before the first set for
/// instance, has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expiry(Vec<(Subject, Lifetime)>);

impl Expiry {
    /// The state at `now` on the node of this publisher and issuer.
    pub fn of(publisher: &Publisher, issuer: &Issuer, now: UnixTime) -> Self {
        let mut lifetimes = Vec::new();
        if let Some(served) = publisher.served() {
            let manifest = &served.contents;
            lifetimes.push((Subject::ManifestStale, Lifetime::between(manifest.issued, manifest.stale, now)));
            lifetimes.push((Subject::ManifestExpires, Lifetime::between(manifest.issued, manifest.expires, now)));
            lifetimes.push((Subject::StatusLists, Lifetime::of_days(served.status_days(now), DAYS_AHEAD + 1)));
            if let Some(list) = served.trust.trust_list() {
                lifetimes.push((Subject::TrustList, Lifetime::between(list.issued, list.expires, now)));
                let rules = served.rules.as_ref();
                let key = |rules: &RulesEdition| list.keys().find(|(kid, _)| *kid == rules.kid);
                if let Some((rules, (_, key))) = rules.and_then(|rules| Some((rules, key(rules)?))) {
                    lifetimes.push((Subject::Rules, Lifetime::between(rules.issued, last_use(key), now)));
                }
            }
        }
        lifetimes
            .push((Subject::IssuingKeys, Lifetime::of_days(issuer.signing_days(now), issuer.config().days_ahead + 1)));
        lifetimes.push((Subject::StatusKeys, Lifetime::of_days(publisher.status_key_days(now), DAYS_AHEAD + 1)));
        Self(lifetimes)
    }

    /// Each subject and its lifetime.
    pub fn lifetimes(&self) -> &[(Subject, Lifetime)] {
        &self.0
    }
}

/// Whole days, rounded down.
const fn days(seconds: u64) -> u64 {
    seconds / SECONDS_PER_DAY
}
