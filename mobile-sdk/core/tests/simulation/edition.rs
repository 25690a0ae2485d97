use std::fmt::Write as _;

use haetae_core::{CivilDate, PolicyStatus, UnixTime};
use haetae_testkit::Signer;
use haetae_testkit::authority::{DAY, at, rules_file};

/// The civil time of the files: Korea's.
const EAST: u64 = 9 * 3_600;

/// A rules file that somebody has signed, and what it says, known without reading it.
#[derive(Clone, Debug)]
pub(crate) struct Edition {
    pub(crate) version: u64,
    /// The number of the key that signed it.
    pub(crate) key: u8,
    pub(crate) bytes: Vec<u8>,
    /// `None` for a file that is not readable.
    pub(crate) policies: Option<Vec<Policy>>,
}

/// What counts somewhere for a time.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) id: &'static str,
    pub(crate) from: u64,
    pub(crate) until: Option<u64>,
    pub(crate) challenge: bool,
    pub(crate) status: Option<PolicyStatus>,
    pub(crate) rules: Vec<Rule>,
}

/// A condition of which the answer is known.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    True,
    False,
    /// The last dose was so many days ago at the most.
    DoseWithin(u64),
    /// It has no value.
    Fails,
    /// Its form is wrong.
    Shapeless,
    /// It takes more steps than there are.
    Endless,
}

/// What a policy must say of a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Met,
    Missing,
    Failed,
    NotMet(Vec<String>),
}

/// What spoils a file.
const UNREADABLE: [&str; 5] =
    [r#","needs":2"#, r#","more":1"#, r#","needs":1.0"#, r#","zone":"Asia/Seoul""#, r#","offsets":[[1,0]]"#];

impl Edition {
    /// Signs a file of these policies.
    pub(crate) fn sign(version: u64, issued: u64, policies: Vec<Policy>, key: u8) -> Self {
        Self::sign_payload(
            version,
            payload(version, issued, &policies, r#","offsets":[[0,32400]]"#),
            Some(policies),
            key,
        )
    }

    /// Signs a file that is taken, and cannot be read.
    pub(crate) fn sign_unreadable(version: u64, issued: u64, policies: &[Policy], fault: usize, key: u8) -> Self {
        let fault = UNREADABLE[fault % UNREADABLE.len()];
        Self::sign_payload(version, payload(version, issued, policies, fault), None, key)
    }

    fn sign_payload(version: u64, payload: String, policies: Option<Vec<Policy>>, key: u8) -> Self {
        let bytes = rules_file(payload.as_bytes(), &Signer::new(key));
        Self { version, key, bytes, policies }
    }

    /// The policy of this id that counts at this time.
    pub(crate) fn current(&self, id: &str, time: UnixTime) -> Option<&Policy> {
        let time = time.seconds();
        let is_current = |policy: &&Policy| policy.from <= time && policy.until.is_none_or(|until| time < until);
        self.policies.iter().flatten().filter(|policy| policy.id == id).find(is_current)
    }

    /// What it says at this time of a pass whose holder had the last dose on this day.
    pub(crate) fn answer(&self, id: &str, time: UnixTime, dose: CivilDate) -> Answer {
        if self.policies.is_none() {
            return Answer::Failed;
        }
        let Some(policy) = self.current(id, time) else { return Answer::Missing };
        let mut unmet = Vec::new();
        for (number, rule) in policy.rules.iter().enumerate() {
            match rule.answer(time, dose) {
                Some(true) => {}
                Some(false) => unmet.push(format!("R{number}")),
                None => return Answer::Failed,
            }
        }
        if unmet.is_empty() { Answer::Met } else { Answer::NotMet(unmet) }
    }
}

impl Answer {
    /// The code of the verdict, where nothing before the rules speaks against the pass.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Met => "admit",
            Self::Missing => "rules_missing",
            Self::Failed => "rule_failed",
            Self::NotMet(_) => "policy_not_met",
        }
    }
}

impl Rule {
    fn answer(self, time: UnixTime, dose: CivilDate) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False => Some(false),
            Self::DoseWithin(days) => {
                let today = (time.seconds() + EAST) / DAY;
                Some(i64::from(dose.days()) + days.cast_signed() >= today.cast_signed())
            }
            Self::Fails | Self::Shapeless | Self::Endless => None,
        }
    }

    fn logic(self) -> String {
        match self {
            Self::True => r#"{"===":[{"var":"payload.evidence.0.kind"},"vaccination"]}"#.to_owned(),
            Self::False => r#"{"!":[{"in":[{"var":"external.policy"},["door","annex"]]}]}"#.to_owned(),
            Self::DoseWithin(days) => format!(
                r#"{{"reduce":[{{"var":"payload.evidence"}},{{"if":[{{"var":"accumulator"}},true,{{"not-before":[
                {{"plusTime":[{{"localDate":[{{"var":"current.date"}}]}},{days},"day"]}},{{"var":"data.external.today"}}]}}
                ]}},false]}}"#
            ),
            Self::Fails => r#"{"if":[{"+":[1,{"var":"external.policy"}]},true,true]}"#.to_owned(),
            Self::Shapeless => r#"{"if":[true,true,{"unless":[false]}]}"#.to_owned(),
            Self::Endless => {
                let numbers = format!("[{}0]", "0,".repeat(200));
                format!(r#"{{"reduce":[{numbers},{{"reduce":[{numbers},true,true]}},true]}}"#)
            }
        }
    }
}

fn payload(version: u64, issued: u64, policies: &[Policy], more: &str) -> String {
    let policies: Vec<String> = policies.iter().map(Policy::written).collect();
    format!(
        r#"{{"version":{version},"issued":{issued},"zone":"Asia/Seoul","presentation":{{"max_age":60,"max_skew":60}},
        "policies":[{}]{more}}}"#,
        policies.join(",")
    )
}

impl Policy {
    fn written(&self) -> String {
        let name = r#"{"ko":"문","en":"Door"}"#;
        let mut rules = String::new();
        for (number, rule) in self.rules.iter().enumerate() {
            let comma = if number > 0 { "," } else { "" };
            let logic = rule.logic();
            write!(rules, r#"{comma}{{"id":"R{number}","logic":{logic},"message":{name}}}"#).expect("a text");
        }
        let until = self.until.map(|until| format!(r#""until":"{}","#, at(until).to_rfc3339())).unwrap_or_default();
        let status = match self.status {
            None => "",
            Some(PolicyStatus::Warn) => r#""status":"warn","#,
            Some(PolicyStatus::Required) => r#""status":"required","#,
        };
        let challenge = if self.challenge { "required" } else { "off" };
        format!(
            r#"{{"id":"{}","name":{name},"from":"{}",{until}"challenge":"{challenge}",{status}"rules":[{rules}]}}"#,
            self.id,
            at(self.from).to_rfc3339()
        )
    }
}
