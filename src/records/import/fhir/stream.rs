//! Reads JSON over many lines: Bundles, resources and lists of them, one entry at a time, so that a Bundle of any size
//! needs only the memory of its largest entry.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use serde::de::{self, Deserialize as _, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::bundle::{Bundle, take_value};
use super::resource::Context;
use crate::records::import::ImportError;
use crate::records::import::intake::Intake;
use crate::records::import::source::Input;

/// Reads one value after the other.
pub(super) fn read(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let at = Position::default();
    let mut json = serde_json::Deserializer::from_reader(Counted {
        input: BufReader::with_capacity(1 << 16, input),
        at: at.clone(),
    });
    // An end is an error as long as there is something left.
    while json.end().is_err() {
        let mut reading = Reading { intake, at: &at, failed: None };
        let outcome = ValueSeed(&mut reading).deserialize(&mut json);
        let failed = reading.failed;
        intake.read(at.bytes.get());
        match (outcome, failed) {
            (_, Some(error)) => return Err(error),
            (Err(error), None) if error.is_io() => return Err(intake.unreadable(error.into())),
            // The missing rest would be missing from the records of unknown people.
            (Err(error), None) => return Err(intake.misshapen(torn(&error))),
            (Ok(()), None) => {}
        }
    }
    intake.read(at.bytes.get());
    Ok(())
}

/// Why a file cannot be read further.
fn torn(error: &serde_json::Error) -> String {
    if error.is_eof() {
        format!("the file ends in the middle of a resource, in line {}: it is not complete", error.line())
    } else {
        format!("from here on the file cannot be read as FHIR: {error}")
    }
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

struct Reading<'a, 'i> {
    intake: &'a mut Intake<'i>,
    at: &'a Position,
    /// An error from outside the file.
    failed: Option<ImportError>,
}

impl Reading<'_, '_> {
    /// The line of the byte that has just been read.
    fn line(&self) -> u64 {
        self.at.line_ends.get() + 1
    }

    /// Continues after an entry was read, or stops the reader.
    fn after<E: de::Error>(&mut self, taken: Result<(), ImportError>) -> Result<(), E> {
        self.intake.read(self.at.bytes.get());
        taken.map_err(|error| {
            self.failed = Some(error);
            E::custom("the import stopped")
        })
    }
}

/// A Bundle, a resource, or a list of both.
struct ValueSeed<'s, 'a, 'i>(&'s mut Reading<'a, 'i>);

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FHIR resource, a Bundle or a list of them")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let reading = self.0;
        let line = reading.line();
        let mut fields = Map::new();
        let mut kind: Option<String> = None;
        let mut bundle: Option<Bundle> = None;
        while let Some(key) = map.next_key::<String>()? {
            match (key.as_str(), kind.as_deref()) {
                ("entry", None | Some("Bundle")) => {
                    let mut entries = bundle.take().unwrap_or_else(|| Bundle::new(reading.intake, None));
                    entries.is_of_type(fields.get("type").and_then(Value::as_str).unwrap_or_default());
                    map.next_value_seed(EntriesSeed(reading, &entries))?;
                    bundle = Some(entries);
                }
                ("resourceType" | "type", _) | (_, None) => {
                    let value: Value = map.next_value()?;
                    if key == "resourceType" {
                        kind = value.as_str().map(str::to_owned);
                    }
                    fields.insert(key, value);
                }
                (_, Some("Bundle")) => {
                    map.next_value::<IgnoredAny>()?;
                }
                _ => {
                    fields.insert(key, map.next_value()?);
                }
            }
        }
        match (kind.as_deref(), bundle) {
            (Some("Bundle"), _) => Ok(()),
            (None, Some(_)) => Err(de::Error::custom("this is not a FHIR Bundle: it has no resourceType")),
            _ => {
                let context = Context::at(reading.intake.place(line));
                let taken = take_value(Value::Object(fields), context, reading.intake);
                reading.after(taken)
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let reading = self.0;
        for number in 1_u64.. {
            let Some((line, value)) = list.next_element_seed(EntrySeed(reading.at))? else { break };
            let label = number.to_string();
            let context = Context { entry: Some(&label), ..Context::at(reading.intake.place(line)) };
            let taken = take_value(value, context, reading.intake);
            reading.after(taken)?;
        }
        Ok(())
    }
}

struct EntriesSeed<'s, 'a, 'i>(&'s mut Reading<'a, 'i>, &'s Bundle);

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
        let Self(reading, bundle) = self;
        for number in 1.. {
            let Some((line, entry)) = entries.next_element_seed(EntrySeed(reading.at))? else { break };
            let place = reading.intake.place(line);
            let taken = bundle.take_entry(entry, number, place, reading.intake);
            reading.after(taken)?;
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
        Ok((line, Value::deserialize(deserializer)?))
    }
}
