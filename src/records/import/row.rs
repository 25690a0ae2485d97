//! Shared by the rows of the project's own formats.

use haetae_core::Evidence;
use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::reject::{Fault, RejectCode};
use crate::model::SubjectId;
use crate::records::products::product_named;

/// The kinds of evidence.
const KINDS: [&str; 5] = ["vaccination", "test", "recovery", "exemption", "clearance"];

/// The subject of a row.
pub(super) fn subject(text: &str) -> Result<SubjectId, Fault> {
    let sentence = "the subject must be 1 to 64 of A-Z, a-z, 0-9, '.', '_', ':' and '-'";
    SubjectId::new(text).ok_or_else(|| Fault::new(RejectCode::Subject, sentence))
}

/// Evidence as section 8 of the wire format writes it, its product by any name of the product table.
pub(super) fn evidence(mut fields: Map<String, Value>) -> Result<Evidence, Fault> {
    if let Some(kind) = fields.get("kind").filter(|kind| !KINDS.iter().any(|known| *kind == known)) {
        let sentence = format!("evidence: the kind {kind} is none of {}", KINDS.join(", "));
        return Err(Fault::new(RejectCode::Evidence, sentence));
    }
    if let Some(Value::String(product)) = fields.get_mut("product") {
        let Some(known) = product_named(product) else {
            let sentence = format!("{product:?} is not a code or name of the product table");
            return Err(Fault::new(RejectCode::Product, sentence));
        };
        known.as_str().clone_into(product);
    }
    Evidence::deserialize(Value::Object(fields))
        .map_err(|error| Fault::new(RejectCode::Evidence, format!("evidence: {error}")))
}

/// The sentence of a JSON error in a line. Its column counts, in bytes; its line is always 1.
pub(super) fn json_error(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return format!("the line ends in the middle of its JSON, at byte {}", error.column());
    }
    let sentence = error.to_string();
    let reason = sentence.rsplit_once(" at line ").map_or(sentence.as_str(), |(reason, _)| reason);
    if error.column() == 0 { reason.to_owned() } else { format!("{reason}, at byte {}", error.column()) }
}
