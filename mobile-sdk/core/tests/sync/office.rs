//! An authority that publishes sets, changes its keys and its roots, and the files that it has ever published.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use haetae_core::*;
use miniz_oxide::deflate::compress_to_vec_zlib;
use sha2::{Digest as _, Sha256};

pub(crate) const DAY: u64 = SECONDS_PER_DAY;
pub(crate) const START: u64 = 20_800 * DAY + 40_000;

pub(crate) fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).expect("a time")
}

/// A key that follows from a number.
pub(crate) struct Key {
    pair: Ed25519KeyPair,
    pub(crate) public: PublicKey,
}

impl Key {
    pub(crate) fn new(number: u64) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&Sha256::digest(number.to_be_bytes())).expect("a seed");
        let public = PublicKey::Ed25519(pair.public_key().as_ref().try_into().expect("32 bytes"));
        Self { pair, public }
    }

    fn sign(&self, message: &[u8]) -> Signature {
        self.pair.sign(message).as_ref().try_into().expect("64 bytes")
    }

    pub(crate) fn complete(&self, prepared: &Prepared) -> Vec<u8> {
        prepared.complete(&self.sign(prepared.to_be_signed()))
    }
}

/// A manifest and all files that it pins.
#[derive(Clone)]
pub(crate) struct Set {
    pub(crate) manifest: Vec<u8>,
    /// What the manifest says.
    pub(crate) says: Manifest,
    pub(crate) files: BTreeMap<FileHash, Vec<u8>>,
    /// The key that signed the manifest and its status lists.
    pub(crate) status: u64,
    /// The indices that its status lists revoke.
    pub(crate) revoked: BTreeSet<usize>,
}

pub(crate) struct Office {
    root: u64,
    /// Issues paper passes.
    pub(crate) issuing: u64,
    /// Issues passes to phones.
    pub(crate) phones: u64,
    pub(crate) status: u64,
    next_key: u64,
    list: (u64, Vec<u8>),
    links: BTreeMap<u64, Vec<u8>>,
    pub(crate) revoked: BTreeSet<usize>,
    pub(crate) withdrawn: Vec<(Kid, UnixTime)>,
    status_files: BTreeMap<u64, (BTreeSet<usize>, u64, Vec<u8>)>,
}

impl Office {
    pub(crate) fn new(now: u64) -> Self {
        let mut office = Self {
            root: 1,
            issuing: 2,
            status: 3,
            phones: 4,
            next_key: 4,
            list: (0, Vec::new()),
            links: BTreeMap::new(),
            revoked: BTreeSet::new(),
            withdrawn: Vec::new(),
            status_files: BTreeMap::new(),
        };
        office.sign_list(now, &[1], 1);
        office
    }

    pub(crate) fn pinned() -> RootSet {
        RootSet::new(1, [Key::new(1).public]).expect("a root set")
    }

    /// Another root; the list that says so is signed by both, and stays published.
    pub(crate) fn rotate_root(&mut self, now: u64) {
        let (old, new) = (self.root, self.new_key());
        self.root = new;
        self.sign_list(now, &[old, new], new);
        self.links.insert(self.list.0, self.list.1.clone());
    }

    /// Another issuing key in the place of the one that is off the list at once.
    pub(crate) fn replace_issuing_key(&mut self, now: u64) {
        self.issuing = self.new_key();
        self.sign_list(now, &[self.root], self.root);
    }

    pub(crate) fn replace_status_key(&mut self, now: u64) {
        self.status = self.new_key();
        self.status_files.clear();
        self.sign_list(now, &[self.root], self.root);
    }

    pub(crate) fn publish(&mut self, now: u64) -> Set {
        let mut named = self.lists();
        for day in days(now) {
            named.push((format!("status/{day}"), self.status_list(day, now)));
        }
        self.seal(self.status, now, now, named, self.withdrawn.clone(), self.revoked.clone())
    }

