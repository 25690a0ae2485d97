//! An authority that holds ceremonies, its nodes with clocks of their own, and what they publish.

use std::collections::BTreeSet;
use std::sync::Arc;

use haetae::issuing::{HolderKey, Issuer};
use haetae::model::{Record, Serial};
use haetae::signing::{CurrentSigning, Signing, StatusCiphers};
use haetae_core::{
    IssuerName, Kid, Manifest, Outcome, PinnedFile, RootSet, TrustList, TrustStore, TrustedKey, UnixTime,
};
use haetae_keys::planning::{GeneratedKeys, NextList, PassConfig, Span};
use haetae_keys::{Custody, KeyRing};
use haetae_testkit::Signer;
use haetae_testkit::authority::sign_list;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::{CITIZEN, NOW, ciphers, citizens, issuer_config};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

pub(crate) const DAY: u64 = 86_400;

/// Clocks of nodes are wrong by at most this many seconds.
const SKEW: u64 = 300;

/// Numbers that follow from a seed.
pub(crate) struct Dice(ChaCha20Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// One of `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.0.next_u64() % (to.saturating_sub(from) + 1)
    }

    /// One of the places of a list that is not empty.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.between(0, length as u64 - 1)).expect("a place")
    }

    /// A time near another one, as a wrong clock shows it.
    pub(crate) fn skewed(&mut self, time: u64) -> UnixTime {
        UnixTime::saturating_new((time + self.between(0, 2 * SKEW)).saturating_sub(SKEW))
    }
}

/// A set that scanners can fetch from a moment on.
pub(crate) struct Published {
    /// The time, by a correct clock.
    pub(crate) at: u64,
    pub(crate) expires: u64,
    pub(crate) scanner: TrustStore,
}

struct Node {
    issuer: Issuer,
    signing: Arc<CurrentSigning>,
}

pub(crate) struct World {
    root: Signer,
    config: PassConfig,
    /// Every private key of the issuing nodes: spares are not among them.
    custody: Arc<dyn Custody>,
    spares: BTreeSet<Kid>,
    ciphers: Arc<StatusCiphers>,
    list: TrustList,
    signed: Vec<u8>,
    nodes: Vec<Node>,
    /// The lifetime of a manifest.
    expires_after: u64,
    seeds: Vec<[u8; 32]>,
}

impl World {
    /// After the first ceremony, `weeks` of whose windows are generated.
    pub(crate) fn new(dice: &mut Dice, expires_after: u64, weeks: u16) -> Self {
        let root = Signer::new(1);
        let config = PassConfig {
            issuer: IssuerName::new("Test Issuer").expect("a name"),
            longest_day_pass: 28 * 3_600,
            specimen: false,
        };
        let roots = RootSet::new(1, [root.public]).expect("a root set");
        let now = UnixTime::saturating_new(NOW);
        let first = TrustList::new(1, now, now.saturating_add(39 * 7 * DAY), roots, []).expect("a list");
        let mut world = Self {
            root,
            config,
            custody: Arc::new(KeyRing::default()),
            spares: BTreeSet::new(),
            ciphers: ciphers(),
            list: first,
            signed: Vec::new(),
            nodes: Vec::new(),
            expires_after,
            seeds: Vec::new(),
        };
        world.ceremony(dice, NOW, weeks);
        world.nodes = (0..dice.between(1, 3)).map(|_| world.node()).collect();
        world
    }

    /// Generates the keys of the coming weeks and has the list signed at once. It is not installed yet.
    pub(crate) fn ceremony(&mut self, dice: &mut Dice, now: u64, weeks: u16) {
        let now = UnixTime::saturating_new(now);
        let seeds = &mut self.seeds;
        let mut random = |bytes: &mut [u8]| {
            dice.0.fill_bytes(bytes);
            seeds.push(bytes.try_into().expect("a seed"));
            Ok(())
        };
        let generated = GeneratedKeys::generate(&self.config, Span::weeks(now, weeks), Some(&self.list), &mut random)
            .expect("keys");
        let new: Vec<TrustedKey> = generated.keys().iter().map(|key| key.trusted.clone()).collect();
        self.spares.extend(generated.keys().iter().filter(|key| key.spare).map(|key| key.kid()));
        let next = NextList::plan(&self.list, &new, now, 39, 0).expect("a plan");
        self.list = next.list;
        self.signed = sign_list(&self.list, &[&self.root]);
        let held = self.seeds.iter().filter(|seed| {
            let ring = KeyRing::from_seeds([*seed]).expect("a key");
            !self.spares.contains(&ring.kids()[0])
        });
        self.custody = Arc::new(KeyRing::from_seeds(held).expect("keys"));
    }

