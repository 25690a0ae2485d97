//! Whole checks with policies, by rules that their signer's key has signed: hostile all the same.

use haetae_core::{Checker, Outcome, RULES, RulesFile, ScannerState, TrustStore, Verdict};
use haetae_testkit::Signer;
use haetae_testkit::allocation::{allocated, peak_of};
use haetae_testkit::authority::{Authority, NOW, at, claims, rules_file};
use haetae_testkit::phone::HolderPair;

use crate::{Target, vectors};

pub(super) const TARGET: Target = Target {
    name: "rules-at-the-door",
    promise: "signed rules leave a check with an answer, the same each time, and within its steps and its memory",
    run,
    seeds,
    rounds: 600,
};

/// Of how many policies of a file checks are made.
const POLICIES: usize = 8;

/// What a check with a policy may hold beyond one without, in bytes: what 20,000 steps can make.
const MOST_HELD: usize = 2 << 20;

/// What it may ask for in all, given back or not, in bytes: each step copies little.
const MOST_ALLOCATED: usize = 16 << 20;

/// What a check may say to a pass that is good without a policy.
const ANSWERS: [&str; 6] =
    ["admit", "challenge_missing", "policy_not_met", "rule_failed", "rules_missing", "status_required"];

/// An issuer with a rules key, and a code that its scanners admit where no policy is chosen.
struct Door {
    authority: Authority,
    status: Vec<u8>,
    code: String,
}

thread_local! {
    static DOOR: Door = Door::new();
}

fn run(input: &[u8]) {
    DOOR.with(|door| {
        let Some(trust) = door.scanner(input) else { return };
        let (_, plain) = door.check(&trust, None);
        assert_eq!(plain.code(), "admit", "without a policy rules change nothing");
        let file = RulesFile::read(input);
        let written = file.iter().flat_map(|file| &file.policies).map(|policy| policy.id.as_str());
        for id in written.take(POLICIES).chain(["restaurant"]) {
            let (cost, verdict) = door.check(&trust, Some(id));
            assert!(ANSWERS.contains(&verdict.code()), "{id}: {}", verdict.code());
            assert!(file.is_ok() || verdict.code() == "rule_failed", "{id}: unreadable rules say {}", verdict.code());
            assert!(cost.held <= MOST_HELD, "{id}: a check holds {} bytes", cost.held);
            assert!(cost.allocated <= MOST_ALLOCATED, "{id}: a check asks for {} bytes", cost.allocated);
            assert!(door.check(&trust, Some(id)).1 == verdict, "{id}: another time the answer is another");
        }
    });
}

/// The memory of a check, in bytes.
struct Cost {
    held: usize,
    allocated: usize,
}

impl Door {
    fn new() -> Self {
        let authority = Authority { rules: Some(Signer::new(6)), ..Authority::default() };
        let status = authority.todays_status_list(NOW - 7_200, &[]);
        let phone = HolderPair::ed25519(50);
        let code = phone.present_pass(&authority.phones.issue(&claims(&phone, 7)), at(NOW), None);
        Self { authority, status, code }
    }

    /// A scanner that has taken a set with these rules; `None` if scanners refuse it.
    fn scanner(&self, payload: &[u8]) -> Option<TrustStore> {
        let key = self.authority.rules.as_ref()?;
        let rules = rules_file(payload, key);
        let files = [(format!("status/{}", at(NOW).status_day()), &*self.status), (RULES.to_owned(), &*rules)];
        let mut trust = self.authority.bare_trust();
        (self.authority.offer(&mut trust, NOW - 3_600, &files, true) == Outcome::Taken).then_some(trust)
    }

    fn check(&self, trust: &TrustStore, policy: Option<&str>) -> (Cost, Verdict) {
        let check = || Checker::new(trust).with_policy(policy).check(&self.code, at(NOW), &mut ScannerState::new());
        let (allocated, (held, verdict)) = allocated(|| peak_of(check));
        (Cost { held, allocated }, verdict)
    }
}

/// The files of the vectors, and files that go to the limits.
fn seeds() -> Vec<Vec<u8>> {
    let files = vectors::rules().into_iter().filter(|text| RulesFile::read(text).is_ok());
    files.chain(hostile().iter().map(|logic| file(logic))).collect()
}

/// A file of two policies that count now, with this logic.
fn file(logic: &str) -> Vec<u8> {
    let text = r#"{"ko":"규칙","en":"Rule"}"#;
    let rule = format!(r#"{{"id":"R","message":{text},"logic":{logic}}}"#);
    let policy = |id, challenge| {
        format!(
            r#"{{"id":"{id}","name":{text},"from":"2021-12-13T00:00:00Z","challenge":"{challenge}","show":["evidence"],"rules":[{rule}]}}"#
        )
    };
    let policies = [policy("restaurant", "off"), policy("clinic", "required")].join(",");
    let limits = r#"{"max_age":60,"max_skew":60}"#;
    let issued = NOW - 10_000;
    format!(r#"{{"version":1,"issued":{issued},"zone":"UTC","presentation":{limits},"policies":[{policies}]}}"#).into()
}

/// Deep, wide, `reduce` in `reduce`, huge numbers, long texts.
fn hostile() -> Vec<String> {
    let zeros = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
    let reduce = |count, lambda: &str| format!(r#"{{"reduce":[{},{lambda},0]}}"#, zeros(count));
    let nested = |depth: usize| [r#"{"!":["#.repeat(depth), "1".to_owned(), "]}".repeat(depth)].concat();
    let all = r#"[{"var":""}]"#;
    let long = "x".repeat(10_000);
    vec![
        nested(30),
        format!(r#"{{"and":[{}]}}"#, vec![nested(20); 200].join(",")),
        format!(r#"{{"in":[1,{}]}}"#, zeros(10_000)),
        reduce(1_000, r#"[{"var":"accumulator"},{"var":"accumulator"}]"#),
        reduce(80, &reduce(80, &reduce(80, all))),
        reduce(140, &format!(r#"{{"in":[1,{}]}}"#, zeros(140))),
        r#"{"<":[-9007199254740993,9223372036854775807]}"#.to_owned(),
        r#"{"+":[9007199254740991,9007199254740991]}"#.to_owned(),
        r#"{"after":[{"plusTime":["9999-12-31",9007199254740991,"year"]},{"localDate":["0001-01-01T00:00:00Z"]}]}"#
            .to_owned(),
        format!(r#"{{"===":["{long}","{long}"]}}"#),
        format!(r#"{{"var":"payload.{long}"}}"#),
        format!(r#"{{"var":"payload{}"}}"#, ".0".repeat(5_000)),
    ]
}
