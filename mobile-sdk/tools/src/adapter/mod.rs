//! The adapter of the conformance kit around `haetae-core`: an example for others (docs/conformance.md).

mod phone;
mod rules;
mod scanner;

use std::io::{BufRead as _, Write as _};

use anyhow::{Context as _, Result};
use haetae_core::UnixTime;
use serde_json::{Map, Value, json};

use scanner::Held;

/// What it answers, besides `hello`, `init` and `shutdown`.
const CAN: [&str; 14] = [
    "bundle",
    "check",
    "failed",
    "file",
    "good_until",
    "logic",
    "manifest",
    "next",
    "present",
    "restart",
    "state",
    "to_be_signed",
    "trust_list",
    "unknown_key",
];

/// Answers each request of the standard input until `shutdown`, or its end.
///
/// # Errors
///
/// Where a line is no request, or nothing can be read or written any more.
pub(crate) fn run() -> Result<()> {
    let mut held = None;
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: Map<String, Value> = serde_json::from_str(&line?).context("a line that is no request")?;
        let id = request.get("id").cloned().context("a request without an id")?;
        let what = request.get("do").and_then(Value::as_str).context("a request without do")?;
        let mut answer = match answered(what, &Request(&request), &mut held) {
            Ok(Some(answer)) => answer,
            Ok(None) => json!({ "unsupported": true }),
            Err(error) => json!({ "error": format!("{error:#}") }),
        };
        answer["id"] = id;
        writeln!(output, "{answer}")?;
        output.flush()?;
        if what == "shutdown" {
            break;
        }
    }
    Ok(())
}

/// The members of the answer; `None` where the request is not known.
fn answered(what: &str, request: &Request<'_>, held: &mut Option<Held>) -> Result<Option<Value>> {
    let answer = match what {
        "hello" => {
            json!({ "protocol": 1, "name": "Haetae for Rust", "version": env!("CARGO_PKG_VERSION"), "can": CAN })
        }
        "shutdown" => json!({}),
        "init" => {
            *held = Some(Held::new(request)?);
            json!({})
        }
        "logic" => rules::logic(request)?,
        "good_until" => rules::good_until(request)?,
        "to_be_signed" => phone::to_be_signed(request)?,
        "present" => phone::present(request)?,
        _ if !CAN.contains(&what) => return Ok(None),
        _ => return held.as_mut().context("init comes first")?.answered(what, request),
    };
    Ok(Some(answer))
}

/// The members of a request.
struct Request<'r>(&'r Map<String, Value>);

impl Request<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    fn text(&self, name: &str) -> Result<&str> {
        self.get(name).and_then(Value::as_str).with_context(|| format!("{name} is no text"))
    }

    fn number(&self, name: &str) -> Result<u64> {
        self.get(name).and_then(Value::as_u64).with_context(|| format!("{name} is no number"))
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        hex::decode(self.text(name)?).with_context(|| name.to_owned())
    }

    /// The time of the request.
    fn at(&self) -> Result<UnixTime> {
        UnixTime::new(self.number("at")?).context("at is no time")
    }

    fn is_true(&self, name: &str) -> bool {
        self.get(name) == Some(&Value::Bool(true))
    }
}
