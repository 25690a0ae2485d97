//! Members that are missing, unknown or wrong.

use std::collections::BTreeSet;

use super::finding::Findings;
use super::parts::{POLICY, Part, TEXT, policies, policy_name, rule_name, with};
use crate::rules::document::{Document, Member, Node, Value};

/// How many letters of two names may differ for one to be a misspelling of the other.
const MISSPELT: usize = 2;

pub(super) fn check<'d>(document: &'d Document<'d>, findings: &mut Findings<'d>) {
    let mut form = Form { document, findings };
    form.object(&document.root, Part::File, "the file", &["version", "issued"]);
    if let Some(limits) = document.root.member("presentation") {
        form.object(limits, Part::Limits, "presentation", &[]);
    }
    let list = document.root.member("policies");
    let count = list.map_or(0, |list| list.items().len());
    if let Some(list) = list
        && too_many(count)
    {
        form.findings.error(list.span.start, "policies", "the file", format!("{count} policies are more than 64"));
    }
    for (index, policy) in list.map_or(&[][..], Node::items).iter().enumerate() {
        form.policy(index, policy);
    }
    form.languages();
}

/// Whether the core does not read so many policies.
fn too_many(count: usize) -> bool {
    let all: Vec<String> = (0..count).map(|id| with(&POLICY, &[("id", &format!("\"a{id}\""))])).collect();
    policies(&all.iter().map(String::as_str).collect::<Vec<_>>()).is_none()
}

struct Form<'f, 'd> {
    document: &'d Document<'d>,
    findings: &'f mut Findings<'d>,
}