    /// When the windows of phones' passes end.
    pub(crate) fn covered_until(&self) -> u64 {
        let phone = self.list.keys().filter(|(_, key)| key.role.as_str() == "phone-passes");
        phone.map(|(_, key)| key.until.seconds()).max().expect("windows")
    }

    pub(crate) fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// A node loads the newest list.
    pub(crate) fn install(&self, node: usize) {
        self.nodes[node].signing.replace(self.signing());
    }

    /// Publishes with the clock and the list of a node. A node that was off adds nothing to what others published.
    pub(crate) fn publish(&self, dice: &mut Dice, at: u64, node: usize, newest: u64) -> Option<Published> {
        let signing = self.nodes[node].signing.load();
        if signing.list.version < newest {
            return None;
        }
        let issued = dice.skewed(at);
        let kid = signing.keys.status_key_at(issued).expect("a status key is due");
        let expires = issued.saturating_add(self.expires_after);
        let list = PinnedFile::new("trust-list", &signing.signed_list);
        let manifest =
            Manifest::new(issued.seconds(), issued, issued, expires, vec![list], Vec::new()).expect("a manifest");
        let prepared = manifest.prepare(kid);
        let signature = signing.custody.sign(kid, prepared.to_be_signed()).expect("a signature");
        let mut scanner = TrustStore::new(signing.roots.clone());
        let outcome = scanner.take_set(&prepared.complete(&signature), &[&signing.signed_list]);
        assert_eq!(outcome, Outcome::Taken);
        Some(Published { at, expires: expires.min(signing.list.expires).seconds(), scanner })
    }

    /// The list that a node publishes.
    pub(crate) fn version(&self, node: usize) -> u64 {
        self.nodes[node].signing.load().list.version
    }

    /// A pass for a day so far ahead, if the node has a key for it: text, beginning and end.
    pub(crate) fn issue(
        &self,
        dice: &mut Dice,
        at: u64,
        node: usize,
        holder: Option<&HolderPair>,
    ) -> Option<(String, u64, u64)> {
        let (issuer, now) = (&self.nodes[node].issuer, dice.skewed(at));
        let record = Record { serial: Serial(7), version: 1, person: citizens().remove(0), revocation: None };
        assert_eq!(record.person.subject.as_str(), CITIZEN);
        let pass = match holder {
            None => issuer.issue_paper(&record, now).ok()?,
            Some(holder) => {
                let ahead = i64::try_from(dice.between(0, 28)).expect("days");
                let day = issuer.config().calendar.day_of(now)?.checked_add_days(ahead)?;
                let request = issuer.request(vec![HolderKey::new(day, holder.public())], now).expect("a request");
                issuer.issue(&record, &request, now).ok()?.passes.pop()?
            }
        };
        assert!(!self.spares.contains(&pass.kid), "spares sign nothing");
        Some((pass.text, pass.claims.not_before.seconds(), pass.claims.expires.seconds()))
    }

    fn node(&self) -> Node {
        let signing = Arc::new(CurrentSigning::fixed(self.signing()));
        Node { issuer: Issuer::new(issuer_config(), Arc::clone(&signing)), signing }
    }

    fn signing(&self) -> Signing {
        let (custody, ciphers) = (Arc::clone(&self.custody), Arc::clone(&self.ciphers));
        Signing::new(self.list.roots.clone(), self.signed.clone(), custody, ciphers).expect("a list")
    }
}
