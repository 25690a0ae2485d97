//! NDJSON: a person a line, as `docs/schemas/person.schema.json` says.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::ImportError;
use super::intake::Intake;
use super::lines::Lines;
use super::part::Part;
use super::row;
use super::source::Input;
use crate::records::SubjectId;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    subject: String,
    name: String,
    birth_date: String,
    evidence: Vec<Map<String, Value>>,
}

pub(super) fn read(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let mut lines = Lines::new(input);
    while let Some(line) = lines.next_line().map_err(|source| intake.unreadable(source))? {
        let place = intake.place(line.number);
        match line.text.map_err(str::to_owned).and_then(parse) {
            Ok((subject, part)) => {
                let statement = intake.next_statement();
                intake.keep(&subject, &Part { statement, place, ..part })?;
            }
            Err(reason) => intake.reject(place, reason),
        }
        intake.read(line.bytes);
    }
    Ok(())
}

fn parse(text: &str) -> Result<(SubjectId, Part), String> {
    let row: Row = serde_json::from_str(text).map_err(|error| row::json_error(&error))?;
    let subject = row::subject(&row.subject)?;
    let part = Part {
        evidence: row.evidence.into_iter().map(row::evidence).collect::<Result<_, _>>()?,
        ..Part::new(&row::name(&row.name)?, row::birth_date(&row.birth_date)?)
    };
    Ok((subject, part))
}
