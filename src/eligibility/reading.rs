//! Reads a file: everything that is wrong with it at once, with the place where it stands.

use std::collections::BTreeSet;

use haetae_core::json::Json;
use haetae_core::{Evidence, Logic, Offsets, UnixTime};
use haetae_keys::PassKind;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::canaries::{Answer, Canary, Expected};
use super::file::{EligibilityFile, Line, Words, kind_name};
use crate::model::BirthDate;
use crate::rules::checking::offsets_of;
use crate::rules::document::{Document, Node, Place};

/// The longest file, in bytes.
pub const MAX_ELIGIBILITY_BYTES: usize = 256 * 1024;
/// The most lines of a file: a refusal asks all of them.
const MAX_LINES: usize = 64;
/// The most canaries of a file: they are asked every minute.
const MAX_CANARIES: usize = 256;
/// The longest text for people, in bytes.
const MAX_TEXT: usize = 400;
/// The most characters of an id or a name.
const MAX_NAME: usize = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    #[serde(default, rename = "$schema")]
    _schema: Option<String>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
    version: u64,
    from: UnixTime,
    zone: String,
    lines: Vec<serde_json::Value>,
    otherwise: Words,
    canaries: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineForm {
    id: String,
    passes: Vec<PassForm>,
    from: UnixTime,
    #[serde(default)]
    until: Option<UnixTime>,
    who: serde_json::Value,
    message: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CanaryForm {
    name: String,
    #[serde(default)]
    line: Option<String>,
    born: BirthDate,
    #[serde(default)]
    evidence: Vec<Evidence>,
    pass: PassForm,
    answers: Vec<Answer>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PassForm {
    Phone,
    Paper,
}

impl From<PassForm> for PassKind {
    fn from(form: PassForm) -> Self {
        match form {
            PassForm::Phone => Self::Phone,
            PassForm::Paper => Self::Paper,
        }
    }
}

impl EligibilityFile {
    /// Reads a file. Whether its canaries are answered as they say is not looked at.
    ///
    /// # Errors
    ///
    /// All that is wrong with it, a sentence each, with line and column.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<String>> {
        let one = |problem: String| vec![problem];
        if bytes.len() > MAX_ELIGIBILITY_BYTES {
            return Err(one(format!("it has {} bytes, and {MAX_ELIGIBILITY_BYTES} is the most", bytes.len())));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| one("it is not UTF-8".to_owned()))?;
        let document =
            Document::read(text).map_err(|flaw| one(format!("{}: {}", Place::of(text, flaw.at), flaw.what)))?;
        let form: FileForm = serde_json::from_str(text).map_err(|error| one(error.to_string()))?;
        let mut reading = Reading { document: &document, problems: Vec::new() };
        reading
            .problems
            .extend(document.flaws.iter().map(|flaw| format!("{}: {}", document.place(flaw.at), flaw.what)));
        let file = reading.file(form);
        match file {
            Some(file) if reading.problems.is_empty() => Ok(file),
            _ => Err(reading.problems),
        }
    }
}

struct Reading<'d> {
    document: &'d Document<'d>,
    problems: Vec<String>,
}

