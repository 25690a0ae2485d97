use anyhow::{Context as _, Result};
use haetae_core::json::Json;
use haetae_core::{Evaluated, Evidence, Logic, Offsets, RulesFile, UnixTime};
use serde_json::{Value, json};

use super::Request;

/// What an expression comes to.
pub(super) fn logic(request: &Request<'_>) -> Result<Value> {
    let read = |name: &str| Json::read(request.get(name).unwrap_or(&Value::Null).to_string().as_bytes());
    let data = read("data").ok().context("data is not JSON as rules know it")?;
    let offsets = match request.get("offsets") {
        Some(_) => read("offsets").ok().as_ref().and_then(Offsets::read).context("offsets are none")?,
        None => Offsets::UTC,
    };
    let logic = read("logic").ok().context("logic is not JSON as rules know it")?;
    let Some((value, steps)) = Logic::read(&logic).and_then(|logic| logic.evaluate(&data, &offsets)) else {
        return Ok(json!({ "fails": true }));
    };
    Ok(match value {
        Evaluated::Json(value) => json!({ "value": plain(&value), "steps": steps }),
        Evaluated::Date(date) => json!({ "date": date, "steps": steps }),
        Evaluated::Time(time) => json!({ "time": time, "steps": steps }),
    })
}

fn plain(value: &Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(value) => json!(value),
        Json::Integer(value) => json!(value),
        Json::Text(text) => json!(text),
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Object(members) => members.iter().map(|(name, member)| (name.clone(), plain(member))).collect(),
    }
}

/// Until when evidence meets a policy.
pub(super) fn good_until(request: &Request<'_>) -> Result<Value> {
    let file = RulesFile::read(request.text("file")?.as_bytes()).ok().context("the rules are not readable")?;
    let evidence: Vec<Evidence> = serde_json::from_value(request.get("evidence").cloned().unwrap_or_default())?;
    let good = file.good_until(request.text("policy")?, &evidence, request.at()?);
    Ok(match good.until.map(UnixTime::seconds) {
        Some(until) => json!({ "until": until, "why": good.why.code() }),
        None => json!({ "until": null }),
    })
}
