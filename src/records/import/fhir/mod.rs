//! Reads FHIR R4 and R5: Bundles, lists, and NDJSON of resources as a bulk export writes it. Patients give the
//! identity, Immunizations and Observations the evidence. All FHIR files of an import are read together: a resource may
//! come before its patient or be in another file, and of several versions of a resource the latest counts.

mod address;
mod bundle;
mod candidates;
mod codes;
mod dates;
mod dose_number;
mod elements;
mod gathered;
mod identifier;
mod immunization;
mod join;
mod latest;
mod lookup;
mod merges;
mod observation;
mod patient;
mod pending;
mod resource;
mod stream;
mod vaccine;
mod version;

use self::address::{Target, target_of};
pub(super) use self::dates::time_of;
pub(super) use self::join::join;
pub(super) use self::pending::Pending;
use self::resource::{About, Context, Says, Waiting};
use super::intake::{Intake, Place};
use super::lines::Lines;
use super::reject::Fault;
use super::source::Input;
use super::{ImportError, row};

/// Reads NDJSON of resources; a line may be a Bundle or a list.
pub(super) fn read_lines(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let mut lines = Lines::new(input);
    // The line that ends in the middle, if that is the last one.
    let mut cut_off = None;
    while let Some(line) = lines.next_line().map_err(|source| intake.unreadable(source))? {
        let place = intake.place(line.number);
        cut_off = None;
        let value = line.text.and_then(|text| {
            serde_json::from_str(text).map_err(|error| {
                cut_off = Some(line.number).filter(|_| error.is_eof());
                row::json_error(&error).into()
            })
        });
        match value {
            Ok(value) => bundle::take_value(value, Context::at(place), intake)?,
            Err(fault) if names_a_bundle(line.bytes) => {
                return Err(intake.misshapen(format!("the Bundle in line {} cannot be read: {fault}", line.number)));
            }
            Err(fault) => take_garbled(line.bytes, place, fault, intake)?,
        }
        intake.read(line.end);
    }
    match cut_off {
        // The missing rest would be missing from the records of unknown people.
        Some(number) => {
            Err(intake.misshapen(format!("the file ends in the middle of line {number}: it is not complete")))
        }
        None => Ok(()),
    }
}

fn names_a_bundle(line: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&line[..line.len().min(1 << 12)]);
    text_after(&start, "resourceType").is_some_and(|kind| kind == "Bundle")
}

/// Leaves out a line that is no JSON, and its patient alone, as far as it can still be identified.
fn take_garbled(line: &[u8], place: Place, fault: Fault, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    intake.row();
    let text = String::from_utf8_lossy(line);
    let field = ["\"patient\"", "\"subject\""].iter().find_map(|field| text.find(field));
    let about = field.and_then(|start| text_after(&text[start..], "reference")).and_then(|text| target_of(text, None));
    let Some(Target::Patient(address)) = about else {
        intake.reject(place, fault);
        return Ok(());
    };
    intake.fhir.asks_by_identifier |= address.is_identifier();
    let label = "resource".to_owned();
    let waiting = Waiting { about: Some(About::Patient(address)), ..Waiting::new(place, label, Says::Rejected(fault)) };
    intake.fhir.wait_alone(&waiting)
}

/// The first text of a field of this name, at any depth.
fn text_after<'a>(text: &'a str, field: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("\"{field}\""))?;
    let rest = rest.trim_start().strip_prefix(':').unwrap_or(rest).trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(value, _)| value)
}

/// Reads Bundles, resources and lists of any size and over any number of lines, one after the other.
pub(super) fn read_bundles(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    stream::read(input, intake)
}
