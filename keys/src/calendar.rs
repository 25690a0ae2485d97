use std::collections::BTreeSet;

use haetae_core::{IssuingConstraints, Kid, Role, TrustList, UnixTime};

use crate::custody::Custody;

#[cfg(test)]
mod tests;

/// Where a pass is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassKind {
    /// On a phone that signs for it: issued by keys of role 1.
    Phone,
    /// On paper: issued by keys of role 5.
    Paper,
}

/// A key of the trust list that may issue passes and whose private part is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuingKey {
    /// The key.
    pub kid: Kid,
    /// The first `nbf` of its passes.
    pub from: UnixTime,
    /// The end of the window: every `nbf` of its passes is before this time.
    pub until: UnixTime,
    /// What its passes may attest, in whose name and for how long.
    pub constraints: IssuingConstraints,
}

/// Which key is due when: the keys of a trust list whose private part a custody holds. If the windows of several keys
/// contain a time, the one that ends first is due, and of those that end together the one with the lowest kid: so nodes
/// with the same keys sign with the same one. Looking up a key allocates nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyCalendar {
    phone_passes: Vec<IssuingKey>,
    paper_passes: Vec<IssuingKey>,
    status: Vec<SigningWindow>,
    rules: Vec<SigningWindow>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SigningWindow {
    kid: Kid,
    from: UnixTime,
    until: UnixTime,
}

impl KeyCalendar {
    /// The calendar of the keys that are on `list` and held in `custody`. Make a new one for every new list.
    pub fn new(list: &TrustList, custody: &dyn Custody) -> Self {
        let mut calendar = Self::default();
        for (kid, trusted) in list.keys() {
            if custody.public_key(*kid) != Some(trusted.key) {
                continue;
            }
            let (kid, from, until) = (*kid, trusted.from, trusted.until);
            match &trusted.role {
                Role::PhonePasses(constraints) => {
                    calendar.phone_passes.push(IssuingKey { kid, from, until, constraints: constraints.clone() });
                }
                Role::PaperPasses(constraints) => {
                    calendar.paper_passes.push(IssuingKey { kid, from, until, constraints: constraints.clone() });
                }
                Role::Status => calendar.status.push(SigningWindow { kid, from, until }),
                Role::Rules => calendar.rules.push(SigningWindow { kid, from, until }),
                // These keys sign nothing.
                Role::Visits => {}
            }
        }
        calendar.phone_passes.sort_by_key(|key| (key.until, key.kid));
        calendar.paper_passes.sort_by_key(|key| (key.until, key.kid));
        calendar.status.sort_by_key(|window| (window.until, window.kid));
        calendar.rules.sort_by_key(|window| (window.until, window.kid));
        calendar
    }

    /// The calendar without these keys, which may be compromised. One for status lists and manifests stays as the last
    /// resort: a thief can sign with it anyway, and a node that stopped signing would only keep revocations from
    /// scanners.
    #[must_use]
    pub fn without(mut self, withdrawn: &BTreeSet<Kid>) -> Self {
        self.phone_passes.retain(|key| !withdrawn.contains(&key.kid));
        self.paper_passes.retain(|key| !withdrawn.contains(&key.kid));
        self.rules.retain(|window| !withdrawn.contains(&window.kid));
        // The first that is due signs; the sort is stable, so keys that are equal in this keep their order.
        self.status.sort_by_key(|window| withdrawn.contains(&window.kid));
        self
    }

    /// The key that issues the passes that begin at `not_before`; `None` if none is due then.
    pub fn issuing_key_at(&self, kind: PassKind, not_before: UnixTime) -> Option<&IssuingKey> {
        let keys = match kind {
            PassKind::Phone => &self.phone_passes,
            PassKind::Paper => &self.paper_passes,
        };
        keys.iter().find(|key| key.from <= not_before && not_before < key.until)
    }

    /// The key that signs the status lists and manifests that are issued at `issued`; `None` if none is due then.
    pub fn status_key_at(&self, issued: UnixTime) -> Option<Kid> {
        due(&self.status, issued)
    }

    /// The key that signs the rules that are issued at `issued`; `None` if none is due then.
    pub fn rules_key_at(&self, issued: UnixTime) -> Option<Kid> {
        due(&self.rules, issued)
    }
}

/// The first of the windows, which are sorted by their end, that holds `time`.
fn due(windows: &[SigningWindow], time: UnixTime) -> Option<Kid> {
    windows.iter().find(|window| window.from <= time && time < window.until).map(|window| window.kid)
}
