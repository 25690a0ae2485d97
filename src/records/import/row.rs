//! What rows of the project's own formats have in common.

use haetae_core::{CivilDate, DisplayName, Evidence};
use serde::Deserialize as _;
use serde_json::{Map, Value};

use crate::records::products::product_named;
use crate::records::{SubjectId, mask};

/// The subject of a row.
pub(super) fn subject(text: &str) -> Result<SubjectId, String> {
    SubjectId::new(text).ok_or_else(|| "the subject must be 1 to 64 of A-Z, a-z, 0-9, '.', '_', ':' and '-'".to_owned())
}

/// The masked name of a row.
pub(super) fn name(full_name: &str) -> Result<DisplayName, String> {
    mask(full_name).map_err(|error| error.to_string())
}

/// A birth date, which must be a whole one.
pub(super) fn birth_date(text: &str) -> Result<CivilDate, String> {
    CivilDate::parse(text).ok_or_else(|| format!("the birth date {text:?} is not a date like 1990-01-31, 1900 to 9999"))
}

/// Evidence as section 8 of the wire format writes it, its product by any name of the product table.
pub(super) fn evidence(mut fields: Map<String, Value>) -> Result<Evidence, String> {
    if let Some(Value::String(product)) = fields.get_mut("product") {
        let Some(known) = product_named(product) else {
            return Err(format!("{product:?} is not a code or name of the product table"));
        };
        known.as_str().clone_into(product);
    }
    Evidence::deserialize(Value::Object(fields)).map_err(|error| format!("evidence: {error}"))
}

/// The sentence of a JSON error in a line. Its column counts, in bytes; its line is always 1.
pub(super) fn json_error(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let reason = sentence.rsplit_once(" at line ").map_or(sentence.as_str(), |(reason, _)| reason);
    if error.column() == 0 { reason.to_owned() } else { format!("{reason}, at byte {}", error.column()) }
}
