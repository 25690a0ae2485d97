//! Handles the compromise of a key of the trust list.

use std::collections::BTreeSet;

use haetae_core::{Kid, Malformed, Role, SECONDS_PER_DAY, TrustList, TrustedKey, UnixTime};

/// How long a list that replaces an expired one is valid, in seconds: 39 weeks.
const LIST_LIFE: u64 = 39 * 7 * SECONDS_PER_DAY;

/// A key of a trust list that may be stolen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compromise {
    /// The key.
    pub kid: Kid,
    /// Its entry in the list.
    pub key: TrustedKey,
    /// The keys of the same role and window: one of them that is held replaces it.
    pub spares: Vec<Kid>,
}

/// Why a key cannot be withdrawn, or be left out of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompromiseError {
    /// The key is not on the list.
    #[error("there is no key {0} on the trust list; haetae trust show lists them")]
    Unknown(Kid),
    /// It is a root key: only the other roots can replace it.
    #[error(
        "{0} is a root key: no manifest can withdraw it. The other custodians sign a root set without it: \
         see \"One root key of three is stolen\" in keys/README.md"
    )]
    Root(Kid),
    /// It signs nothing.
    #[error(
        "{0} receives sealed visits and signs nothing that could be withdrawn. Take it off the list: \
         haetae trust request --drop-key {0}"
    )]
    Visits(Kid),
    /// No key for manifests would be left.
    #[error(
        "without {0} no status key would be left on the list, and nothing could be published: bring another one onto it"
    )]
    NoStatusKeyLeft(Kid),
    /// It makes no list.
    #[error("this makes no trust list, which needs {}", .0.reason())]
    Malformed(#[from] Malformed),
}

impl Compromise {
    /// The key `kid` of `list`.
    ///
    /// # Errors
    ///
    /// [`CompromiseError`] for a key that is not on the list, or that a manifest cannot withdraw.
    pub fn of(list: &TrustList, kid: Kid) -> Result<Self, CompromiseError> {
        if list.roots.keys().any(|(root, _)| *root == kid) {
            return Err(CompromiseError::Root(kid));
        }
        let known = list.keys().find(|(known, _)| *known == kid);
        let (_, key) = known.ok_or(CompromiseError::Unknown(kid))?;
        if key.role == Role::Visits {
            return Err(CompromiseError::Visits(kid));
        }
        let has_its_place = |other: &TrustedKey| {
            (other.role.as_str(), other.from, other.until) == (key.role.as_str(), key.from, key.until)
        };
        let spares = list.keys().filter(|(other, spare)| *other != kid && has_its_place(spare));
        Ok(Self { kid, key: key.clone(), spares: spares.map(|(kid, _)| *kid).collect() })
    }

    /// Whether manifests name this key, so that scanners refuse its passes.
    pub const fn issues_passes(&self) -> bool {
        self.key.role.issuing_constraints().is_some()
    }

    /// When everything that it may have signed has expired.
    pub fn ends(&self) -> UnixTime {
        let life = self.key.role.issuing_constraints().map_or(0, |constraints| constraints.longest_life);
        self.key.until.saturating_add(life)
    }
}

/// The list that follows `list` at `now` without these keys, and changes nothing else: it expires when that one does,
/// unless it has.
///
/// # Errors
///
/// [`CompromiseError`] if it could not be published, or is not a valid list.
pub fn list_without(list: &TrustList, kids: &BTreeSet<Kid>, now: UnixTime) -> Result<TrustList, CompromiseError> {
    let issued = now.max(list.issued);
    let expires = if list.expires > issued { list.expires } else { issued.saturating_add(LIST_LIFE) };
    let kept = list.keys().filter(|(kid, _)| !kids.contains(kid)).map(|(_, key)| key.clone());
    let next = TrustList::new(list.version.saturating_add(1), issued, expires, list.roots.clone(), kept)?;
    let signs = |key: &TrustedKey| key.role == Role::Status && key.window_holds(issued);
    if !next.keys().any(|(_, key)| signs(key))
        && let Some((kid, _)) = list.keys().find(|(kid, key)| kids.contains(kid) && signs(key))
    {
        return Err(CompromiseError::NoStatusKeyLeft(*kid));
    }
    Ok(next)
}
