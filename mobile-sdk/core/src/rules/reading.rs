//! The second reading of a rules file: whether it is readable, member for member.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::file::{MAX_RULES_BYTES, PresentationLimits, RulesFile};
use super::logic::{Expression, Offsets};
use super::policy::{Policy, PolicyStatus, Rule, ShownMember};
use super::texts::Texts;
use crate::cbor::MAX_COUNT;
use crate::evidence::{EvidenceKind, PolicyId};
use crate::json::Json;
use crate::time::UnixTime;

/// The level of the language that is read here.
const LEVEL: u64 = 1;
const MOST_POLICIES: usize = 64;
const MOST_RULES: usize = 32;
const MOST_LOGIC_BYTES: usize = 256;
const DEEPEST_LOGIC: u32 = 32;

/// Why a rules file is not readable: what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadableRules(&'static str);

impl fmt::Display for UnreadableRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it needs {}", self.0)
    }
}

impl core::error::Error for UnreadableRules {}

type Read<T> = Result<T, UnreadableRules>;

fn needs<T>(value: Option<T>, what: &'static str) -> Read<T> {
    value.ok_or(UnreadableRules(what))
}

impl RulesFile {
    /// Reads the payload of a rules file.
    ///
    /// # Errors
    ///
    /// [`UnreadableRules`] with what was expected, for who writes rules: a scanner says `rule_failed`, whatever it is.
    pub fn read(payload: &[u8]) -> Read<Self> {
        needs((payload.len() <= MAX_RULES_BYTES).then_some(()), "at most 256 KiB")?;
        let json =
            Json::read(payload).map_err(|_| UnreadableRules("JSON with integers, no name twice in an object"))?;
        let mut members = Members::of(&json)?;
        let file = Self {
            version: needs(members.take("version").and_then(|json| count(json, 0)), "a version")?,
            issued: needs(members.take("issued").and_then(|json| count(json, 0)).and_then(UnixTime::new), "issued")?,
            limits: needs(members.take("presentation").and_then(limits), "max_age and max_skew of 15 to 600")?,
            policies: policies(members.take("policies"))?,
            offsets: match members.take("offsets") {
                Some(json) => needs(Offsets::read(json), "offsets of whole minutes, ascending from 0")?,
                None => Offsets::UTC,
            },
        };
        needs(members.take("zone").and_then(text).filter(|zone| is_zone(zone)), "a zone")?;
        let level = members.take("needs").map_or(Some(1), |json| count(json, 1));
        needs(level.filter(|level| *level <= LEVEL), "a language of level 1")?;
        members.end()?;
        Ok(file)
    }
}

fn policies(json: Option<&Json>) -> Read<Vec<Policy>> {
    let items = json.and_then(array).filter(|items| items.len() <= MOST_POLICIES);
    let policies: Vec<Policy> = needs(items, "at most 64 policies")?.iter().map(policy).collect::<Read<_>>()?;
    let overlaps = |(index, policy): (usize, &Policy)| {
        let later = policies.iter().skip(index.saturating_add(1));
        later.filter(|other| other.id == policy.id).any(|other| other.overlaps(policy))
    };
    if policies.iter().enumerate().any(overlaps) {
        return Err(UnreadableRules("policies of which no two of one id count at once"));
    }
    Ok(policies)
}

fn policy(json: &Json) -> Read<Policy> {
    let mut members = Members::of(json)?;
    let id = members.take("id").and_then(text).filter(|id| PolicyId::new(id).is_some());
    let policy = Policy {
        id: String::from(needs(id, "a policy's id of 1 to 16 of a-z, 0-9 and -")?),
        name: needs(members.take("name").and_then(Texts::read), "a policy's name in ko and en")?,
        from: needs(members.take("from").and_then(time), "a policy's from")?,
        until: match members.take("until") {
            None | Some(Json::Null) => None,
            Some(json) => Some(needs(time(json), "a policy's until")?),
        },
        challenge_required: match members.take("challenge").and_then(text) {
            Some("off") => false,
            Some("required") => true,
            _ => return Err(UnreadableRules("a challenge that is off or required")),
        },
        status: match members.take("status") {
            None => None,
            Some(json) => Some(match text(json) {
                Some("warn") => PolicyStatus::Warn,
                Some("required") => PolicyStatus::Required,
                _ => return Err(UnreadableRules("a status that is warn or required")),
            }),
        },
        show: match members.take("show") {
            None => ShownMember::USUAL.into(),
            Some(json) => needs(different(json, ShownMember::parse), "what to show, nothing twice")?,
        },
        rules: rules(members.take("rules"))?,
    };
    members.end()?;
    needs(policy.until.is_none_or(|until| policy.from < until).then_some(policy), "an until after from")
}

