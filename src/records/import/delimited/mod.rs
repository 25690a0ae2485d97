//! Reads CSV: one piece of evidence per row; the rows of one subject in a file are one person.

mod fields;
mod header;
mod rows;
mod spelling;

use serde_json::{Map, Value};

use self::header::{EVIDENCE, Header};
pub(super) use self::header::{declared_separator, is_empty_row, is_header};
use self::rows::{Row, Rows};
use self::spelling::{Lengths, date, doses, is_cut_number, kind, method, plain, time};
use super::intake::Intake;
use super::part::Part;
use super::reject::{Fault, PassedOver, RejectCode};
use super::row;
use super::source::Input;
use super::who::Who;
use super::{ImportError, ImportOptions};
use crate::model::{BirthDate, SubjectId};

pub(super) fn read(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let mut rows = Rows::new(input);
    let statement = intake.next_statement();
    let Some(header) = read_header(&mut rows, intake)? else { return Ok(()) };
    let mut lengths = Lengths::default();
    while let Some(row) =
        rows.next_row(header.separator, header.columns.len()).map_err(|source| intake.unreadable(source))?
    {
        let Row { number, end, fields, remains } = row;
        let place = intake.place(number);
        intake.row();
        let outcome = match &fields {
            Ok(fields) if fields.iter().all(String::is_empty) => {
                intake.pass_over(PassedOver::EmptyRow);
                continue;
            }
            Ok(fields) if header.is_repeated_by(fields) => {
                intake.pass_over(PassedOver::RepeatedHeader);
                continue;
            }
            Ok(fields) => parse(&header, fields, &intake.options),
            Err(fault) => Err(fault.clone()),
        };
        match outcome {
            Ok((subject, part)) => {
                lengths.add(subject.as_str());
                intake.keep(&subject, Part { statement, place, ..part })?;
            }
            Err(fault) => match subject_in(&header, fields.as_ref().unwrap_or(&remains)) {
                Some(subject) => intake.reject_of(&subject, statement, place, fault)?,
                None => intake.reject(place, fault),
            },
        }
        intake.read(end);
    }
    if let Some(doubt) = lengths.doubt() {
        intake.note(&doubt);
    }
    Ok(())
}

/// The header, possibly after empty rows and a line that declares the separator. `None` for a file without rows.
fn read_header(rows: &mut Rows, intake: &mut Intake<'_>) -> Result<Option<Header>, ImportError> {
    let mut declared = None;
    while let Some(line) = rows.next_line().map_err(|source| intake.unreadable(source))? {
        let text = line.text.map_err(|fault| intake.misshapen(fault.sentence))?;
        if is_empty_row(&text) {
            intake.row();
            intake.pass_over(PassedOver::EmptyRow);
            continue;
        }
        if declared.is_none() {
            declared = declared_separator(&text);
            if declared.is_some() {
                continue;
            }
        }
        return Header::read(&text, declared).map(Some).map_err(|reason| intake.misshapen(reason));
    }
    Ok(None)
}

/// The subject of a bad row, if it can be read.
fn subject_in(header: &Header, fields: &[String]) -> Option<SubjectId> {
    SubjectId::new(&plain(fields.get(header.index_of("subject")?)?))
}

fn parse(header: &Header, fields: &[String], options: &ImportOptions) -> Result<(SubjectId, Part), Fault> {
    let columns = &header.columns;
    let beyond = fields.get(columns.len()..).unwrap_or_default();
    if fields.len() < columns.len() || beyond.iter().any(|field| !field.is_empty()) {
        return Err(format!("the row has {} fields, the header {}", fields.len(), columns.len()).into());
    }
    let mut person = Map::new();
    let mut evidence = Map::new();
    for (number, (column, field)) in (1..).zip(columns.iter().zip(fields)).filter(|(_, (_, field))| !field.is_empty()) {
        let Some(column) = *column else {
            return Err(format!("the column {number} has no name in the header, and holds {field:?} here").into());
        };
        let into = if EVIDENCE.contains(&column) { &mut evidence } else { &mut person };
        into.insert(column.to_owned(), value(column, field, options)?);
    }
    let required = |name: &str| {
        let empty = || Fault::new(RejectCode::Missing, format!("the {} is empty", name.replace('_', " ")));
        person.get(name).and_then(Value::as_str).ok_or_else(empty)
    };
    let subject = row::subject(required("subject")?)?;
    let mut part = Part::new(Who::read(required("name")?, required("birth_date")?, options)?);
    if !evidence.is_empty() {
        part.evidence.push(row::evidence(evidence)?);
    }
    Ok((subject, part))
}

/// The value of a field, in the spelling of NDJSON.
fn value(column: &str, field: &str, options: &ImportOptions) -> Result<Value, Fault> {
    let text = plain(field);
    Ok(match column {
        "name" | "product" => Value::from(field),
        "subject" if is_cut_number(&text) => {
            let sentence = format!(
                "{text:?} is a number that a spreadsheet has shortened: format the column as text and export it again"
            );
            return Err(Fault::new(RejectCode::Subject, sentence));
        }
        // A month or a year has fewer spellings than a day.
        "birth_date" if BirthDate::parse(&text).is_ok() => Value::from(text),
        "birth_date" => Value::from(
            date(&text).map_err(|reason| Fault::new(RejectCode::BirthDate, format!("the birth date {reason}")))?,
        ),
        "date" => {
            Value::from(date(&text).map_err(|reason| Fault::new(RejectCode::Date, format!("the date {reason}")))?)
        }
        // A day or a time.
        "until" => Value::from(date(&text).unwrap_or(text)),
        "kind" => Value::from(kind(&text.to_ascii_lowercase())),
        "method" => Value::from(method(&text.to_ascii_lowercase())),
        "sampled_at" => Value::from(time(&text, &options.zone).unwrap_or(text)),
        "doses" => doses(&text)
            .map(Value::from)
            .ok_or_else(|| Fault::new(RejectCode::Evidence, format!("doses: {field:?} is not a number of 1 to 15")))?,
        _ => Value::from(text),
    })
}
