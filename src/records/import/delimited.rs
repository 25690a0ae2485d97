//! CSV: a piece of evidence a row; the rows of one subject in a file are one person.

use csv_core::{ReadRecordResult, Reader};
use serde_json::{Map, Value};

use super::ImportError;
use super::intake::Intake;
use super::lines::Lines;
use super::part::Part;
use super::row;
use super::source::Input;
use crate::records::SubjectId;

/// The columns of a person.
const PERSON: [&str; 3] = ["subject", "name", "birth_date"];
/// The columns of evidence; which of them a row fills follows from its kind.
const EVIDENCE: [&str; 8] = ["kind", "doses", "date", "product", "sampled_at", "method", "until", "policy"];

pub(super) fn read(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let mut lines = Lines::new(input);
    let mut splitter = Splitter::default();
    let statement = intake.next_statement();
    let mut columns: Option<Vec<String>> = None;
    while let Some(line) = lines.next_line().map_err(|source| intake.unreadable(source))? {
        let place = intake.place(line.number);
        let row = line.text.map_err(str::to_owned).and_then(|text| splitter.split(text));
        let Some(columns) = &columns else {
            let header = row.and_then(header).map_err(|reason| intake.misshapen(reason))?;
            columns = Some(header);
            continue;
        };
        match row.and_then(|fields| parse(columns, &fields)) {
            Ok((subject, part)) => intake.keep(&subject, &Part { statement, place, ..part })?,
            Err(reason) => intake.reject(place, reason),
        }
        intake.read(line.bytes);
    }
    Ok(())
}

fn header(names: Vec<String>) -> Result<Vec<String>, String> {
    for (index, name) in names.iter().enumerate() {
        if !PERSON.contains(&name.as_str()) && !EVIDENCE.contains(&name.as_str()) {
            return Err(format!(
                "there is no column {name:?}; the columns are {} and {}",
                PERSON.join(", "),
                EVIDENCE.join(", ")
            ));
        }
        if names[..index].contains(name) {
            return Err(format!("the column {name:?} comes twice"));
        }
    }
    match PERSON.iter().find(|name| !names.iter().any(|given| given == *name)) {
        Some(missing) => Err(format!("the column {missing:?} is missing")),
        None => Ok(names),
    }
}

fn parse(columns: &[String], fields: &[String]) -> Result<(SubjectId, Part), String> {
    if fields.len() != columns.len() {
        return Err(format!("the row has {} fields, the header {}", fields.len(), columns.len()));
    }
    let filled = || {
        columns.iter().map(String::as_str).zip(fields.iter().map(String::as_str)).filter(|(_, field)| !field.is_empty())
    };
    let person = |name: &str| filled().find(|(column, _)| *column == name).map(|(_, field)| field);
    let required = |name: &str| person(name).ok_or_else(|| format!("the {} is empty", name.replace('_', " ")));
    let subject = row::subject(required("subject")?)?;
    let mut part = Part::new(&row::name(required("name")?)?, row::birth_date(required("birth_date")?)?);
    let mut evidence = Map::new();
    for (column, field) in filled().filter(|(column, _)| EVIDENCE.contains(column)) {
        let value = match column {
            "doses" => field
                .parse::<u8>()
                .map(Value::from)
                .map_err(|_| format!("doses: {field:?} is not a number of 1 to 15"))?,
            _ => Value::from(field),
        };
        evidence.insert(column.to_owned(), value);
    }
    if !evidence.is_empty() {
        part.evidence.push(row::evidence(evidence)?);
    }
    Ok((subject, part))
}

/// Splits one line into fields (RFC 4180). A quoted field ends on its line: none of the columns holds line breaks, and
/// so a forgotten quote spoils one row, not the rest of the file.
struct Splitter {
    reader: Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl Default for Splitter {
    fn default() -> Self {
        Self { reader: Reader::new(), output: vec![0; 1_024], ends: vec![0; 16] }
    }
}

impl Splitter {
    fn split(&mut self, line: &str) -> Result<Vec<String>, String> {
        self.reader.reset();
        // Unquoted, a line's fields are never longer than the line itself.
        self.output.resize(self.output.len().max(line.len()), 0);
        let (result, read, written, ends) = self.reader.read_record(line.as_bytes(), &mut self.output, &mut self.ends);
        let (result, ended) = match result {
            // At the end of its input the reader wants to hear that there is no more.
            ReadRecordResult::InputEmpty if read == line.len() => {
                let (result, _, _, more) =
                    self.reader.read_record(&[], &mut self.output[written..], &mut self.ends[ends..]);
                (result, ends + more)
            }
            other => (other, ends),
        };
        if !matches!(result, ReadRecordResult::Record) {
            return Err("the row has too many fields".to_owned());
        }
        let mut start = 0;
        let fields = self.ends[..ended].iter().map(|&end| {
            let field = String::from_utf8_lossy(&self.output[start..end]).trim().to_owned();
            start = end;
            field
        });
        Ok(fields.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_as_rfc_4180_says() {
        let mut splitter = Splitter::default();
        let cases: [(&str, &[&str]); 6] = [
            ("a,b,c", &["a", "b", "c"]),
            ("a,,", &["a", "", ""]),
            ("\"a,b\",\"c\"\"d\"", &["a,b", "c\"d"]),
            (" a , b", &["a", "b"]),
            ("\"a,b", &["a,b"]),
            ("가,나", &["가", "나"]),
        ];
        for (line, fields) in cases {
            assert_eq!(
                splitter.split(line).as_deref(),
                Ok(fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>().as_slice()),
                "{line}"
            );
        }
        assert!(splitter.split(&",".repeat(40)).is_err());
        assert_eq!(splitter.split("a,b").map(|fields| fields.len()), Ok(2), "the reader starts afresh");
    }

    #[test]
    fn a_header_needs_the_columns_of_a_person_and_no_strange_ones() {
        let check = |names: &str| header(names.split(',').map(str::to_owned).collect());
        assert!(check("birth_date,subject,name").is_ok());
        assert!(check("subject,name,birth_date,kind,doses,date,product,sampled_at,method,until,policy").is_ok());
        for (names, part) in [
            ("subject,name", "\"birth_date\" is missing"),
            ("subject,subject,name,birth_date", "twice"),
            ("subject,name,birth_date,phone", "no column \"phone\""),
        ] {
            assert!(check(names).is_err_and(|reason| reason.contains(part)), "{names}");
        }
    }
}
