//! An issuer with keys of its own, so that a test can have any code and any trust data that it needs.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use haetae_core::*;
use miniz_oxide::deflate::compress_to_vec_zlib;

/// When the tests take place: in the afternoon of a UTC day, so that a few hours either way are still that day.
pub(crate) const NOW: u64 = 20_800 * SECONDS_PER_DAY + 50_000;

pub(crate) fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).expect("a time")
}

/// A key and its public half.
pub(crate) struct Signer {
    pair: Ed25519KeyPair,
    pub(crate) public: PublicKey,
}

impl Signer {
    pub(crate) fn new(seed: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a seed");
        let public = PublicKey::Ed25519(pair.public_key().as_ref().try_into().expect("32 bytes"));
        Self { pair, public }
    }

    fn sign(&self, message: &[u8]) -> Signature {
        self.pair.sign(message).as_ref().try_into().expect("64 bytes")
    }

    fn complete(&self, prepared: &Prepared) -> Vec<u8> {
        prepared.complete(&self.sign(prepared.to_be_signed()))
    }

    /// Signs the pass and nothing is checked: forgers use it too.
    pub(crate) fn issue(&self, claims: &PassClaims) -> Vec<u8> {
        self.complete(&claims.prepare(self.public.kid()).expect("claims"))
    }

    /// The text that a phone shows at `issued`.
    pub(crate) fn present(&self, pass: &[u8], issued: u64, challenge: Option<&Challenge>) -> String {
        let prepared = PreparedPresentation::new(pass, at(issued), challenge).expect("a pass with a holder key");
        presentation_text(&prepared.complete(&self.sign(prepared.to_be_signed())))
    }
}

pub(crate) struct Authority {
    root: Signer,
    pub(crate) phones: Signer,
    pub(crate) paper: Signer,
    pub(crate) training: Signer,
    status: Signer,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let [root, phones, paper, training, status] = [1, 2, 3, 4, 5].map(Signer::new);
        Self { root, phones, paper, training, status }
    }

    /// A scanner's trust data: the keys, and the list of today, in which nobody is revoked but index 999.
    pub(crate) fn trust(&self) -> TrustStore {
        let mut trust = self.bare_trust();
        let list = self.status_list(NOW - 7_200, &[999]);
        assert_eq!(self.publish(&mut trust, NOW - 3_600, &list, true), Outcome::Taken);
        trust
    }

    /// Trust data without a set: only the pinned root.
    pub(crate) fn bare_trust(&self) -> TrustStore {
        TrustStore::new(RootSet::new(1, [self.root.public]).expect("a root set"))
    }

    /// The list of the day of [`NOW`].
    pub(crate) fn status_list(&self, issued: u64, revoked: &[usize]) -> Vec<u8> {
        let mut bits = vec![0u8; 1_024];
        for index in revoked {
            bits[index / 8] |= 1 << (index % 8);
        }
        self.packed_status_list(issued, &compress_to_vec_zlib(&bits, 6))
    }

    pub(crate) fn packed_status_list(&self, issued: u64, packed: &[u8]) -> Vec<u8> {
        let claims = StatusListClaims {
            subject: format!("https://passes.example/status/{}", at(NOW).status_day()),
            issued: at(issued),
            expires: at(NOW + 86_400),
            time_to_live: 43_200,
            packed,
        };
        self.status.complete(&claims.prepare(self.status.public.kid()))
    }

    /// Offers a manifest that pins a status list, and the list itself or not.
    pub(crate) fn publish(&self, trust: &mut TrustStore, issued: u64, list: &[u8], with_list: bool) -> Outcome {
        let name = format!("status/{}", at(NOW).status_day());
        self.offer(trust, issued, &[(name, list)], with_list)
    }

    /// Offers a manifest that pins the trust list and nothing else.
    pub(crate) fn publish_keys_alone(&self, trust: &mut TrustStore, issued: u64) -> Outcome {
        self.offer(trust, issued, &[], true)
    }

    /// Offers a manifest that pins the trust list and these files, and the files themselves or not.
    pub(crate) fn offer(
        &self,
        trust: &mut TrustStore,
        issued: u64,
        files: &[(String, &[u8])],
        with_files: bool,
    ) -> Outcome {
        let trust_list = self.trust_list(1, true);
        let mut pinned = vec![PinnedFile::new(TRUST_LIST, &trust_list)];
        pinned.extend(files.iter().map(|(name, bytes)| PinnedFile::new(name, bytes)));
        let (stale, expires) = (at(issued + SECONDS_PER_DAY), at(issued + 14 * SECONDS_PER_DAY));
        let manifest = Manifest::new(issued, at(issued), stale, expires, pinned, Vec::new()).expect("a manifest");
        let manifest = self.status.complete(&manifest.prepare(self.status.public.kid()));
        let mut given = vec![trust_list.as_slice()];
        if with_files {
            given.extend(files.iter().map(|(_, bytes)| *bytes));
        }
        trust.take_set(&manifest, &given)
    }

    /// Offers a manifest that pins the trust list alone and withdraws a key.
    pub(crate) fn withdraw(&self, trust: &mut TrustStore, issued: u64, kid: Kid, from: UnixTime) -> Outcome {
        let trust_list = self.trust_list(1, true);
        let pinned = vec![PinnedFile::new(TRUST_LIST, &trust_list)];
        let (stale, expires) = (at(issued + SECONDS_PER_DAY), at(issued + 14 * SECONDS_PER_DAY));
        let manifest =
            Manifest::new(issued, at(issued), stale, expires, pinned, vec![(kid, from)]).expect("a manifest");
        let manifest = self.status.complete(&manifest.prepare(self.status.public.kid()));
        trust.take_set(&manifest, &[&trust_list])
    }

    /// The keys, with the one that signs status lists and manifests or without.
    pub(crate) fn trust_list(&self, version: u64, with_status_key: bool) -> Vec<u8> {
        let constraints = |specimen| IssuingConstraints {
            kinds: None,
            issuer: IssuerName::new("Office 1").expect("a name"),
            specimen,
            longest_life: 14 * SECONDS_PER_DAY,
        };
        let key = |signer: &Signer, role| TrustedKey {
            key: signer.public,
            from: at(NOW - 100 * SECONDS_PER_DAY),
            until: at(NOW + 100 * SECONDS_PER_DAY),
            role,
        };
        let status = with_status_key.then(|| key(&self.status, Role::Status));
        let keys = [
            key(&self.phones, Role::PhonePasses(constraints(false))),
            key(&self.paper, Role::PaperPasses(constraints(false))),
            key(&self.training, Role::PhonePasses(constraints(true))),
        ];
        let keys = keys.into_iter().chain(status);
        let roots = RootSet::new(1, [self.root.public]).expect("a root set");
        let list =
            TrustList::new(version, at(NOW - 100_000), at(NOW + 50 * SECONDS_PER_DAY), roots, keys).expect("a list");
        let (prepared, kid) = (list.prepare(), self.root.public.kid());
        prepared.complete(&[(kid, self.root.sign(&prepared.to_be_signed(kid)))]).expect("a signature")
    }
}

/// A good pass of today for a phone.
pub(crate) fn claims(phone: &Signer, index: u32) -> PassClaims {
    let evidence = Evidence::Recovery { date: CivilDate::from_days(20_700).expect("a date") };
    PassClaims {
        not_before: at(NOW - 20_000),
        expires: at(NOW + 40_000),
        holder_key: Some(phone.public),
        evidence: EvidenceSet::new([evidence]).expect("evidence"),
        status_index: index,
        name: None,
        birth: None,
    }
}
