//! FHIR R4 and R5: Bundles, lists, and NDJSON of resources as a bulk export writes it. Patients say who, Immunizations and
//! Observations say what of them. All FHIR files of an import are read together: what refers to a patient may stand before it
//! or in another file, and of several versions of a resource the latest counts.

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

pub(super) use self::join::join;
pub(super) use self::pending::Pending;
use self::resource::Context;
use super::intake::Intake;
use super::lines::Lines;
use super::source::Input;
use super::{ImportError, row};

/// Reads NDJSON of resources; a line may be a Bundle or a list.
pub(super) fn read_lines(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let mut lines = Lines::new(input);
    while let Some(line) = lines.next_line().map_err(|source| intake.unreadable(source))? {
        let place = intake.place(line.number);
        match line.text.and_then(|text| serde_json::from_str(text).map_err(|error| row::json_error(&error).into())) {
            Ok(value) => bundle::take_value(value, Context::at(place), intake)?,
            Err(fault) => {
                intake.row();
                intake.reject(place, fault);
            }
        }
        intake.read(line.end);
    }
    Ok(())
}

/// Reads Bundles, resources and lists of any size and over any number of lines, one after the other.
pub(super) fn read_bundles(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    stream::read(input, intake)
}
