//! A rules file as its authors have it, before it is signed: `version`, `issued` and `offsets` may still be missing.

use haetae_core::{RulesFile, UnixTime};

use super::checking::offsets_of;
use super::document::{Document, Node, Place, Value};

/// A file that scanners could read.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What they would read.
    pub file: RulesFile,
    /// The name of its time zone.
    pub zone: String,
}

impl Draft {
    /// Reads a file, and completes it with what signing gives it.
    ///
    /// # Errors
    ///
    /// A sentence with the place where it is not JSON, or with what the core needs.
    pub fn read(bytes: &[u8], now: UnixTime) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let document = Document::read(text).map_err(|flaw| format!("{}: {}", Place::of(text, flaw.at), flaw.what))?;
        let file = RulesFile::read(completed(&document, now).as_bytes());
        let file = file.map_err(|unreadable| format!("{unreadable}: `haetae rules check` shows where"))?;
        let zone = document.root.member("zone").and_then(Node::as_text).unwrap_or("UTC").to_owned();
        Ok(Self { file, zone })
    }
}

/// The text of a file with the members that it lacks: version 1, issued at `now`, and the offsets of its zone. All else
/// stays as it stands there.
pub fn completed(document: &Document<'_>, now: UnixTime) -> String {
    let Value::Object(members) = &document.root.value else { return document.source(&document.root).to_owned() };
    let lacks = |name: &str| document.root.member(name).is_none();
    let mut added = Vec::new();
    if lacks("version") {
        added.push("\"version\":1".to_owned());
    }
    if lacks("issued") {
        added.push(format!("\"issued\":{}", now.seconds()));
    }
    if lacks("offsets")
        && let Ok(offsets) = offsets_of(document, now)
    {
        added.push(format!("\"offsets\":{}", offsets_text(&offsets)));
    }
    let mut text = document.source(&document.root).to_owned();
    if !added.is_empty() {
        let comma = if members.is_empty() { "" } else { "," };
        text.replace_range(..1, &format!("{{{}{comma}", added.join(",")));
    }
    text
}

/// The text of a file with the offsets of its zone in the place of those that it has; all else stays as it stands
/// there.
///
/// # Errors
///
/// A sentence, if they cannot be computed.
pub fn with_offsets(text: &str, document: &Document<'_>, now: UnixTime) -> Result<String, String> {
    let offsets = offsets_text(&offsets_of(document, now)?);
    let mut text = text.to_owned();
    match (document.root.member("offsets"), document.root.member("zone")) {
        (Some(given), _) => text.replace_range(given.span.clone(), &offsets),
        (None, Some(zone)) => text.insert_str(zone.span.end, &format!(", \"offsets\": {offsets}")),
        (None, None) => return Err("`zone` is missing".to_owned()),
    }
    Ok(text)
}

pub(super) fn offsets_text(offsets: &[(i64, i64)]) -> String {
    let entries: Vec<String> = offsets.iter().map(|(from, seconds)| format!("[{from}, {seconds}]")).collect();
    format!("[{}]", entries.join(", "))
}
