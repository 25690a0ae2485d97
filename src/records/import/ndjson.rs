//! Reads NDJSON: one person per line, as `docs/schemas/person.schema.json` says; and the same people as JSON over many
//! lines.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::intake::{Intake, Place};
use super::lines::{Lines, text};
use super::objects::{Objects, Stopped};
use super::part::Part;
use super::reject::Fault;
use super::row;
use super::source::Input;
use super::who::Who;
use super::{ImportError, ImportOptions};
use crate::model::SubjectId;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a person: an object with subject, name, birth_date and evidence")]
struct Row {
    subject: String,
    name: String,
    birth_date: String,
    #[serde(default)]
    deceased: bool,
    system: Option<String>,
    evidence: Vec<Map<String, Value>>,
}

/// Reads one person per line.
pub(super) fn read_lines(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let mut lines = Lines::new(input);
    while let Some(line) = lines.next_line().map_err(|source| intake.unreadable(source))? {
        take(line.text.and_then(|text| parse(text, &intake.options)), line.bytes, intake.place(line.number), intake)?;
        intake.read(line.end);
    }
    Ok(())
}

/// Reads people one after the other, or in a list.
pub(super) fn read_objects(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let mut objects = Objects::new(input);
    while let Some(object) = objects.next_object().map_err(|stopped| match stopped {
        Stopped::Unreadable(source) => intake.unreadable(source),
        Stopped::Misshapen(reason) => intake.misshapen(reason),
    })? {
        let row = match object.fault {
            Some(fault) => Err(fault),
            None => text(&object.bytes).and_then(|text| parse(text, &intake.options)),
        };
        take(row, &object.bytes, intake.place(object.line), intake)?;
        intake.read(object.end);
    }
    Ok(())
}

fn take(
    row: Result<(SubjectId, Part), Fault>,
    bytes: &[u8],
    place: Place,
    intake: &mut Intake<'_>,
) -> Result<(), ImportError> {
    intake.row();
    let statement = intake.next_statement();
    match row {
        Ok((subject, part)) => intake.keep(&subject, Part { statement, place, ..part }),
        Err(fault) => match subject_in(bytes) {
            Some(subject) => intake.reject_of(&subject, statement, place, fault),
            None => {
                intake.reject(place, fault);
                Ok(())
            }
        },
    }
}

fn parse(text: &str, options: &ImportOptions) -> Result<(SubjectId, Part), Fault> {
    let row: Row = serde_json::from_str(text).map_err(|error| row::json_error(&error))?;
    let subject = row::subject(&row.subject)?;
    let system = row.system.filter(|system| !system.is_empty());
    let part = Part {
        evidence: row.evidence.into_iter().map(row::evidence).collect::<Result<_, _>>()?,
        ..Part::new(Who { deceased: row.deceased, system, ..Who::read(&row.name, &row.birth_date, options)? })
    };
    Ok((subject, part))
}

/// The subject of a bad row, if it is readable although the row is cut off or garbled.
fn subject_in(line: &[u8]) -> Option<SubjectId> {
    const KEY: &[u8] = b"\"subject\"";
    let start = line.windows(KEY.len()).position(|window| window == KEY)? + KEY.len();
    let value = line[start..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
    let end = value.iter().position(|&byte| byte == b'"')?;
    SubjectId::new(std::str::from_utf8(&value[..end]).ok()?)
}
