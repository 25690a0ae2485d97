use haetae_core::{
    CivilDate, Evidence, EvidenceSet, IssuerName, IssuingConstraints, Kid, PassClaims, PublicKey, Role, RootSet,
    SECONDS_PER_DAY, TrustList, TrustedKey,
};

use super::calendar::{START, at, day_pass};
use super::signer::Signer;

/// A key issues passes that begin within so many seconds: a week.
const WINDOW: u64 = 7 * SECONDS_PER_DAY;
/// So many weeks of issuing keys are on the list, from three weeks before the beginning on.
const WINDOWS: u64 = 14;
const FIRST_WINDOW: u64 = START - 3 * WINDOW;
/// A day pass lives for 28 hours.
const LONGEST_LIFE: u64 = 29 * 3_600;

/// The keys of an issuer, which follow from the seed, and the trust list that names them.
#[derive(Debug)]
pub(crate) struct Authority {
    root: Signer,
    pub(crate) status: Signer,
    pub(crate) rules: Signer,
    /// Of each week the key that is due, and the cold spare.
    issuing: Vec<[Signer; 2]>,
    pub(crate) trust_list: Vec<u8>,
}

impl Authority {
    pub(crate) fn new(seed: u64) -> Self {
        let root = Signer::of(seed, "root", 0);
        let status = Signer::of(seed, "status", 0);
        let rules = Signer::of(seed, "rules", 0);
        let pair = |week| [Signer::of(seed, "due", week), Signer::of(seed, "spare", week)];
        let issuing: Vec<[Signer; 2]> = (0..WINDOWS).map(pair).collect();
        let trust_list = signed_list(&root, [(&status, Role::Status), (&rules, Role::Rules)], &issuing);
        Self { root, status, rules, issuing, trust_list }
    }

    /// The roots as scanners pin them.
    pub(crate) fn roots(&self) -> RootSet {
        roots(&self.root)
    }

    /// The key that is due for passes that begin at a time.
    pub(crate) fn due(&self, not_before: u64) -> Kid {
        self.pair(not_before)[0].kid
    }

    /// Issues the pass of a day, by the spare where the key that is due is `withdrawn`.
    pub(crate) fn issue(
        &self,
        day: CivilDate,
        holder: PublicKey,
        index: u32,
        evidence: &Evidence,
        withdrawn: Option<Kid>,
    ) -> Vec<u8> {
        let (not_before, expires) = day_pass(day);
        let [due, spare] = self.pair(not_before.seconds());
        let signer = if withdrawn == Some(due.kid) { spare } else { due };
        let claims = PassClaims {
            not_before,
            expires,
            holder_key: Some(holder),
            evidence: EvidenceSet::new([evidence.clone()]).expect("one piece of evidence"),
            status_index: index,
            name: None,
            birth: None,
        };
        signer.complete(&claims.prepare(signer.kid).expect("a pass that ends after it begins"))
    }

    fn pair(&self, not_before: u64) -> &[Signer; 2] {
        let week = not_before.saturating_sub(FIRST_WINDOW) / WINDOW;
        let week = usize::try_from(week).unwrap_or(usize::MAX).min(self.issuing.len() - 1);
        &self.issuing[week]
    }
}

fn roots(root: &Signer) -> RootSet {
    RootSet::new(1, [root.public]).expect("one root, and a threshold of one")
}

fn signed_list(root: &Signer, others: [(&Signer, Role); 2], issuing: &[[Signer; 2]]) -> Vec<u8> {
    let constraints = IssuingConstraints {
        kinds: None,
        issuer: IssuerName::new("Simulated issuer").expect("a name"),
        specimen: false,
        longest_life: LONGEST_LIFE,
    };
    let mut keys: Vec<TrustedKey> = Vec::new();
    for (signer, role) in others {
        let (from, until) = (at(FIRST_WINDOW - 30 * SECONDS_PER_DAY), at(START + 300 * SECONDS_PER_DAY));
        keys.push(TrustedKey { key: signer.public, from, until, role });
    }
    for (week, pair) in (0..).zip(issuing) {
        let (from, until) = (at(FIRST_WINDOW + week * WINDOW), at(FIRST_WINDOW + (week + 1) * WINDOW));
        for signer in pair {
            let role = Role::PhonePasses(constraints.clone());
            keys.push(TrustedKey { key: signer.public, from, until, role });
        }
    }
    let (issued, expires) = (at(FIRST_WINDOW - 30 * SECONDS_PER_DAY), at(START + 200 * SECONDS_PER_DAY));
    let list = TrustList::new(1, issued, expires, roots(root), keys).expect("keys that follow from other seeds differ");
    let prepared = list.prepare();
    let signature = root.sign(&prepared.to_be_signed(root.kid));
    prepared.complete(&[(root.kid, signature)]).expect("one signature")
}
