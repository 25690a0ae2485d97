//! Policies of one id over time: two at once, none for a while, and changes that come without notice.

use haetae_core::{Policy, RulesFile, UnixTime};

use super::Settings;
use super::finding::{Findings, Severity};
use super::parts::{dated, policies, policy_name};
use crate::rules::document::{Document, Node};
use crate::rules::draft::completed;
use crate::rules::notice::changes;

/// A policy whose id and times can be read.
struct Dated<'d> {
    node: &'d Node,
    about: String,
    text: String,
    policy: Policy,
}

impl Dated<'_> {
    fn beginning(&self) -> usize {
        self.node.member("from").unwrap_or(self.node).span.start
    }
}

pub(super) fn check(document: &Document<'_>, settings: &Settings<'_>, findings: &mut Findings<'_>) {
    let nodes = document.root.member("policies").map_or(&[][..], Node::items);
    let readable = nodes.iter().enumerate().filter_map(|(index, node)| read(document, index, node));
    let mut all: Vec<Dated<'_>> = readable.collect();
    overlaps(document, &all, findings);
    all.sort_by(|left, right| (&left.policy.id, left.policy.from).cmp(&(&right.policy.id, right.policy.from)));
    gaps(&all, findings);
    match settings.replaced {
        None => beginnings(&all, settings, findings),
        Some(_) => notice(document, &all, settings, findings),
    }
}

fn read<'d>(document: &Document<'_>, index: usize, node: &'d Node) -> Option<Dated<'d>> {
    let text = dated(document, node)?;
    let policy = policies(&[&text])?.policies.into_iter().next()?;
    Some(Dated { node, about: policy_name(index, node), text, policy })
}

fn overlaps(document: &Document<'_>, all: &[Dated<'_>], findings: &mut Findings<'_>) {
    for (index, later) in all.iter().enumerate() {
        let earlier = all.iter().take(index).find(|earlier| policies(&[&earlier.text, &later.text]).is_none());
        if let Some(earlier) = earlier {
            let place = document.place(earlier.beginning());
            let what = format!(
                "two policies {:?} count at once, this one and the one at {place}: end one (`until`) where the other begins",
                later.policy.id
            );
            findings.error(later.beginning(), "overlap", &later.about, what);
        }
    }
}

fn gaps(all: &[Dated<'_>], findings: &mut Findings<'_>) {
    for (earlier, later) in all.iter().zip(all.iter().skip(1)) {
        let Some(until) = earlier.policy.until.filter(|until| *until < later.policy.from) else { continue };
        if earlier.policy.id == later.policy.id {
            let what = format!(
                "no policy {:?} counts from {} to {}: scanners say `rules_missing` then, and admit nobody",
                later.policy.id,
                until.to_rfc3339(),
                later.policy.from.to_rfc3339()
            );
            findings.warning(later.beginning(), "gap", &later.about, what);
        }
    }
}

/// Without a file that is replaced: what has begun, and what begins soon.
fn beginnings(all: &[Dated<'_>], settings: &Settings<'_>, findings: &mut Findings<'_>) {
    for dated in all {
        let from = dated.policy.from;
        if from <= settings.now {
            let what = format!(
                "it begins in the past, {} ago: it counts as soon as a scanner has this file. `--replaces FILE` compares it \
                 with the file in force",
                hours(settings.now.seconds_since(from))
            );
            findings.warning(dated.beginning(), "past", &dated.about, what);
        } else {
            short(dated.beginning(), &dated.about, from, settings, findings);
        }
    }
}

/// With one: what changes for venues, and when.
fn notice(document: &Document<'_>, all: &[Dated<'_>], settings: &Settings<'_>, findings: &mut Findings<'_>) {
    let Ok(new) = RulesFile::read(completed(document, settings.now).as_bytes()) else { return };
    for change in changes(settings.replaced, &new, settings.now) {
        let mut dated = all.iter().filter(|dated| dated.policy.id == change.policy);
        let dated = dated.clone().find(|dated| dated.policy.is_current(change.at)).or_else(|| dated.next_back());
        let (place, about) = match dated {
            Some(dated) => (dated.beginning(), dated.about.clone()),
            None => (document.root.span.start, format!("{}, which this file leaves out", change.policy)),
        };
        short(place, &about, change.at, settings, findings);
    }
}

/// Less notice than there must be.
fn short(place: usize, about: &str, at: UnixTime, settings: &Settings<'_>, findings: &mut Findings<'_>) {
    let notice = at.seconds_since(settings.now);
    if notice >= settings.notice {
        return;
    }
    let when = if at <= settings.now { "at once".to_owned() } else { format!("in {}", hours(notice)) };
    let what = format!(
        "it changes {when}; venues and citizens have {} of notice by the configuration",
        hours(settings.notice)
    );
    match settings.emergency {
        Some(reason) => findings.warning(place, "notice", about, format!("{what}. Emergency: {reason}")),
        None => findings.add(
            Severity::Error,
            place,
            "notice",
            about,
            format!("{what}: begin it later, or say why it cannot wait with --emergency REASON"),
        ),
    }
}

/// A time as people say it, in hours up to two days.
fn hours(seconds: u64) -> String {
    match seconds {
        0..7_200 => format!("{} min", seconds / 60),
        7_200..=172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
