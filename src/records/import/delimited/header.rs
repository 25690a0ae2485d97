//! Reads the first row of a CSV file: the separator, and the meaning of the columns.

use super::fields::split;
use crate::records::folded;

/// The columns of a person.
pub(super) const PERSON: [&str; 3] = ["subject", "name", "birth_date"];
/// The columns of evidence; the kind of a row decides which of them it fills.
pub(super) const EVIDENCE: [&str; 8] = ["kind", "doses", "date", "product", "sampled_at", "method", "until", "policy"];

/// The separators of columns, the most common first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// Other names of columns.
const NAMES: [(&str, &str); 22] = [
    ("subject_id", "subject"),
    ("대상자", "subject"),
    ("대상자_id", "subject"),
    ("대상자_번호", "subject"),
    ("대상자번호", "subject"),
    ("성명", "name"),
    ("이름", "name"),
    ("full_name", "name"),
    ("birthdate", "birth_date"),
    ("date_of_birth", "birth_date"),
    ("dob", "birth_date"),
    ("생년월일", "birth_date"),
    ("구분", "kind"),
    ("접종차수", "doses"),
    ("차수", "doses"),
    ("접종일", "date"),
    ("접종일자", "date"),
    ("백신", "product"),
    ("백신명", "product"),
    ("제품명", "product"),
    ("검체채취일시", "sampled_at"),
    ("유효기간", "until"),
];

/// The columns of a file in their order; `None` for one without a name.
pub(super) struct Header {
    pub(super) separator: char,
    pub(super) columns: Vec<Option<&'static str>>,
}

/// The separator of a line like `sep=;`, which Excel writes before the header.
pub(in crate::records::import) fn declared_separator(line: &str) -> Option<char> {
    let line = line.trim_matches('"');
    let rest = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line[4..])?;
    let mut characters = rest.chars();
    characters.next().filter(|separator| separator.is_ascii() && characters.all(|rest| SEPARATORS.contains(&rest)))
}

/// Whether a line is an empty row: separators and quotes only.
pub(in crate::records::import) fn is_empty_row(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || c == '"' || SEPARATORS.contains(&c))
}

/// Whether a line names at least one of the columns.
pub(in crate::records::import) fn is_header(line: &str) -> bool {
    SEPARATORS.iter().any(|&separator| count_known(line, separator) > 0)
}

impl Header {
    /// Reads the header; the separator is the declared one, or the one that gives the most columns.
    pub(super) fn read(line: &str, declared: Option<char>) -> Result<Self, String> {
        let guessed = || SEPARATORS.into_iter().rev().max_by_key(|&separator| count_known(line, separator));
        let separator = declared.or_else(guessed).unwrap_or(',');
        let mut columns: Vec<Option<&'static str>> = Vec::new();
        for name in split(line, separator).fields {
            let column = known(&name);
            if column.is_none() && !name.is_empty() {
                return Err(format!(
                    "there is no column {name:?} (columns separated by {}); the columns are {} and {}",
                    named(separator),
                    PERSON.join(", "),
                    EVIDENCE.join(", ")
                ));
            }
            if column.is_some() && columns.contains(&column) {
                return Err(format!("the column {:?} comes twice", column.unwrap_or_default()));
            }
            columns.push(column);
        }
        match PERSON.iter().find(|name| !columns.contains(&Some(**name))) {
            Some(missing) => {
                Err(format!("the column {missing:?} is missing (columns separated by {})", named(separator)))
            }
            None => Ok(Self { separator, columns }),
        }
    }

    /// Whether a row is the header once more, or the line that declares the separator.
    pub(super) fn is_repeated_by(&self, fields: &[String]) -> bool {
        fields.concat().to_ascii_lowercase().starts_with("sep=")
            || fields.len() == self.columns.len()
                && fields.iter().zip(&self.columns).all(|(field, column)| known(field) == *column)
    }

    pub(super) fn index_of(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(name))
    }
}

fn count_known(line: &str, separator: char) -> usize {
    split(line, separator).fields.iter().filter(|name| known(name).is_some()).count()
}

/// The column of a name in any letter case, with spaces or hyphens for `_`, or in Korean.
fn known(name: &str) -> Option<&'static str> {
    let name = folded(name).to_lowercase().replace([' ', '-'], "_");
    let own = PERSON.into_iter().chain(EVIDENCE).find(|column| *column == name);
    own.or_else(|| NAMES.into_iter().find(|(other, _)| *other == name).map(|(_, column)| column))
}

fn named(separator: char) -> &'static str {
    match separator {
        ',' => "commas",
        ';' => "semicolons",
        '\t' => "tabs",
        '|' => "'|'",
        _ => "another character",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_needs_the_columns_of_a_person_and_no_strange_ones() {
        for (line, separator) in [
            ("birth_date,subject,name", ','),
            ("subject,name,birth_date,kind,doses,date,product,sampled_at,method,until,policy", ','),
            ("Subject;NAME;Birth Date", ';'),
            ("\"subject\"\t\" name \"\tbirth-date", '\t'),
            ("대상자 번호|성명|생년월일", '|'),
            ("subject,name,birth_date,,,", ','),
            ("\u{FEFF}Ｓubject,name,birth_date", ','),
        ] {
            assert_eq!(Header::read(line, None).map(|header| header.separator), Ok(separator), "{line}");
        }
        for (line, part) in [
            ("subject,name", "\"birth_date\" is missing (columns separated by commas)"),
            ("subject;name", "\"birth_date\" is missing (columns separated by semicolons)"),
            ("subject,Subject,name,birth_date", "twice"),
            ("subject,name,성명,birth_date", "twice"),
            ("subject,name,birth_date,phone", "no column \"phone\""),
        ] {
            assert!(Header::read(line, None).is_err_and(|reason| reason.contains(part)), "{line}");
        }
    }

    #[test]
    fn the_separator_may_be_declared() {
        for (line, separator) in [
            ("sep=;", Some(';')),
            ("SEP=\t", Some('\t')),
            ("\"sep=,\"", Some(',')),
            ("sep=,,,,", Some(',')),
            ("sep=", None),
            ("subject,name", None),
        ] {
            assert_eq!(declared_separator(line), separator, "{line}");
        }
    }
}
