use std::collections::BTreeSet;

use haetae_core::{Kid, SECONDS_PER_DAY, TrustList, TrustedKey, UnixTime};

use super::schedule::LOAD_AHEAD;

/// How long before the keys or the list run out the custodians are needed, in seconds: 13 weeks.
const CUSTODIANS_BEFORE: u64 = 91 * SECONDS_PER_DAY;

/// The roles whose keys sign on issuing nodes, in the order of tables.
const SIGNING: [&str; 4] = ["phone-passes", "paper-passes", "status", "rules"];

/// Where private keys are, as far as a node knows.
#[derive(Clone, Debug, Default)]
pub struct KeyLocations {
    /// Held on this node.
    pub held: BTreeSet<Kid>,
    /// In the vault; empty if it is not available.
    pub vault: BTreeSet<Kid>,
    /// Withdrawn: refused by scanners although they are on the list.
    pub withdrawn: BTreeSet<Kid>,
}

/// The status of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It was withdrawn.
    Withdrawn,
    /// Its window has ended.
    Past,
    /// This node signs with it.
    InUse,
    /// This node holds it for later.
    Held,
    /// It is the cold spare of its window.
    Spare,
    /// It is in the vault, and not a spare.
    InVault,
    /// Its private part is somewhere else.
    Elsewhere,
}

impl KeyState {
    /// Its name in JSON and in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Past => "past",
            Self::InUse => "in use",
            Self::Held => "held",
            Self::Spare => "spare",
            Self::InVault => "in the vault",
            Self::Elsewhere => "not here",
        }
    }
}

/// A key of the trust list in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The key.
    pub kid: Kid,
    /// Window and role.
    pub key: TrustedKey,
    /// Its status.
    pub state: KeyState,
}

/// The status of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleReport {
    /// The name of the role.
    pub role: &'static str,
    /// The key that signs now.
    pub due: Option<Kid>,
    /// When the next key takes over, and which.
    pub next: Option<(UnixTime, Kid)>,
    /// Until when keys on the list follow one another without a gap.
    pub listed_until: UnixTime,
    /// Until when this node holds them.
    pub held_until: UnixTime,
}

/// The status of a node's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyReport {
    /// Every key, by role and window.
    pub rows: Vec<KeyRow>,
    /// Every role that signs on this node.
    pub roles: Vec<RoleReport>,
    /// When keys must have been loaded from the vault.
    pub load_by: UnixTime,
    /// When custodians must have signed the next list.
    pub custodians_by: UnixTime,
    /// When the list in force expires.
    pub expires: UnixTime,
}

impl KeyReport {
    /// The report at `now` on the keys of `list`, from which passes are issued for `days_ahead`.
    pub fn new(list: &TrustList, places: &KeyLocations, days_ahead: u32, now: UnixTime) -> Self {
        let spares = spares(list);
        let mut roles = Vec::new();
        for role in SIGNING {
            let usable: Vec<(Kid, &TrustedKey)> = list
                .keys()
                .filter(|(kid, key)| key.role.as_str() == role && !places.withdrawn.contains(kid))
                .map(|(kid, key)| (*kid, key))
                .collect();
            let held: Vec<_> = usable.iter().copied().filter(|(kid, _)| places.held.contains(kid)).collect();
            roles.push(RoleReport {
                role,
                due: due(&held, now).map(|(kid, _)| kid),
                next: next(&usable, &held, &spares, now),
                listed_until: covered(&usable, now),
                held_until: covered(&held, now),
            });
        }
        let ahead = u64::from(days_ahead) * SECONDS_PER_DAY;
        let load_by = |role: &RoleReport| {
            let early = if role.role == "phone-passes" { ahead } else { 0 };
            role.held_until.saturating_sub(early)
        };
        let runs_out = roles.iter().map(|role| role.listed_until).fold(list.expires, UnixTime::min);
        Self {
            load_by: roles.iter().map(load_by).min().unwrap_or(now).max(now),
            custodians_by: runs_out.saturating_sub(CUSTODIANS_BEFORE).max(now),
            expires: list.expires,
            rows: rows(list, places, &spares, &roles, now),
            roles,
        }
    }

    /// The keys in the vault that a node loads at `now`: due soon, on the list, not spares, and not held yet.
    pub fn to_load(&self, now: UnixTime) -> impl Iterator<Item = &KeyRow> {
        let soon = now.saturating_add(LOAD_AHEAD);
        let signs = |row: &&KeyRow| SIGNING.contains(&row.key.role.as_str());
        self.rows.iter().filter(signs).filter(move |row| row.state == KeyState::InVault && row.key.from <= soon)
    }
}

/// The cold spares of a list: of two keys of a role with the same window the one with the higher kid.
pub fn spares(list: &TrustList) -> BTreeSet<Kid> {
    let mut windows = BTreeSet::new();
    let spares = list.keys().filter(|(_, key)| !windows.insert((key.role.as_str(), key.from, key.until)));
    spares.map(|(kid, _)| *kid).collect()
}

/// The key that signs at `time`, as [`KeyCalendar`](crate::KeyCalendar) says.
fn due<'l>(keys: &[(Kid, &'l TrustedKey)], time: UnixTime) -> Option<(Kid, &'l TrustedKey)> {
    let holding = keys.iter().filter(|(_, key)| key.window_holds(time));
    holding.min_by_key(|(kid, key)| (key.until, *kid)).copied()
}

/// The key after the one that signs now: at the end of its window.
fn next(
    usable: &[(Kid, &TrustedKey)],
    held: &[(Kid, &TrustedKey)],
    spares: &BTreeSet<Kid>,
    now: UnixTime,
) -> Option<(UnixTime, Kid)> {
    let regular: Vec<_> = usable.iter().copied().filter(|(kid, _)| !spares.contains(kid)).collect();
    let at = match due(held, now) {
        Some((_, key)) => key.until,
        None => regular.iter().map(|(_, key)| key.from).filter(|from| *from > now).min()?,
    };
    due(&regular, at).map(|(kid, _)| (at, kid))
}

/// The end of the windows that follow one another from `now` on; `now` if there is none.
fn covered(keys: &[(Kid, &TrustedKey)], now: UnixTime) -> UnixTime {
    let mut end = now;
    while let Some(further) = keys.iter().filter(|(_, key)| key.window_holds(end)).map(|(_, key)| key.until).max() {
        end = further;
    }
    end
}

fn rows(
    list: &TrustList,
    places: &KeyLocations,
    spares: &BTreeSet<Kid>,
    roles: &[RoleReport],
    now: UnixTime,
) -> Vec<KeyRow> {
    let state = |kid: &Kid, key: &TrustedKey| {
        if places.withdrawn.contains(kid) {
            KeyState::Withdrawn
        } else if key.until <= now {
            KeyState::Past
        } else if roles.iter().any(|role| role.due == Some(*kid)) {
            KeyState::InUse
        } else if places.held.contains(kid) {
            KeyState::Held
        } else if spares.contains(kid) {
            KeyState::Spare
        } else if places.vault.contains(kid) {
            KeyState::InVault
        } else {
            KeyState::Elsewhere
        }
    };
    let mut rows: Vec<KeyRow> =
        list.keys().map(|(kid, key)| KeyRow { kid: *kid, key: key.clone(), state: state(kid, key) }).collect();
    let place = |row: &KeyRow| SIGNING.iter().position(|role| *role == row.key.role.as_str()).unwrap_or(SIGNING.len());
    rows.sort_by_key(|row| (place(row), row.key.from, row.kid));
    rows
}
