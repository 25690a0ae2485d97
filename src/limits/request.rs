use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::time::Duration;

use super::gcra::Quota;
use crate::config::LimitsSection;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// How often one assertion may be used again within [`REPEATS_IN`]: a phone asks again after a lost answer.
const REPEATS: u32 = 10;
const REPEATS_IN: Duration = Duration::from_secs(300);

/// A limit that a request is counted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The requests of one key of a partner in a minute.
    KeyMinute,
    /// The requests of one key of a partner in a day.
    KeyDay,
    /// The requests of all keys of a partner in a minute.
    PartnerMinute,
    /// How often one assertion is used.
    Assertion,
    /// The requests of a partner that are answered at a time.
    AtOnce,
}

impl Limit {
    /// Its name in the header `RateLimit-Policy`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeyMinute => "key-minute",
            Self::KeyDay => "key-day",
            Self::PartnerMinute => "partner-minute",
            Self::Assertion => "assertion",
            Self::AtOnce => "partner-at-once",
        }
    }

    pub(super) const fn whose(self) -> &'static str {
        match self {
            Self::KeyMinute | Self::KeyDay => "the partner's key",
            Self::PartnerMinute | Self::AtOnce => "the partner",
            Self::Assertion => "the assertion",
        }
    }
}

/// A bucket that a request is counted to.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    pub(super) limit: Limit,
    /// Its name among those of the partner. It holds nothing about a person: an assertion is named by a hash.
    pub(super) name: String,
    pub(super) quota: Quota,
}

/// A request with a valid assertion, as counters see it.
#[derive(Clone, Debug)]
pub(super) struct Request<'a> {
    pub(super) partner: &'a str,
    /// The buckets that an assertion counts to when it comes for the first time.
    pub(super) buckets: Vec<Bucket>,
    /// The bucket of the assertion. While it is not full, a request counts to it alone.
    pub(super) again: Option<Bucket>,
    /// The most requests of the partner that are answered at a time; 0: no limit.
    pub(super) at_once: u32,
}

impl<'a> Request<'a> {
    pub(super) fn new(settings: &LimitsSection, partner: &'a str, key: &str, assertion: &str) -> Self {
        let (of_key, of_partner) = (settings.of_key(partner, key), settings.of_partner(partner));
        let bucket = |limit, requests, period, name: String| {
            Quota::new(requests, period).map(|quota| Bucket { limit, name, quota })
        };
        let buckets: Vec<Bucket> = [
            bucket(Limit::KeyMinute, of_key.per_minute, MINUTE, format!("m:{key}")),
            bucket(Limit::KeyDay, of_key.per_day, DAY, format!("d:{key}")),
            bucket(Limit::PartnerMinute, of_partner.per_minute, MINUTE, "p".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect();
        // A valid assertion has a signature of its own.
        let signature = assertion.rsplit('.').next().unwrap_or_default();
        let repeats = if buckets.is_empty() { 0 } else { REPEATS };
        let again = bucket(Limit::Assertion, repeats, REPEATS_IN, format!("a:{}", digest(key, signature)));
        Self { partner, buckets, again, at_once: of_partner.at_once }
    }

    /// All limits that its answer can name, with their requests and, where there is one, their period.
    pub(super) fn policies(&self) -> Vec<Policy> {
        let of = |bucket: &Bucket| Policy {
            limit: bucket.limit,
            requests: bucket.quota.requests(),
            period: Some(bucket.quota.period()),
        };
        let at_once = Policy { limit: Limit::AtOnce, requests: self.at_once, period: None };
        self.buckets.iter().map(of).chain((self.at_once > 0).then_some(at_once)).collect()
    }
}

/// A limit as partners see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Which limit it is.
    pub limit: Limit,
    /// The most requests in the period, or at a time.
    pub requests: u32,
    /// The period; `None` for requests at a time.
    pub period: Option<Duration>,
}

fn digest(key: &str, signature: &str) -> String {
    let digest = Sha256::new().chain_update(key).chain_update(" ").chain_update(signature).finalize();
    digest.iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
