//! An issuer with keys of its own, so that a test can have any code and any trust data that it needs.

mod changes;
mod daily;
mod list;
mod offers;
mod office;
mod passes;
mod rules;
mod set;
mod status_list;

use haetae_core::{
    Kid, Manifest, PinnedFile, Role, RootSet, SECONDS_PER_DAY, TrustList, TrustStore, TrustedKey, UnixTime,
};

use crate::Signer;
pub use daily::Database;
pub use list::{issuing_constraints, list_without, sign_list};
pub use office::Office;
pub use passes::claims;
pub use rules::rules_file;
pub use set::Set;

/// A day in seconds.
pub const DAY: u64 = SECONDS_PER_DAY;
/// When the tests take place: in the afternoon of a UTC day, so that a few hours either way are still that day.
pub const NOW: u64 = 20_800 * DAY + 50_000;

/// A time.
pub fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).expect("a time")
}

/// The keys of an issuer, each for its role.
#[derive(Clone, Debug)]
pub struct Authority {
    /// Signs trust lists.
    pub root: Signer,
    /// Issues passes to phones.
    pub phones: Signer,
    /// Issues paper passes.
    pub paper: Signer,
    /// Issues specimens.
    pub training: Signer,
    /// Signs status lists and manifests.
    pub status: Signer,
    /// Signs rules, for an authority that publishes some.
    pub rules: Option<Signer>,
}

impl Default for Authority {
    fn default() -> Self {
        let [root, phones, paper, training, status] = [1, 2, 3, 4, 5].map(Signer::new);
        Self { root, phones, paper, training, status, rules: None }
    }
}

impl Authority {
    /// The root as scanners pin it.
    pub fn roots(&self) -> RootSet {
        RootSet::new(1, [self.root.public]).expect("a root set")
    }

    /// Trust data without a set: only the pinned root.
    pub fn bare_trust(&self) -> TrustStore {
        TrustStore::new(self.roots())
    }

    /// The list of the keys.
    pub fn list(&self, version: u64, issued: u64) -> TrustList {
        let key = |signer: &Signer, role| TrustedKey {
            key: signer.public,
            from: at(NOW - 100 * DAY),
            until: at(NOW + 1_000 * DAY),
            role,
        };
        let constraints = |specimen| issuing_constraints("Office 1", specimen, 14 * DAY);
        let keys = [
            key(&self.phones, Role::PhonePasses(constraints(false))),
            key(&self.paper, Role::PaperPasses(constraints(false))),
            key(&self.training, Role::PhonePasses(constraints(true))),
            key(&self.status, Role::Status),
        ];
        let keys = keys.into_iter().chain(self.rules.as_ref().map(|rules| key(rules, Role::Rules)));
        TrustList::new(version, at(issued), at(NOW + 900 * DAY), self.roots(), keys).expect("a list")
    }

    /// The list of the keys, signed by the root.
    pub fn trust_list(&self, version: u64, issued: u64) -> Vec<u8> {
        sign_list(&self.list(version, issued), &[&self.root])
    }

    /// A manifest that is fresh for a day and counts for two weeks, and its bytes.
    pub fn manifest(
        &self,
        version: u64,
        issued: u64,
        files: Vec<PinnedFile>,
        withdrawn: Vec<(Kid, UnixTime)>,
    ) -> (Manifest, Vec<u8>) {
        let (stale, expires) = (at(issued + DAY), at(issued + 14 * DAY));
        let manifest = Manifest::new(version, at(issued), stale, expires, files, withdrawn).expect("a manifest");
        let bytes = self.status.complete(&manifest.prepare(self.status.kid()));
        (manifest, bytes)
    }
}
