use serde::{Deserialize, Serialize};

use super::problem::Violation;
use crate::model::PartnerName;

#[cfg(test)]
mod tests;

/// `[limits]`: how much a partner's key, a person's phones and an assertion for paper may ask for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct LimitsSection {
    /// The most requests of one key of a partner in a minute; 0: no limit.
    pub requests_per_minute: u32,
    /// The most requests of one key of a partner in a day; 0: no limit.
    pub requests_per_day: u32,
    /// The most requests of all keys of a partner in a minute; 0: no limit besides those of its keys.
    pub partner_per_minute: u32,
    /// The most requests of a partner that are answered at a time; 0: no limit.
    pub partner_at_once: u32,
    /// The most requests for passes that a node answers at a time; 0: no limit.
    pub requests_at_once: u32,
    /// In how many milliseconds nine of ten requests are to be answered: a node that takes longer answers fewer at a
    /// time; 0: it always answers `requests_at_once`.
    pub target_ms: u64,
    /// It never answers fewer at a time.
    pub least_at_once: u32,
    /// Passes of so many days are in an answer of a node that is under pressure or signs slowly; 0: always all.
    pub short_days: u32,
    /// After so many milliseconds of signing an answer is that short; 0: after any time it is not.
    pub signing_ms: u64,
    /// Other limits of single partners or keys.
    pub partners: Vec<PartnerLimit>,
    /// An hour of a key with more than so many times its usual requests is reported; 0: none is.
    pub unusual_factor: u32,
    /// An hour with fewer requests is never reported.
    pub unusual_from: u32,
    /// On how many phones a person has passes for one day without another sign-in; 0: on any number.
    pub phones_per_day: u32,
    /// How many seconds ago the sign-in for a further phone may be.
    pub fresh_sign_in: u64,
    /// The longest lifetime, in seconds, of an assertion for paper without a `jti`; 0: it needs one.
    pub paper_life_without_jti: u64,
    /// For up to so many days old sign-ins count longer after a partner's grace, and in one that begins by itself; 0:
    /// for none, and none does.
    pub grace_days: u64,
    /// A partner gets a grace when so many percent of its citizens within an hour have sign-ins that are too old; 0:
    /// never by itself.
    pub grace_percent: u32,
    /// And when they are at least so many.
    pub grace_from: u32,
}

/// The limits of one partner, or of one of its keys. A value that is missing is that of the partner, or else that of
/// everyone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "{ partner = \"...\", requests_per_minute = ..., requests_per_day = ... }")]
pub struct PartnerLimit {
    /// The partner's name.
    pub partner: String,
    /// The id of the key, if not all of the partner's are meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The most requests in a minute; 0: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_minute: Option<u32>,
    /// The most requests in a day; 0: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_day: Option<u32>,
    /// The most requests of all its keys in a minute; 0: no limit besides those of its keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_per_minute: Option<u32>,
    /// The most of its requests that are answered at a time; 0: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_at_once: Option<u32>,
    /// The part of `requests_at_once`, in percent, that is kept free for it on each node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved_percent: Option<u8>,
}

/// The limits of one key; 0: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyLimit {
    /// The most requests in a minute.
    pub per_minute: u32,
    /// The most requests in a day.
    pub per_day: u32,
}

/// The limits of one partner; 0: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WholePartnerLimit {
    /// The most requests of all its keys in a minute.
    pub per_minute: u32,
    /// The most of its requests that are answered at a time.
    pub at_once: u32,
}

/// The most of a node's room, in percent, that can be reserved: the rest is for partners without a reservation.
const MOST_RESERVED: u32 = 90;

impl PartnerLimit {
    /// Whether it says something of the whole partner.
    const fn is_of_whole_partner(&self) -> bool {
        self.partner_per_minute.is_some() || self.partner_at_once.is_some() || self.reserved_percent.is_some()
    }

    const fn is_of_each_key(&self) -> bool {
        self.requests_per_minute.is_some() || self.requests_per_day.is_some()
    }
}

impl Default for LimitsSection {
    fn default() -> Self {
        Self {
            requests_per_minute: 6_000,
            requests_per_day: 1_000_000,
            partner_per_minute: 0,
            partner_at_once: 512,
            requests_at_once: 1_024,
            target_ms: 1_000,
            least_at_once: 8,
            short_days: 3,
            signing_ms: 2_000,
            partners: Vec::new(),
            unusual_factor: 10,
            unusual_from: 100,
            phones_per_day: 3,
            fresh_sign_in: 300,
            paper_life_without_jti: 300,
            grace_days: 7,
            grace_percent: 50,
            grace_from: 100,
        }
    }
}

impl LimitsSection {
    /// Nothing is limited.
    pub fn unlimited() -> Self {
        Self {
            requests_per_minute: 0,
            requests_per_day: 0,
            partner_at_once: 0,
            requests_at_once: 0,
            short_days: 0,
            unusual_factor: 0,
            phones_per_day: 0,
            grace_percent: 0,
            ..Self::default()
        }
    }