    /// What a thief of the status key publishes: a manifest of this version, in which nobody is revoked and no key withdrawn.
    pub(crate) fn forge(&self, stolen: u64, version: u64, now: u64) -> Set {
        let mut named = self.lists();
        for day in days(now) {
            named.push((format!("status/{day}"), sign_status_list(stolen, day, &BTreeSet::new(), now)));
        }
        self.seal(stolen, version, now, named, Vec::new(), BTreeSet::new())
    }

    pub(crate) fn lists(&self) -> Vec<(String, Vec<u8>)> {
        let links = self.links.iter().filter(|(version, _)| **version != self.list.0);
        let links = links.map(|(version, link)| (format!("trust-list/{version}"), link.clone()));
        [("trust-list".to_owned(), self.list.1.clone())].into_iter().chain(links).collect()
    }

    pub(crate) fn seal(
        &self,
        status: u64,
        version: u64,
        now: u64,
        named: Vec<(String, Vec<u8>)>,
        withdrawn: Vec<(Kid, UnixTime)>,
        revoked: BTreeSet<usize>,
    ) -> Set {
        let pinned = named.iter().map(|(name, bytes)| PinnedFile::new(name, bytes)).collect();
        let (stale, expires) = (at(now + DAY), at(now + 14 * DAY));
        let manifest = Manifest::new(version, at(now), stale, expires, pinned, withdrawn).expect("a manifest");
        let key = Key::new(status);
        let (says, manifest) = (manifest.clone(), key.complete(&manifest.prepare(key.public.kid())));
        let files = named.into_iter().map(|(_, bytes)| (Sha256::digest(&bytes).into(), bytes)).collect();
        Set { manifest, says, files, status, revoked }
    }

    fn new_key(&mut self) -> u64 {
        self.next_key += 1;
        self.next_key
    }

    pub(crate) fn status_list(&mut self, day: u64, now: u64) -> Vec<u8> {
        if let Some((revoked, _, bytes)) = self.status_files.get(&day)
            && *revoked == self.revoked
        {
            return bytes.clone();
        }
        let bytes = sign_status_list(self.status, day, &self.revoked, now);
        self.status_files.insert(day, (self.revoked.clone(), now, bytes.clone()));
        bytes
    }

    fn sign_list(&mut self, now: u64, signers: &[u64], root: u64) {
        let constraints = IssuingConstraints {
            kinds: None,
            issuer: IssuerName::new("Office 1").expect("a name"),
            specimen: false,
            longest_life: 14 * DAY,
        };
        let key = |number, role| TrustedKey {
            key: Key::new(number).public,
            from: at(START - 100 * DAY),
            until: at(START + 1_000 * DAY),
            role,
        };
        let keys = [
            key(self.issuing, Role::PaperPasses(constraints.clone())),
            key(self.phones, Role::PhonePasses(constraints)),
            key(self.status, Role::Status),
        ];
        let roots = RootSet::new(1, [Key::new(root).public]).expect("a root set");
        let version = self.list.0 + 1;
        let list = TrustList::new(version, at(now), at(START + 900 * DAY), roots, keys).expect("a list");
        let prepared = list.prepare();
        let signatures: Vec<(Kid, Signature)> = signers
            .iter()
            .map(|number| (Key::new(*number), Key::new(*number).public.kid()))
            .map(|(key, kid)| (kid, key.sign(&prepared.to_be_signed(kid))))
            .collect();
        self.list = (version, prepared.complete(&signatures).expect("signatures"));
    }
}

pub(crate) fn days(now: u64) -> std::ops::RangeInclusive<u64> {
    now / DAY - 2..=now / DAY + 4
}

fn sign_status_list(status: u64, day: u64, revoked: &BTreeSet<usize>, now: u64) -> Vec<u8> {
    let mut bits = vec![0_u8; 32];
    for index in revoked {
        bits[index / 8] |= 1 << (index % 8);
    }
    let claims = StatusListClaims {
        subject: format!("https://passes.example/status/{day}"),
        issued: at(now),
        expires: at((day + 15) * DAY),
        time_to_live: 43_200,
        packed: &compress_to_vec_zlib(&bits, 6),
    };
    let key = Key::new(status);
    key.complete(&claims.prepare(key.public.kid()))
}
