use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use haetae_core::{Challenge, Fetch, FileHash, FileKind, Outcome, Plan, RootSet, Scanner, StatusDay};
use serde_json::{Value, json};

use super::Request;

/// The scanner that is asked, and what it begins with when it starts again.
pub(super) struct Held {
    roots: RootSet,
    seed: u64,
    scanner: Scanner,
}

impl Held {
    pub(super) fn new(request: &Request<'_>) -> Result<Self> {
        let roots: RootSet = serde_json::from_value(request.get("roots").cloned().unwrap_or_default())?;
        let seed = request.number("seed")?;
        Ok(Self { scanner: Scanner::new(roots.clone(), seed), roots, seed })
    }

    pub(super) fn answered(&mut self, what: &str, request: &Request<'_>) -> Result<Option<Value>> {
        let scanner = &mut self.scanner;
        Ok(Some(match what {
            "trust_list" => outcome(Some(scanner.trust_list_arrived(&request.bytes("bytes")?))),
            "bundle" => outcome(Some(scanner.bundle_arrived(&request.bytes("bytes")?))),
            "manifest" => outcome(scanner.manifest_arrived(&request.bytes("bytes")?, request.at()?)),
            "file" => outcome(scanner.file_arrived(hash(request)?, &request.bytes("bytes")?, request.at()?)),
            "failed" => {
                let what = if request.get("sha256").is_some() { Fetch::File(hash(request)?) } else { Fetch::Manifest };
                scanner.failed(what, request.at()?);
                json!({})
            }
            "unknown_key" => {
                scanner.unknown_key_seen();
                json!({})
            }
            "next" => json!({ "plan": plan(&scanner.next(request.at()?)) }),
            "check" => checked(scanner, request)?,
            "restart" => {
                let snapshot = scanner.snapshot();
                *scanner = Scanner::new(self.roots.clone(), self.seed);
                json!({ "dropped": scanner.restore(&snapshot).ok().context("its own snapshot cannot be read")? })
            }
            "state" => state(scanner, request)?,
            _ => return Ok(None),
        }))
    }
}

fn outcome(outcome: Option<Outcome>) -> Value {
    json!({ "outcome": outcome.map(Outcome::as_str) })
}

fn hash(request: &Request<'_>) -> Result<FileHash> {
    request.bytes("sha256")?.try_into().ok().context("sha256 has not 32 bytes")
}

fn plan(plan: &Plan) -> Value {
    match plan {
        Plan::FetchManifest { most_bytes } => json!({ "do": "fetch_manifest", "most_bytes": most_bytes }),
        Plan::FetchFile { sha256, size } => json!({ "do": "fetch_file", "sha256": hex::encode(sha256), "size": size }),
        Plan::Idle { until } => json!({ "do": "wait", "until": until.seconds() }),
    }
}

fn checked(scanner: &mut Scanner, request: &Request<'_>) -> Result<Value> {
    let at = request.at()?;
    if request.is_true("forget") {
        scanner.forget();
    }
    for challenge in request.get("challenges").and_then(Value::as_array).into_iter().flatten() {
        let challenge = challenge.as_str().and_then(Challenge::parse_hex).context("a challenge that is none")?;
        scanner.show_challenge(challenge, at);
    }
    scanner.require_challenge(request.is_true("require_challenge"));
    scanner.choose_policy(request.get("policy").and_then(Value::as_str).map(str::to_owned));
    let mut verdict = serde_json::to_value(scanner.check(request.text("text")?, at))?;

    let members = verdict.as_object_mut().context("a verdict is an object")?;
    if let Some(Value::Array(messages)) = members.get_mut("messages") {
        for message in messages {
            *message = message["rule"].take();
        }
    }
    let shown = ["name", "birth", "evidence", "issuer", "valid_until"];
    let shown = shown.into_iter().filter_map(|name| Some((name.to_owned(), members.remove(name)?)));
    let shown: Value = Value::Object(shown.collect());
    if members.get("code").is_some_and(|code| code == "admit") {
        members.insert("shown".to_owned(), shown);
    }
    Ok(verdict)
}

fn state(scanner: &Scanner, request: &Request<'_>) -> Result<Value> {
    let store = scanner.store();
    let hashes = |files: &mut dyn Iterator<Item = (&str, &[u8], &FileHash)>| -> BTreeMap<String, String> {
        files.map(|(name, _, sha256)| (name.to_owned(), hex::encode(sha256))).collect()
    };
    let in_force = hashes(&mut store.files());
    let days = in_force.keys().filter_map(|name| match FileKind::of(name) {
        FileKind::Status(day) => Some(day),
        _ => None,
    });
    let is_old = |day: &StatusDay| store.day_status(*day).is_some_and(|status| !status.is_newest());
    let mut old: Vec<u32> = days.filter(is_old).map(|day| day.0).collect();
    old.sort_unstable();
    let probes: Vec<(u32, u32)> = serde_json::from_value(request.get("probes").cloned().unwrap_or_else(|| json!([])))?;
    let probes = probes.into_iter().map(|(day, index)| store.day_status(StatusDay(day))?.is_revoked(index));
    Ok(json!({
        "floor": store.manifest().map(|_| store.floor().seconds()),
        "waiting": hashes(&mut store.waiting()),
        "old": old,
        "probes": probes.collect::<Vec<_>>(),
        "in_force": in_force,
    }))
}
