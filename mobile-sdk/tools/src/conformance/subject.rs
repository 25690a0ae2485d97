//! The implementation that is asked: it is started when it is needed, and again after it has broken down.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::program::{Program, Trouble, excerpt};

/// The version of the protocol.
pub(crate) const PROTOCOL: u64 = 1;

/// After so many times without an answer the program is not asked any more: each costs the whole time limit.
const MOST_SILENCES: u32 = 3;

/// After so many breakdowns of any kind the program is not asked any more.
const MOST_TROUBLES: u32 = 50;

/// Why there is no answer to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// The implementation does not have this.
    NotCovered(String),
    /// It says that the input is bad.
    Error(String),
    /// The program broke down.
    Trouble(String),
}

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotCovered(why) => formatter.write_str(why),
            Self::Error(why) => write!(formatter, "error: {why}"),
            Self::Trouble(what) => formatter.write_str(what),
        }
    }
}

/// Members of an answer.
pub(crate) type Answer = Map<String, Value>;

/// The implementation that is asked.
pub(crate) struct Subject {
    command: Vec<String>,
    limit: Duration,
    running: Option<Program>,
    losses: u64,
    next_id: u64,
    silences: u32,
    troubles: u32,
    about: About,
}

/// What an implementation says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) can: BTreeSet<String>,
}

impl Subject {
    /// Starts the program and lets it introduce itself.
    ///
    /// # Errors
    ///
    /// Where it cannot be started, or does not answer `hello`: then there is nothing to ask.
    pub(crate) fn start(command: Vec<String>, limit: Duration) -> Result<Self> {
        let mut subject = Self {
            command,
            limit,
            running: None,
            losses: 0,
            next_id: 1,
            silences: 0,
            troubles: 0,
            about: About::default(),
        };
        let program = subject.command.join(" ");
        subject.begin().with_context(|| format!("cannot start {program}"))?;
        let answer = subject.exchange("hello", json!({ "protocol": PROTOCOL }));
        let answer = answer.map_err(|why| anyhow::anyhow!("{why}"));
        subject.about = answer
            .and_then(|answer| About::read(&answer))
            .with_context(|| format!("{program} does not answer hello"))?;
        Ok(subject)
    }

    /// What it says about itself.
    pub(crate) const fn about(&self) -> &About {
        &self.about
    }

    /// How often the program has ended, and has lost what it was given.
    pub(crate) const fn losses(&self) -> u64 {
        self.losses
    }

    /// Asks for something. It is not covered where the adapter has not named it.
    pub(crate) fn ask(&mut self, what: &str, members: Value) -> Result<Answer, NoAnswer> {
        if what != "init" && !self.about.can.contains(what) {
            return Err(NoAnswer::NotCovered(format!("it does not answer {what}")));
        }
        self.ask_anything(what, members)
    }

    /// The same for requests that no adapter names.
    pub(crate) fn ask_anything(&mut self, what: &str, members: Value) -> Result<Answer, NoAnswer> {
        if self.silences >= MOST_SILENCES || self.troubles >= MOST_TROUBLES {
            let times = self.troubles;
            return Err(NoAnswer::Trouble(format!("not asked: the program has broken down {times} times before")));
        }
        if self.running.is_none() {
            self.begin().map_err(|error| NoAnswer::Trouble(format!("the program cannot be started again: {error}")))?;
            self.exchange("hello", json!({ "protocol": PROTOCOL }))?;
        }
        self.exchange(what, members)
    }

    /// Ends the program as the protocol says, and kills it if it does not end.
    pub(crate) fn shut_down(&mut self) -> Result<(), NoAnswer> {
        self.ask_anything("shutdown", json!({}))?;
        let Some(mut program) = self.running.take() else { return Ok(()) };
        self.losses += 1;
        let ended = program.finish();
        program.kill();
        ended.map_err(|trouble| NoAnswer::Trouble(format!("after shutdown: {trouble}")))
    }

    fn begin(&mut self) -> std::io::Result<()> {
        self.running = Some(Program::start(&self.command, self.limit)?);
        self.next_id = 1;
        Ok(())
    }

    fn exchange(&mut self, what: &str, members: Value) -> Result<Answer, NoAnswer> {
        let id = self.next_id;
        self.next_id += 1;
        let line = request(id, what, members);
        let Some(program) = &mut self.running else {
            return Err(NoAnswer::Trouble("the program is not running".to_owned()));
        };
        match program.ask(line).and_then(|line| answer(id, &line)) {
            Ok(answer) => sorted(answer),
            Err(trouble) => {
                self.break_down(&trouble);
                Err(NoAnswer::Trouble(trouble.to_string()))
            }
        }
    }

    /// Nobody knows what a program says next that has not answered: it is killed.
    fn break_down(&mut self, trouble: &Trouble) {
        self.troubles += 1;
        if matches!(trouble, Trouble::Silent(_)) {
            self.silences += 1;
        }
        self.losses += 1;
        if let Some(program) = self.running.take() {
            let words = program.kill();
            if !words.is_empty() {
                eprintln!("{trouble}. Its standard error ended:\n{words}");
            }
        }
    }
}

impl About {
    fn read(answer: &Answer) -> Result<Self> {
        let text = |name: &str| -> Result<String> {
            let text = answer.get(name).and_then(Value::as_str);
            Ok(text.with_context(|| format!("the answer has no text {name}"))?.to_owned())
        };
        let protocol = answer.get("protocol").and_then(Value::as_u64);
        anyhow::ensure!(protocol == Some(PROTOCOL), "it does not speak version {PROTOCOL} of the protocol");
        let can = answer.get("can").and_then(Value::as_array).context("the answer has no list can")?;
        let can = can.iter().map(|name| name.as_str().map(str::to_owned).context("can holds something but texts"));
        Ok(Self { name: text("name")?, version: text("version")?, can: can.collect::<Result<_>>()? })
    }
}

fn request(id: u64, what: &str, mut members: Value) -> Vec<u8> {
    if let Some(members) = members.as_object_mut() {
        members.insert("id".to_owned(), id.into());
        members.insert("do".to_owned(), what.into());
    }
    let mut line = members.to_string().into_bytes();
    line.push(b'\n');
    line
}

fn answer(id: u64, line: &[u8]) -> Result<Answer, Trouble> {
    let Ok(Value::Object(answer)) = serde_json::from_slice(line) else {
        return Err(Trouble::Garbage(excerpt(line)));
    };
    match answer.get("id") {
        Some(found) if found.as_u64() == Some(id) => Ok(answer),
        _ => Err(Trouble::Garbage(format!("not the id of the request: {}", excerpt(line)))),
    }
}

fn sorted(answer: Answer) -> Result<Answer, NoAnswer> {
    if let Some(why) = answer.get("error") {
        return Err(NoAnswer::Error(why.as_str().map_or_else(|| why.to_string(), str::to_owned)));
    }
    if answer.get("unsupported") == Some(&Value::Bool(true)) {
        return Err(NoAnswer::NotCovered("it says unsupported".to_owned()));
    }
    Ok(answer)
}
