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
}

/// The limits of one key; 0: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyLimit {
    /// The most requests in a minute.
    pub per_minute: u32,
    /// The most requests in a day.
    pub per_day: u32,
}

impl Default for LimitsSection {
    fn default() -> Self {
        Self {
            requests_per_minute: 6_000,
            requests_per_day: 1_000_000,
            partners: Vec::new(),
            unusual_factor: 10,
            unusual_from: 100,
            phones_per_day: 3,
            fresh_sign_in: 300,
            paper_life_without_jti: 300,
        }
    }
}

impl LimitsSection {
    /// Nothing is limited.
    pub fn unlimited() -> Self {
        Self { requests_per_minute: 0, requests_per_day: 0, unusual_factor: 0, phones_per_day: 0, ..Self::default() }
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

    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        [
            self.partners_problem().map(|rule| Violation { key: "limits.partners", rule }),
            Violation::outside(0..=1_000, self.unusual_factor, "limits.unusual_factor"),
            Violation::outside(0..=1_000, self.phones_per_day, "limits.phones_per_day"),
            Violation::outside(60..=3_600, self.fresh_sign_in, "limits.fresh_sign_in"),
            Violation::outside(0..=300, self.paper_life_without_jti, "limits.paper_life_without_jti"),
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
            if limit.requests_per_minute.is_none() && limit.requests_per_day.is_none() {
                return Some(format!("the entry of {partner:?} has neither requests_per_minute nor requests_per_day"));
            }
            let before = self.partners.get(..position).unwrap_or_default();
            if before.iter().any(|other| other.partner == *partner && other.key == *key) {
                return Some(format!("the partner {partner:?} comes twice with the same key"));
            }
        }
        None
    }
}
