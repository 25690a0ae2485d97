//! Codes of `tests/vectors`, compiled in: neither files nor private keys are needed where they are checked.
//! `haetae-testkit` reads the same files, and brings a C library that takes longer to build than all of this program.

use haetae_core::{Checker, Outcome, PublicKey, ScannerState, TrustStore, UnixTime, UnverifiedPass, Verdict, inspect};
use serde_json::Value;

/// A code, and who checks it when.
pub(crate) struct Code {
    pub(crate) text: String,
    trust: TrustStore,
    now: UnixTime,
}

impl Code {
    /// The presentation of a phone with a key of this kind, which is admitted and answers no challenge.
    pub(crate) fn presented(is_wanted: fn(&PublicKey) -> bool) -> Self {
        Self::first(&checks(), |case| {
            let pass = UnverifiedPass::parse(text(&case["qr"])).expect("a code");
            let unchecked = inspect::unchecked(&pass);
            unchecked.presentation.is_some_and(|presentation| !presentation.challenged)
                && unchecked.claims.holder_key.as_ref().is_some_and(is_wanted)
        })
    }

    /// Somebody who is admitted to a restaurant by the Korean policy of 2021.
    pub(crate) fn at_a_restaurant() -> Self {
        let file = json(include_str!("../../../tests/vectors/rules.json"));
        let mut scanners = file["checks"].as_array().expect("scanners").iter();
        let scanner = scanners.find(|scanner| scanner["name"] == "korea-2021").expect("the Korean policies");
        Self::first(scanner, |case| case["policy"] == "restaurant")
    }

    fn first(scanner: &Value, is_wanted: impl Fn(&Value) -> bool) -> Self {
        let mut cases = scanner["cases"].as_array().expect("cases").iter();
        let case = cases.find(|case| text(&case["verdict"]).starts_with("admit") && is_wanted(case)).expect("a case");
        let mut trust = TrustStore::new(serde_json::from_value(scanner["roots"].clone()).expect("a root set"));
        let bundle = hex::decode(text(&scanner["bundle"])).expect("hexadecimal");
        assert_eq!(trust.take_bundle(&bundle), Outcome::Taken);
        let now = UnixTime::new(case["now"].as_u64().expect("a time")).expect("a time");
        Self { text: text(&case["qr"]).to_owned(), trust, now }
    }

    /// The verdict on `text` where this code's scanner sees it instead.
    pub(crate) fn verdict(&self, text: &str, policy: Option<&str>, scanner: &mut ScannerState) -> Verdict {
        Checker::new(&self.trust).with_policy(policy).check(text, self.now, scanner)
    }
}

fn checks() -> Value {
    json(include_str!("../../../tests/vectors/checks.json"))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