fn rules(json: Option<&Json>) -> Read<Vec<Rule>> {
    let items = json.and_then(array).filter(|items| (1..=MOST_RULES).contains(&items.len()));
    let rules: Vec<Rule> = needs(items, "1 to 32 rules")?.iter().map(rule).collect::<Read<_>>()?;
    let is_repeated = |(index, rule): (usize, &Rule)| rules.iter().take(index).any(|other| other.id == rule.id);
    if rules.iter().enumerate().any(is_repeated) {
        return Err(UnreadableRules("rules of which no two in a policy have the same id"));
    }
    Ok(rules)
}

fn rule(json: &Json) -> Read<Rule> {
    let mut members = Members::of(json)?;
    let id = members.take("id").and_then(text).filter(|id| is_rule_id(id));
    let logic = members.take("logic").filter(|logic| is_logic(logic, DEEPEST_LOGIC));
    let kinds = members.take("for").map(|json| different(json, EvidenceKind::parse).filter(|kinds| !kinds.is_empty()));
    let rule = Rule {
        id: String::from(needs(id, "a rule's id of 1 to 16 of A-Z, 0-9 and -")?),
        message: needs(members.take("message").and_then(Texts::read), "a rule's message in ko and en")?,
        kinds: needs(kinds.unwrap_or_else(|| Some(Vec::new())), "for with kinds of evidence, none twice")?,
        logic: Expression::read(needs(logic, "logic at most 32 deep, with texts of at most 256 bytes")?),
    };
    members.end()?;
    Ok(rule)
}

/// Whether it is at most so deep, an array that is a member's value not counted, and its texts are short enough.
fn is_logic(json: &Json, deepest: u32) -> bool {
    match json {
        Json::Null | Json::Bool(_) | Json::Integer(_) => true,
        Json::Text(text) => text.len() <= MOST_LOGIC_BYTES,
        Json::Array(items) => {
            deepest.checked_sub(1).is_some_and(|deepest| items.iter().all(|item| is_logic(item, deepest)))
        }
        Json::Object(members) => deepest.checked_sub(1).is_some_and(|deepest| {
            members.iter().all(|(name, value)| {
                name.len() <= MOST_LOGIC_BYTES
                    && match value {
                        Json::Array(items) => items.iter().all(|item| is_logic(item, deepest)),
                        value => is_logic(value, deepest),
                    }
            })
        }),
    }
}

fn limits(json: &Json) -> Option<PresentationLimits> {
    let mut members = Members::of(json).ok()?;
    let mut seconds = |name| members.take(name).and_then(|json| count(json, 15)).filter(|seconds| *seconds <= 600);
    let limits = PresentationLimits { max_age: seconds("max_age")?, max_skew: seconds("max_skew")? };
    members.end().ok()?;
    Some(limits)
}

/// RFC 3339 in whole seconds, with capitals, and `Z` or an offset with a colon; no second 60.
fn time(json: &Json) -> Option<UnixTime> {
    let text = text(json)?;
    let zone = text.get(19..)?;
    let is_strict = text.as_bytes().get(10) == Some(&b'T')
        && text.get(17..19) != Some("60")
        && (zone == "Z" || (zone.len() == 6 && zone.starts_with(['+', '-'])));
    UnixTime::parse_rfc3339(text).filter(|_| is_strict)
}

fn is_zone(zone: &str) -> bool {
    let is_character = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'+' | b'-');
    (1..=64).contains(&zone.len()) && zone.bytes().all(is_character)
}

fn is_rule_id(id: &str) -> bool {
    let is_character = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=16).contains(&id.len()) && id.bytes().all(is_character)
}

/// A list of names of which no two are alike.
fn different<T: PartialEq>(json: &Json, parse: fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let names = array(json)?.iter().map(|name| parse(text(name)?)).collect::<Option<Vec<T>>>()?;
    let is_repeated = |(index, name): (usize, &T)| names.iter().take(index).any(|other| other == name);
    if names.iter().enumerate().any(is_repeated) { None } else { Some(names) }
}

fn array(json: &Json) -> Option<&[Json]> {
    if let Json::Array(items) = json { Some(items) } else { None }
}

fn text(json: &Json) -> Option<&str> {
    if let Json::Text(text) = json { Some(text) } else { None }
}

fn count(json: &Json, least: u64) -> Option<u64> {
    let Json::Integer(count) = json else { return None };
    u64::try_from(*count).ok().filter(|count| (least..=MAX_COUNT).contains(count))
}

/// The members of an object, each of which is taken once.
struct Members<'j> {
    members: &'j [(String, Json)],
    taken: usize,
}

impl<'j> Members<'j> {
    fn of(json: &'j Json) -> Read<Self> {
        match json {
            Json::Object(members) => Ok(Self { members, taken: 0 }),
            _ => Err(UnreadableRules("an object")),
        }
    }

    fn take(&mut self, name: &str) -> Option<&'j Json> {
        let (_, value) = self.members.iter().find(|(other, _)| other == name)?;
        self.taken = self.taken.saturating_add(1);
        Some(value)
    }

    /// That there are no others.
    fn end(self) -> Read<()> {
        needs((self.taken == self.members.len()).then_some(()), "no other members")
    }
}