    /// The limits of one key: those of the key itself come before those of its partner, and these before everyone's.
    pub fn of_key(&self, partner: &str, key: &str) -> KeyLimit {
        let of = |id: Option<&str>| {
            self.partners.iter().find(move |limit| limit.partner == partner && limit.key.as_deref() == id)
        };
        let (of_key, of_partner) = (of(Some(key)), of(None));
        let value =
            |read: fn(&PartnerLimit) -> Option<u32>| of_key.and_then(read).or_else(|| of_partner.and_then(read));
        KeyLimit {
            per_minute: value(|limit| limit.requests_per_minute).unwrap_or(self.requests_per_minute),
            per_day: value(|limit| limit.requests_per_day).unwrap_or(self.requests_per_day),
        }
    }

    /// The limits of a partner with all its keys.
    pub fn of_partner(&self, partner: &str) -> WholePartnerLimit {
        let of_partner = self.partners.iter().find(|limit| limit.partner == partner && limit.key.is_none());
        WholePartnerLimit {
            per_minute: of_partner.and_then(|limit| limit.partner_per_minute).unwrap_or(self.partner_per_minute),
            at_once: of_partner.and_then(|limit| limit.partner_at_once).unwrap_or(self.partner_at_once),
        }
    }

    /// Of `requests_at_once`, what is kept free for no partner in particular.
    fn shared_at_once(&self) -> u64 {
        let reserved = self.partners.iter().filter_map(|limit| limit.reserved_percent);
        let all = u64::from(self.requests_at_once);
        reserved.fold(all, |left, percent| left.saturating_sub(all * u64::from(percent) / 100))
    }

    /// `request_timeout` is that of the service, in seconds.
    pub(super) fn warnings(&self, request_timeout: u64) -> Vec<String> {
        let (all, shared, one) = (self.requests_at_once, self.shared_at_once(), self.partner_at_once);
        let takes_all = (all > 0 && (one == 0 || u64::from(one) >= shared)).then(|| {
            format!(
                "limits.partner_at_once is {one}: one partner can take all the {shared} of limits.requests_at_once that are \
                 not reserved, and those without a reservation wait for it."
            )
        });
        let (target, longest) = (self.target_ms, request_timeout.saturating_mul(1_000));
        let is_too_long = (target > longest).then(|| {
            format!(
                "limits.target_ms is {target}, and service.request_timeout ends requests after {longest}: the node does not \
                 notice that it answers too many at a time."
            )
        });
        takes_all.into_iter().chain(is_too_long).collect()
    }

    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        [
            self.partners_problem().map(|rule| Violation { key: "limits.partners", rule }),
            Violation::outside(0..=1_000_000, self.requests_at_once, "limits.requests_at_once"),
            Violation::outside(0..=1_000_000, self.partner_at_once, "limits.partner_at_once"),
            Violation::outside(0..=60_000, self.target_ms, "limits.target_ms"),
            Violation::outside(1..=1_000_000, self.least_at_once, "limits.least_at_once"),
            Violation::outside(0..=28, self.short_days, "limits.short_days"),
            Violation::outside(0..=60_000, self.signing_ms, "limits.signing_ms"),
            Violation::outside(0..=1_000, self.unusual_factor, "limits.unusual_factor"),
            Violation::outside(0..=1_000, self.phones_per_day, "limits.phones_per_day"),
            Violation::outside(60..=3_600, self.fresh_sign_in, "limits.fresh_sign_in"),
            Violation::outside(0..=300, self.paper_life_without_jti, "limits.paper_life_without_jti"),
            Violation::outside(0..=14, self.grace_days, "limits.grace_days"),
            Violation::outside(0..=100, self.grace_percent, "limits.grace_percent"),
            Violation::outside(1..=1_000, self.grace_from, "limits.grace_from"),
        ]
        .into_iter()
        .flatten()
    }

    fn partners_problem(&self) -> Option<String> {
        for (position, limit) in self.partners.iter().enumerate() {
            let PartnerLimit { partner, key, .. } = limit;
            if let Err(error) = PartnerName::new(partner) {
                return Some(format!("{partner:?} is not the name of a partner: {error}"));
            }
            if !limit.is_of_each_key() && !limit.is_of_whole_partner() {
                return Some(format!("the entry of {partner:?} has no limit, such as requests_per_minute"));
            }
            if key.is_some() && limit.is_of_whole_partner() {
                return Some(format!(
                    "partner_per_minute, partner_at_once and reserved_percent are for all keys of {partner:?}: give them in an \
                     entry without key"
                ));
            }
            if limit.reserved_percent.is_some() && self.requests_at_once == 0 {
                return Some(format!("reserved_percent of {partner:?} needs limits.requests_at_once"));
            }
            let before = self.partners.get(..position).unwrap_or_default();
            if before.iter().any(|other| other.partner == *partner && other.key == *key) {
                return Some(format!("the partner {partner:?} comes twice with the same key"));
            }
        }
        let reserved: u32 = self.partners.iter().filter_map(|limit| limit.reserved_percent).map(u32::from).sum();
        (reserved > MOST_RESERVED).then(|| {
            format!("reserved_percent is {reserved} in all: {MOST_RESERVED} is the most, so that others have room")
        })
    }
}
