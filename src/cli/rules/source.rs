use std::path::Path;

use haetae_core::{RulesEdition, UnixTime};
use jiff::tz::TimeZone;

use super::read;
use crate::cli::{Context, Failure};
use crate::rules::document::Document;
use crate::rules::draft::Draft;
use crate::runtime::Node;

/// The first byte of a signed file: tag 18 of CBOR. No JSON begins with it.
const SIGNED: u8 = 0xD2;

/// Rules, with the text that they were read from.
pub(super) struct Source {
    name: String,
    text: String,
    /// The rules.
    pub(super) draft: Draft,
}

impl Source {
    /// A file: JSON as its authors write it, or a signed one, whose signature is not looked at.
    pub(super) fn read(path: &Path, context: &Context) -> Result<Self, Failure> {
        Self::of(path.display().to_string(), read(path)?, context.clock.now())
    }

    /// The rules that a node published last.
    pub(super) async fn published(node: &Node) -> Result<Self, Failure> {
        let rules = node.store.rules(None).await?;
        let rules = rules.ok_or("no rules are published: --file names a file of them")?;
        Self::of(format!("the published rules, version {},", rules.record.version), rules.file, node.clock.now())
    }

    fn of(name: String, bytes: Vec<u8>, now: UnixTime) -> Result<Self, Failure> {
        let bytes = if bytes.first() == Some(&SIGNED) {
            let edition = RulesEdition::decode_unverified(&bytes);
            edition.map_err(|why| Failure::from(format!("{name}: it is not a signed rules file: {why}")))?.payload
        } else {
            bytes
        };
        let draft = Draft::read(&bytes, now).map_err(|what| Failure::from(format!("{name}: {what}")))?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::from(format!("{name}: it is not UTF-8")))?;
        Ok(Self { name, text, draft })
    }

    /// The places of what is in it.
    pub(super) fn document(&self) -> Result<Document<'_>, Failure> {
        Document::read(&self.text).map_err(|flaw| Failure::from(format!("{}: {}", self.name, flaw.what)))
    }

    /// The time zone in which people read its times.
    pub(super) fn zone(&self) -> TimeZone {
        TimeZone::get(&self.draft.zone).unwrap_or(TimeZone::UTC)
    }
}
