//! Bundles, an entry at a time: a Bundle of any size takes the memory of its largest entry.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{Context, take as take_resource};
use crate::records::import::ImportError;
use crate::records::import::intake::{Intake, Place};
use crate::records::import::reject::PassedOver;
use crate::records::import::source::Input;

/// Reads one Bundle after the other.
pub(super) fn read(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let at = Position::default();
    let mut json = serde_json::Deserializer::from_reader(Counted {
        input: BufReader::with_capacity(1 << 16, input),
        at: at.clone(),
    });
    // An end is an error as long as there is something left.
    while json.end().is_err() {
        let mut failed = None;
        let bundle = intake.next_bundle();
        let seed = BundleSeed { intake, at: &at, bundle, failed: &mut failed };
        let outcome = seed.deserialize(&mut json);
        intake.read(at.bytes.get());
        match (outcome, failed) {
            (_, Some(error)) => return Err(error),
            (Err(error), None) if error.is_io() => return Err(intake.unreadable(error.into())),
            (Err(error), None) => {
                let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
                let place = intake.place(line);
                intake.row();
                intake.reject(place, format!("{error}; the rest of the file is left out"));
                return Ok(());
            }
            (Ok(()), None) => {}
        }
    }
    intake.read(at.bytes.get());
    Ok(())
}

/// Takes a Bundle of one line.
pub(super) fn take(mut bundle: Map<String, Value>, place: Place, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let number = intake.next_bundle();
    let entries = match bundle.remove("entry") {
        Some(Value::Array(entries)) => entries,
        None => Vec::new(),
        Some(_) => {
            intake.row();
            intake.reject(place, "the entries of the Bundle are not a list");
            return Ok(());
        }
    };
    for (index, entry) in (1..).zip(entries) {
        take_entry(entry, number, index, place, intake)?;
    }
    Ok(())
}

fn take_entry(
    mut entry: Value,
    bundle: u64,
    number: u64,
    place: Place,
    intake: &mut Intake<'_>,
) -> Result<(), ImportError> {
    let Some(resource) = entry.get_mut("resource").map(Value::take) else {
        intake.row();
        intake.pass_over(PassedOver::OtherResource);
        return Ok(());
    };
    let full_url = entry.get("fullUrl").and_then(Value::as_str);
    take_resource(resource, Context { place, bundle: Some(bundle), full_url, entry: Some(number) }, intake)
}

/// How far a file has been read.
#[derive(Clone, Default)]
struct Position {
    line_ends: Rc<Cell<u64>>,
    bytes: Rc<Cell<u64>>,
}

struct Counted<R> {
    input: R,
    at: Position,
}

impl<R: Read> Read for Counted<R> {
    /// The JSON reader asks for one byte at a time, so the position is where it is.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let ends = buffer[..read].iter().filter(|&&byte| byte == b'\n').count();
        self.at.line_ends.set(self.at.line_ends.get() + ends as u64);
        self.at.bytes.set(self.at.bytes.get() + read as u64);
        Ok(read)
    }
}

struct BundleSeed<'a, 'i> {
    intake: &'a mut Intake<'i>,
    at: &'a Position,
    bundle: u64,
    /// What went wrong beyond the file.
    failed: &'a mut Option<ImportError>,
}

impl<'de> DeserializeSeed<'de> for BundleSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for BundleSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FHIR Bundle")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut is_bundle = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "resourceType" => {
                    let kind: String = map.next_value()?;
                    if kind != "Bundle" {
                        return Err(de::Error::custom(format!(
                            "a {kind} over many lines is not read: write it as NDJSON or in a Bundle"
                        )));
                    }
                    is_bundle = true;
                }
                "entry" => map.next_value_seed(EntriesSeed(&mut self))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if is_bundle { Ok(()) } else { Err(de::Error::custom("this is not a FHIR Bundle: it has no resourceType")) }
    }
}

struct EntriesSeed<'s, 'a, 'i>(&'s mut BundleSeed<'a, 'i>);

impl<'de> DeserializeSeed<'de> for EntriesSeed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for EntriesSeed<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the entries of a Bundle")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let BundleSeed { intake, at, bundle, failed } = self.0;
        for number in 1.. {
            let Some((line, entry)) = entries.next_element_seed(EntrySeed(at))? else { break };
            let place = intake.place(line);
            if let Err(error) = take_entry(entry, *bundle, number, place, intake) {
                **failed = Some(error);
                return Err(de::Error::custom("the import stopped"));
            }
            intake.read(at.bytes.get());
        }
        Ok(())
    }
}

/// An entry and the line on which it begins.
struct EntrySeed<'a>(&'a Position);

impl<'de> DeserializeSeed<'de> for EntrySeed<'_> {
    type Value = (u64, Value);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        // The reader has just seen the entry's first byte.
        let line = self.0.line_ends.get() + 1;
        Ok((line, de::Deserialize::deserialize(deserializer)?))
    }
}