impl Form<'_, '_> {
    fn policy(&mut self, index: usize, policy: &Node) {
        let about = policy_name(index, policy);
        self.object(policy, Part::Policy, &about, &[]);
        self.order_of_times(policy, &about);
        if let Some(name) = policy.member("name") {
            self.object(name, Part::PolicyName, &format!("{about}, name"), &[]);
        }
        let rules = policy.member("rules").map_or(&[][..], Node::items);
        let mut ids: Vec<&str> = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            let about = rule_name(&about, index, rule);
            self.object(rule, Part::Rule, &about, &[]);
            if let Some(message) = rule.member("message") {
                self.object(message, Part::RuleMessage, &format!("{about}, message"), &[]);
            }
            let Some(id) = rule.member("id") else { continue };
            let Some(text) = id.as_text() else { continue };
            if ids.contains(&text) {
                let what = "another rule of this policy has the same id: give each its own";
                self.findings.error(id.span.start, "rule_id", &about, what);
            }
            ids.push(text);
        }
    }

    /// That `until` is after `from`, where each by itself is good.
    fn order_of_times(&mut self, policy: &Node, about: &str) {
        let (Some(from), Some(until)) = (policy.member("from"), policy.member("until")) else { return };
        let source = |node: &Node| self.document.source(node);
        let alone = |name: &str, value: &str| Part::Policy.is_readable(&with(&POLICY, &[(name, value)]));
        let is_good = alone("from", source(from)) && is_time_or_null(source(until));
        if is_good && !Part::Policy.is_readable(&with(&POLICY, &[("from", source(from)), ("until", source(until))])) {
            let what = "it is not after `from`: this policy would never count";
            self.findings.error(until.span.start, "until", about, what);
        }
    }

    /// An object's members: known, good, none missing but those that `may_lack` names.
    fn object(&mut self, node: &Node, part: Part, about: &str, may_lack: &[&str]) {
        let Value::Object(members) = &node.value else {
            // Said of the member already, where it is one.
            if !matches!(part, Part::Limits | Part::PolicyName | Part::RuleMessage) {
                self.findings.error(node.span.start, "object", about, "it must be an object: {...}");
            }
            return;
        };
        for known in part.members() {
            let is_missing = members.iter().all(|member| member.name != known.name);
            if is_missing && known.sample.is_some() && !may_lack.contains(&known.name) {
                let what = match part {
                    Part::PolicyName | Part::RuleMessage => {
                        format!("the text in `{}` is missing: Korean and English must be there", known.name)
                    }
                    _ => format!("`{}` is missing: {}", known.name, known.needs),
                };
                self.findings.error(node.span.start, "missing", about, what);
            }
        }
        for member in members {
            if !self.document.is_flawed(&member.value) {
                self.member(member, part, about);
            }
        }
    }

    fn member(&mut self, member: &Member, part: Part, about: &str) {
        let known = part.members().iter().find(|known| known.name == member.name);
        let is_text = matches!(part, Part::PolicyName | Part::RuleMessage);
        let Some(known) = known else {
            let accepted = |value: &str| part.is_readable(&with(part.members(), &[(&member.name, value)]));
            if is_text && accepted("\"a\"") {
                if !accepted(self.document.source(&member.value)) {
                    self.findings.error(member.value.span.start, "text", about, format!("{}: {TEXT}", member.name));
                }
            } else if is_text {
                let what = format!("{:?} is not a language: two or three small letters, like ja, zh-Hans", member.name);
                self.findings.error(member.name_span.start, "language", about, what);
            } else {
                let what = format!("there is no member {:?}{}", member.name, suggestion(&member.name, part));
                self.findings.error(member.name_span.start, "unknown", about, what);
            }
            return;
        };
        let value = self.document.source(&member.value);
        let is_good = match (part, known.name) {
            // Their own members are looked at one by one.
            (Part::File, "presentation") | (Part::Policy, "name") | (Part::Rule, "message") => {
                matches!(member.value.value, Value::Object(_))
            }
            (Part::File, "policies") => matches!(member.value.value, Value::Array(_)),
            (Part::Policy, "rules") => {
                let count = member.value.items().len();
                count > 0 && are_few(count)
            }
            (Part::Policy, "until") => is_time_or_null(value),
            _ => part.is_readable(&with(part.members(), &[(known.name, value)])),
        };
        if !is_good {
            let code = if is_text { "text" } else { known.name };
            self.findings.error(member.value.span.start, code, about, format!("`{}`: {}", known.name, known.needs));
        }
    }

    /// Texts that lack a language which others of the file have.
    fn languages(&mut self) {
        let mut texts: Vec<(String, &Node)> = Vec::new();
        let list = self.document.root.member("policies").map_or(&[][..], Node::items);
        for (index, policy) in list.iter().enumerate() {
            let about = policy_name(index, policy);
            texts.extend(policy.member("name").map(|name| (format!("{about}, name"), name)));
            for (index, rule) in policy.member("rules").map_or(&[][..], Node::items).iter().enumerate() {
                let about = rule_name(&about, index, rule);
                texts.extend(rule.member("message").map(|message| (format!("{about}, message"), message)));
            }
        }
        let names = |node: &Node| -> BTreeSet<String> { node.members().iter().map(|text| text.name.clone()).collect() };
        let all: BTreeSet<String> = texts.iter().flat_map(|(_, node)| names(node)).collect();
        for (about, node) in texts {
            let has = names(node);
            let lacks: Vec<&str> = all
                .iter()
                .filter(|name| !has.contains(*name) && *name != "ko" && *name != "en")
                .map(|name| &**name)
                .collect();
            if !lacks.is_empty() {
                let what = format!("no text in {}, in which other texts of this file are", lacks.join(", "));
                self.findings.warning(node.span.start, "language_missing", &about, what);
            }
        }
    }
}

/// Whether the core reads so many rules in a policy.
fn are_few(count: usize) -> bool {
    let rules: Vec<String> =
        (0..count).map(|id| format!(r#"{{"id":"A{id}","logic":true,"message":{{"ko":"a","en":"a"}}}}"#)).collect();
    Part::Policy.is_readable(&with(&POLICY, &[("rules", &format!("[{}]", rules.join(",")))]))
}

/// Whether it is good as an `until` of a policy that began before. The earliest time there is follows none.
fn is_time_or_null(value: &str) -> bool {
    let as_until = Part::Policy.is_readable(&with(&POLICY, &[("until", value)]));
    as_until || Part::Policy.is_readable(&with(&POLICY, &[("from", value)]))
}

fn suggestion(name: &str, part: Part) -> String {
    let names = part.members().iter().map(|known| known.name);
    match names.clone().find(|known| distance(known, name) <= MISSPELT) {
        Some(known) => format!(": did you mean `{known}`?"),
        None => format!("; there are {}", names.collect::<Vec<_>>().join(", ")),
    }
}

/// How many letters must be put in, taken out or changed to make one of the other (Levenshtein).
pub(super) fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (place, other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[right.len()]
}
