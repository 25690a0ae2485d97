//! Small rules files around one part of the file that is checked: the core says whether it could be read, and so
//! whether that part is good.

use std::fmt::Write as _;

use haetae_core::RulesFile;

use crate::rules::document::{Document, Node};

/// A member of an object: its name, a value that is good (`None`: it may be absent), and what it must be.
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) sample: Option<&'static str>,
    pub(super) needs: &'static str,
}

const fn required(name: &'static str, sample: &'static str, needs: &'static str) -> Known {
    Known { name, sample: Some(sample), needs }
}

const fn optional(name: &'static str, needs: &'static str) -> Known {
    Known { name, sample: None, needs }
}

/// Of the file.
pub(super) const FILE: [Known; 7] = [
    required(
        "version",
        "1",
        "it must be a whole number from 0 on, one more with each file; `haetae rules sign` sets it",
    ),
    required("issued", "0", "it must be the seconds since 1970 as a whole number; `haetae rules sign` sets it"),
    required("zone", "\"UTC\"", "it must be the name of a time zone, like \"Asia/Seoul\""),
    required("presentation", LIMITS_SAMPLE, "it must be an object with max_age and max_skew"),
    required("policies", "[]", "it must be a list of at most 64 policies"),
    optional(
        "offsets",
        "it must be a list of [from, seconds east of UTC]: ascending, the first from 0, in whole minutes of at most 14 hours; `--write-offsets` writes it",
    ),
    optional("needs", "it must be 1, the level of the language that this version of Haetae reads"),
];
const LIMITS_SAMPLE: &str = r#"{"max_age":60,"max_skew":60}"#;

/// Of `presentation`.
pub(super) const LIMITS: [Known; 2] = [
    required("max_age", "60", "it must be 15 to 600 seconds"),
    required("max_skew", "60", "it must be 15 to 600 seconds"),
];

/// Of a policy.
pub(super) const POLICY: [Known; 8] = [
    required("id", "\"a\"", "it must be 1 to 16 of a-z, 0-9 and -"),
    required("name", TEXTS_SAMPLE, "it must be an object with a text for each language"),
    required("from", "\"1970-01-01T00:00:00Z\"", TIME),
    required("challenge", "\"off\"", "it must be \"off\" or \"required\""),
    required("rules", RULES_SAMPLE, "it must be a list of 1 to 32 rules"),
    optional(
        "until",
        "it must be null, or a time like \"2022-01-03T00:00:00+09:00\": whole seconds, a capital T, and Z or an offset with a colon",
    ),
    optional("status", "it must be \"warn\" or \"required\""),
    optional(
        "show",
        "it must be a list of \"name\", \"birth\", \"evidence\", \"issuer\" and \"valid_until\", none twice",
    ),
];
const TIME: &str =
    "it must be a time like \"2021-12-13T00:00:00+09:00\": whole seconds, a capital T, and Z or an offset with a colon";
const TEXTS_SAMPLE: &str = r#"{"ko":"a","en":"a"}"#;
const RULES_SAMPLE: &str = r#"[{"id":"A","logic":true,"message":{"ko":"a","en":"a"}}]"#;

/// Of a rule.
pub(super) const RULE: [Known; 4] = [
    required("id", "\"A\"", "it must be 1 to 16 of A-Z, 0-9 and -"),
    required(
        "logic",
        "true",
        "it stands too deep (at most 32 objects and arrays in each other), or has a text of more than 256 bytes",
    ),
    required("message", TEXTS_SAMPLE, "it must be an object with a text for each language"),
    optional(
        "for",
        "it must be a list of \"vaccination\", \"test\", \"recovery\", \"exemption\" and \"clearance\": at least one, none twice",
    ),
];

/// Of a text for people.
pub(super) const TEXTS: [Known; 2] = [required("ko", "\"a\"", TEXT), required("en", "\"a\"", TEXT)];
pub(super) const TEXT: &str = "it must be a text of 1 to 400 bytes (a Korean letter has 3) without control characters";

/// Where an object of a kind stands in a file: its members, and the text of a file around it.
#[derive(Clone, Copy)]
pub(super) enum Part {
    File,
    Limits,
    Policy,
    Rule,
    PolicyName,
    RuleMessage,
}

impl Part {
    pub(super) const fn members(self) -> &'static [Known] {
        match self {
            Self::File => &FILE,
            Self::Limits => &LIMITS,
            Self::Policy => &POLICY,
            Self::Rule => &RULE,
            Self::PolicyName | Self::RuleMessage => &TEXTS,
        }
    }

    /// Whether the core reads a file whose object of this kind is this one, and all else good.
    pub(super) fn is_readable(self, object: &str) -> bool {
        RulesFile::read(self.file_around(object).as_bytes()).is_ok()
    }

    fn file_around(self, object: &str) -> String {
        match self {
            Self::File => object.to_owned(),
            Self::Limits => Self::File.file_around(&with(&FILE, &[("presentation", object)])),
            Self::Policy => Self::File.file_around(&with(&FILE, &[("policies", &format!("[{object}]"))])),
            Self::Rule => Self::Policy.file_around(&with(&POLICY, &[("rules", &format!("[{object}]"))])),
            Self::PolicyName => Self::Policy.file_around(&with(&POLICY, &[("name", object)])),
            Self::RuleMessage => Self::Rule.file_around(&with(&RULE, &[("message", object)])),
        }
    }
}

/// The object of good values, with these members in their place or besides.
pub(super) fn with(known: &[Known], members: &[(&str, &str)]) -> String {
    let given = |name: &str| members.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    let samples = known.iter().filter_map(|known| Some((known.name, given(known.name).or(known.sample)?)));
    let others = members.iter().filter(|(name, _)| known.iter().all(|known| known.name != *name)).copied();
    let mut object = String::new();
    for (name, value) in samples.chain(others) {
        let separator = if object.is_empty() { '{' } else { ',' };
        let name = serde_json::Value::from(name);
        let _always_works = write!(object, "{separator}{name}:{value}");
    }
    object + "}"
}

/// The policies of a file that is only these.
pub(super) fn policies(policies: &[&str]) -> Option<RulesFile> {
    let list = format!("[{}]", policies.join(","));
    RulesFile::read(with(&FILE, &[("policies", &list)]).as_bytes()).ok()
}

/// The policy with only its times and its id, if these are good.
pub(super) fn dated(document: &Document<'_>, policy: &Node) -> Option<String> {
    let members: Vec<(&str, &str)> = ["id", "from", "until"]
        .into_iter()
        .filter_map(|name| Some((name, document.source(policy.member(name)?))))
        .collect();
    let has = |name: &str| members.iter().any(|(other, _)| *other == name);
    (has("id") && has("from")).then(|| with(&POLICY, &members)).filter(|text| policies(&[text]).is_some())
}

/// What people call a part of the file: `restaurant from 2021-12-13T00:00:00+09:00`.
pub(super) fn policy_name(index: usize, policy: &Node) -> String {
    let text = |name: &str| policy.member(name).and_then(Node::as_text);
    match (text("id"), text("from")) {
        (Some(id), Some(from)) => format!("{id} from {}", from.get(..10).unwrap_or(from)),
        (Some(id), None) => id.to_owned(),
        _ => format!("policy {}", index + 1),
    }
}

/// The same of a rule.
pub(super) fn rule_name(policy: &str, index: usize, rule: &Node) -> String {
    let id = rule.member("id").and_then(Node::as_text).map_or_else(|| format!("rule {}", index + 1), str::to_owned);
    format!("{policy}, {id}")
}
