use haetae_core::CivilDate;
use haetae_ffi::{Admission, Evidence, TestMethod};
use serde_json::{Map, Value, json};

/// What a venue sees, in the words of the vectors, times as seconds since 1970.
pub(crate) fn members(admission: &Admission) -> Value {
    let Admission { warnings: _, evidence, name, birth, issuer, valid_until } = admission;
    let mut members = Map::new();
    let mut add = |member: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(member.to_owned(), value);
        }
    };
    add("evidence", evidence.as_ref().map(|evidence| evidence.iter().map(piece).collect()));
    add("name", name.clone().map(Value::from));
    add("birth", birth.clone().map(Value::from));
    add("issuer", issuer.clone().map(Value::from));
    add("valid_until", valid_until.map(Value::from));
    Value::Object(members)
}

fn piece(evidence: &Evidence) -> Value {
    match evidence {
        Evidence::Vaccination { doses, date, product } => {
            json!({"kind": "vaccination", "doses": doses, "date": date, "product": product})
        }
        Evidence::Test { sampled_at, method } => {
            let method = match method {
                TestMethod::Naat => "naat",
                TestMethod::RapidAntigen => "rapid",
            };
            json!({"kind": "test", "sampled_at": sampled_at, "method": method})
        }
        Evidence::Recovery { date } => json!({"kind": "recovery", "date": date}),
        Evidence::Exemption { until } => json!({"kind": "exemption", "until": until}),
        Evidence::Clearance { policy, until } => json!({"kind": "clearance", "policy": policy, "until": until}),
    }
}

/// What the vectors say that a venue sees, with the times that they write in RFC 3339 as seconds since 1970.
pub(crate) fn in_seconds(value: &Value) -> Value {
    match value {
        Value::String(text) => seconds(text).map_or_else(|| value.clone(), Value::from),
        Value::Array(items) => items.iter().map(in_seconds).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), in_seconds(value))).collect::<Map<_, _>>().into()
        }
        _ => value.clone(),
    }
}

/// `YYYY-MM-DDThh:mm:ssZ`.
fn seconds(text: &str) -> Option<i64> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [hours, minutes, seconds] = time.split(':').map(|part| part.parse().ok()).collect::<Option<Vec<i64>>>()?[..]
    else {
        return None;
    };
    Some(i64::from(CivilDate::parse(day)?.days()) * 86_400 + hours * 3_600 + minutes * 60 + seconds)
}
