//! Makes the payload of a rules file of what people wrote: the version, the time and the civil time of its zone are
//! filled in, all else stays as it is.

use haetae_core::json::Json;
use haetae_core::{MAX_COUNT, MAX_RULES_BYTES, RulesFile, UnixTime};

use super::checking::offsets_of;
use super::document::{Document, Place};

/// Why no rules file can be made of a text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    /// It is not JSON as rules have it.
    #[error("{0}")]
    Json(String),
    /// It is not an object.
    #[error("it is not an object with policies")]
    NotAnObject,
    /// The civil time of its zone cannot be filled in.
    #[error("{0}")]
    Zone(String),
    /// Scanners could not read it.
    #[error("scanners could not read it: {0}")]
    Unreadable(String),
    /// The version is beyond what files can state.
    #[error("there is no version after {MAX_COUNT}")]
    LastVersion,
}

/// A payload to be signed.
#[derive(Clone, Debug)]
pub struct Made {
    /// The JSON that is signed.
    pub payload: Vec<u8>,
    /// What scanners read in it.
    pub file: RulesFile,
    /// How many changes of the zone's civil time were filled in; `None` where the text states them.
    pub offsets: Option<usize>,
}

/// Makes a file of this version, issued at `issued`. `version` and `issued` of the text are replaced; `offsets` are
/// computed from its zone where they are absent.
///
/// # Errors
///
/// [`MakeError`]: what is wrong with the text.
pub fn make(text: &[u8], version: u64, issued: UnixTime) -> Result<Made, MakeError> {
    let source = std::str::from_utf8(text).map_err(|_| MakeError::Json("it is not UTF-8".to_owned()))?;
    let document = Document::read(source)
        .map_err(|flaw| MakeError::Json(format!("{}: {}", Place::of(source, flaw.at), flaw.what)))?;
    let Json::Object(mut members) = Json::read(text).map_err(|error| MakeError::Json(error.to_string()))? else {
        return Err(MakeError::NotAnObject);
    };
    if version > MAX_COUNT {
        return Err(MakeError::LastVersion);
    }
    members.retain(|(name, _)| name != "version" && name != "issued");
    let mut first = vec![
        ("version".to_owned(), Json::Integer(version.cast_signed())),
        ("issued".to_owned(), Json::Integer(issued.seconds().cast_signed())),
    ];
    let mut offsets = None;
    if members.iter().all(|(name, _)| name != "offsets") {
        let computed = offsets_of(&document, issued).map_err(MakeError::Zone)?;
        let entry = |(from, seconds): (i64, i64)| Json::Array(vec![Json::Integer(from), Json::Integer(seconds)]);
        offsets = Some(computed.len());
        first.push(("offsets".to_owned(), Json::Array(computed.into_iter().map(entry).collect())));
    }
    first.append(&mut members);
    let mut payload = String::new();
    write(&Json::Object(first), &mut payload);
    let payload = payload.into_bytes();
    if payload.len() > MAX_RULES_BYTES {
        let what = format!("it has {} bytes, and {MAX_RULES_BYTES} is the most", payload.len());
        return Err(MakeError::Unreadable(what));
    }
    let file = RulesFile::read(&payload).map_err(|error| MakeError::Unreadable(error.to_string()))?;
    Ok(Made { payload, file, offsets })
}

/// Writes a value without blanks.
fn write(json: &Json, text: &mut String) {
    match json {
        Json::Null => text.push_str("null"),
        Json::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Json::Integer(value) => text.push_str(&value.to_string()),
        Json::Text(value) => quote(value, text),
        Json::Array(items) => {
            text.push('[');
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Json::Object(members) => {
            text.push('{');
            for (number, (name, value)) in members.iter().enumerate() {
                if number > 0 {
                    text.push(',');
                }
                quote(name, text);
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
    }
}

fn quote(value: &str, text: &mut String) {
    text.push_str(&serde_json::Value::from(value).to_string());
}