impl Reading<'_> {
    fn file(&mut self, form: FileForm) -> Option<EligibilityFile> {
        let root = &self.document.root;
        let member = |name: &str| root.member(name).unwrap_or(root);
        if !(1..=haetae_core::MAX_COUNT).contains(&form.version) {
            self.problem(member("version"), "`version` is a number from 1 on".to_owned());
        }
        self.words(member("otherwise"), &form.otherwise);
        let zone = TimeZone::get(&form.zone).ok();
        let offsets = offsets_of(self.document, form.from).map_err(|what| self.problem(member("zone"), what)).ok();
        let offsets = offsets.and_then(|offsets| {
            let entry = |(from, seconds): (i64, i64)| Json::Array(vec![Json::Integer(from), Json::Integer(seconds)]);
            Offsets::read(&Json::Array(offsets.into_iter().map(entry).collect()))
        });
        let (lines, canaries) = (member("lines"), member("canaries"));
        for (node, what, number, most) in
            [(lines, "lines", form.lines.len(), MAX_LINES), (canaries, "canaries", form.canaries.len(), MAX_CANARIES)]
        {
            if !(1..=most).contains(&number) {
                self.problem(node, format!("a file has 1 to {most} {what}, and this one {number}"));
            }
        }
        let lines = self.each(lines.items(), form.lines, Self::line);
        let canaries = self.each(canaries.items(), form.canaries, Self::canary);
        let (lines, canaries) =
            (self.different(lines, |line| &line.id), self.different(canaries, |canary| &canary.name));
        let file = EligibilityFile {
            version: form.version,
            from: form.from,
            zone: zone?,
            lines,
            otherwise: form.otherwise,
            canaries,
            offsets: offsets?,
        };
        if self.problems.is_empty() {
            self.cohorts(&file);
        }
        Some(file)
    }

    /// Reads each item; those that cannot be read become problems.
    fn each<F: DeserializeOwned, T>(
        &mut self,
        nodes: &[Node],
        values: Vec<serde_json::Value>,
        read: impl Fn(&mut Self, &Node, F) -> Option<T>,
    ) -> Vec<(usize, T)> {
        let mut items = Vec::new();
        for (node, value) in nodes.iter().zip(values) {
            match serde_json::from_value(value) {
                Ok(form) => items.extend(read(self, node, form).map(|item| (node.span.start, item))),
                Err(error) => self.problem(node, error.to_string()),
            }
        }
        items
    }

    fn line(&mut self, node: &Node, form: LineForm) -> Option<Line> {
        let is_id = (1..=32).contains(&form.id.len())
            && form.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let what = |what: &str| format!("line {:?}: {what}", form.id.chars().take(MAX_NAME).collect::<String>());
        if !is_id {
            self.problem(node, what("`id` is 1 to 32 of a-z 0-9 -"));
        }
        if form.passes.is_empty() || form.passes.len() > 2 {
            self.problem(node, what("`passes` is a list of \"phone\", \"paper\", or both"));
        }
        if form.until.is_some_and(|until| until <= form.from) {
            self.problem(node, what("`until` is not after `from`: its people would never be eligible"));
        }
        self.words(node.member("message").unwrap_or(node), &form.message);
        let who = serde_json::to_vec(&form.who).ok().and_then(|who| Json::read(&who).ok());
        let who = who.as_ref().and_then(Logic::read);
        if who.is_none() {
            let node = node.member("who").unwrap_or(node);
            self.problem(node, what("`who` is not logic in the language of docs/rules.md"));
        }
        let LineForm { id, passes, from, until, message, .. } = form;
        Some(Line { id, passes: passes.into_iter().map(PassKind::from).collect(), from, until, message, who: who? })
    }

    fn canary(&mut self, node: &Node, form: CanaryForm) -> Option<Canary> {
        let what = |what: &str| format!("canary {:?}: {what}", form.name.chars().take(MAX_NAME).collect::<String>());
        if form.name.trim().is_empty() || form.name.chars().count() > MAX_NAME {
            self.problem(node, what("`name` is 1 to 100 characters"));
        }
        if form.answers.is_empty() || !form.answers.is_sorted_by(|one, next| one.from < next.from) {
            self.problem(node, what("`answers` has at least one answer, and each begins after the one before"));
        }
        let CanaryForm { name, line, born, evidence, pass, answers } = form;
        Some(Canary { name, line, born, evidence, pass: pass.into(), answers })
    }

    /// No two of them may have the same name.
    fn different<T>(&mut self, items: Vec<(usize, T)>, name: impl Fn(&T) -> &str) -> Vec<T> {
        let mut known = BTreeSet::new();
        for (at, item) in &items {
            if !known.insert(name(item)) {
                self.problems.push(format!("{}: {:?} is there twice", self.document.place(*at), name(item)));
            }
        }
        items.into_iter().map(|(_, item)| item).collect()
    }

    /// Each line has a canary for each of its kinds of passes that becomes eligible, and that says what is right in the
    /// second before the line begins, or when the file does: a date that was set wrong has somebody who notices.
    fn cohorts(&mut self, file: &EligibilityFile) {
        let lines = self.document.root.member("lines").map_or(&[][..], Node::items);
        for (node, line) in lines.iter().zip(&file.lines) {
            for pass in &line.passes {
                let by = file.from.max(line.from.saturating_sub(1));
                let stands_for = |canary: &&Canary| {
                    let is_eligible = canary.answers.iter().any(|answer| answer.expect == Expected::Eligible);
                    let is_early = canary.answers.first().is_some_and(|answer| answer.from <= by);
                    canary.line.as_deref() == Some(&line.id) && canary.pass == *pass && is_eligible && is_early
                };
                if !file.canaries.iter().any(|canary| stands_for(&canary)) {
                    let (id, kind) = (&line.id, kind_name(*pass));
                    self.problem(
                        node,
                        format!(
                            "line {id:?}: it needs a canary with `line` {id:?} and `pass` {kind:?} that is eligible at some time, and whose \
                             answers begin at {} or before",
                            by.to_rfc3339()
                        ),
                    );
                }
            }
        }
        let canaries = self.document.root.member("canaries").map_or(&[][..], Node::items);
        for (node, canary) in canaries.iter().zip(&file.canaries) {
            let Some(id) = &canary.line else { continue };
            if file.lines.iter().all(|line| line.id != *id) {
                self.problem(node, format!("canary {:?}: there is no line {id:?}", canary.name));
            }
        }
    }

    fn words(&mut self, node: &Node, words: &Words) {
        let is_text = |text: &str| (1..=MAX_TEXT).contains(&text.len()) && !text.chars().any(char::is_control);
        if !is_text(&words.ko) || !is_text(&words.en) {
            self.problem(node, format!("a text has 1 to {MAX_TEXT} bytes on one line, in `ko` and in `en`"));
        }
    }

    fn problem(&mut self, node: &Node, what: String) {
        self.problems.push(format!("{}: {what}", self.document.place(node.span.start)));
    }
}
