//! Rules that no pass ever meets, that every pass meets, or that cannot be evaluated for some: found by asking the core
//! about invented passes.

use haetae_core::{Evidence, Language, MAX_EVIDENCE, PolicyAnswer, PolicyQuestion, RulesFile, UnixTime};
use jiff::tz::TimeZone;

use super::finding::Findings;
use super::parts::{FILE, POLICY, policy_name, rule_name, with};
use super::passes::{Constants, moments, pairs, singles};
use super::zone::offsets_of;
use crate::render::text::evidence_text;
use crate::rules::document::{Document, Node};
use crate::rules::draft::offsets_text;

/// What was seen of a rule, or of the rules of a policy together.
#[derive(Default)]
struct Seen {
    asked: u64,
    met: bool,
    unmet: bool,
    /// The first pass for which it has no value.
    failed: Option<(Vec<Evidence>, UnixTime)>,
}

impl Seen {
    fn is_complete(&self) -> bool {
        self.met && self.unmet
    }

    fn ask(&mut self, file: &RulesFile, id: &str, evidence: &[Evidence], now: UnixTime) {
        self.asked += 1;
        for paper in [false, true] {
            match file.ask(id, &PolicyQuestion { evidence, paper, now }) {
                PolicyAnswer::Met => self.met = true,
                PolicyAnswer::NotMet(_) => self.unmet = true,
                PolicyAnswer::Failed { .. } => {
                    self.failed.get_or_insert_with(|| (evidence.to_vec(), now));
                }
                PolicyAnswer::Missing => {}
            }
        }
    }
}

pub(super) fn check(document: &Document<'_>, file: &RulesFile, now: UnixTime, findings: &mut Findings<'_>) {
    let nodes = document.root.member("policies").map_or(&[][..], Node::items);
    let given = document.root.member("offsets").map(|offsets| document.source(offsets).to_owned());
    let computed = || offsets_of(document, now).map(|offsets| offsets_text(&offsets)).ok();
    let offsets = given.or_else(computed).unwrap_or_else(|| "[[0, 0]]".to_owned());
    for (index, (node, policy)) in nodes.iter().zip(&file.policies).enumerate() {
        let about = policy_name(index, node);
        let moments = moments(policy, now, &Constants::of(node.member("rules")));
        let mut has_failed = false;
        for (index, rule) in node.member("rules").map_or(&[][..], Node::items).iter().enumerate() {
            let Some(alone) = alone(document, &offsets, node, rule) else { continue };
            let seen = look(&alone, &policy.id, &moments, &Constants::of(rule.member("logic")));
            has_failed |= seen.failed.is_some();
            let place = rule.member("logic").unwrap_or(rule).span.start;
            report(&seen, place, &rule_name(&about, index, rule), findings);
        }
        if !has_failed {
            together(file, &policy.id, &moments, node, &about, findings);
        }
    }
}

/// The file with this policy and rule alone: what other rules say does not hide what it says.
fn alone(document: &Document<'_>, offsets: &str, policy: &Node, rule: &Node) -> Option<RulesFile> {
    let source = |node: &Node, name: &'static str| Some((name, document.source(node.member(name)?).to_owned()));
    let rules = format!("[{}]", document.source(rule));
    let dated: Vec<(&str, String)> =
        ["id", "from", "until"].into_iter().filter_map(|name| source(policy, name)).collect();
    let mut members: Vec<(&str, &str)> = dated.iter().map(|(name, text)| (*name, text.as_str())).collect();
    members.push(("rules", &rules));
    let policies = format!("[{}]", with(&POLICY, &members));
    RulesFile::read(with(&FILE, &[("policies", &policies), ("offsets", offsets)]).as_bytes()).ok()
}

fn look(file: &RulesFile, id: &str, moments: &[UnixTime], constants: &Constants) -> Seen {
    let mut seen = Seen::default();
    for (index, now) in moments.iter().enumerate() {
        let singles = singles(constants, id, *now);
        // All of them at the first moments, for a rule that fails for some; later only what is still to be seen.
        for piece in &singles {
            if index < 2 || !seen.is_complete() {
                seen.ask(file, id, std::slice::from_ref(piece), *now);
            }
        }
        if !seen.is_complete() {
            for pair in pairs(&singles) {
                seen.ask(file, id, &pair, *now);
                if seen.is_complete() {
                    break;
                }
            }
        }
    }
    seen
}

fn report(seen: &Seen, place: usize, about: &str, findings: &mut Findings<'_>) {
    let basis = format!(
        "{} passes with one or two pieces of evidence of all kinds, with dates at the limits of the rule, were asked at the \
         beginning and the end of the policy",
        seen.asked
    );
    if let Some((evidence, now)) = &seen.failed {
        let pieces: Vec<String> =
            evidence.iter().map(|piece| evidence_text(piece, Language::English, &TimeZone::UTC)).collect();
        let what = format!(
            "it cannot be evaluated on {} for a pass with: {}. Scanners would say `rule_failed`; ask for the kind of evidence \
             before its members",
            now.to_rfc3339(),
            pieces.join("; ")
        );
        findings.warning(place, "fails", about, what);
    }
    match (seen.met, seen.unmet) {
        (true, false) => findings.warning(place, "never_false", about, format!("every pass meets it: {basis}")),
        (false, true) => findings.warning(place, "never_true", about, format!("no pass meets it: {basis}")),
        (false, false) => {
            findings.warning(place, "never_evaluated", about, format!("it is neither true nor false: {basis}"));
        }
        (true, true) => {}
    }
}

/// Asks the rules of a policy together about the largest passes: they share one budget of steps.
fn together(file: &RulesFile, id: &str, moments: &[UnixTime], node: &Node, about: &str, findings: &mut Findings<'_>) {
    let constants = Constants::of(node.member("rules"));
    for now in moments {
        let singles = singles(&constants, id, *now);
        for evidence in singles.chunks(MAX_EVIDENCE) {
            if let PolicyAnswer::Failed { rule } = file.ask(id, &PolicyQuestion { evidence, paper: false, now: *now }) {
                let what = format!(
                    "its rules together take more steps than a scanner does for one check (20,000): {} was the one that went \
                     over. Make them shorter, or fewer",
                    rule.unwrap_or_default()
                );
                return findings.warning(node.span.start, "steps", about, what);
            }
        }
    }
}
