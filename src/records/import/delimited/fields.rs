//! A row's fields (RFC 4180).

use csv_core::{ReadFieldResult, ReaderBuilder};

/// The fields of a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fields {
    /// Without white space around them.
    pub(super) fields: Vec<String>,
    /// Whether a quote is opened and not closed.
    pub(super) is_open: bool,
}

pub(super) fn split(row: &str, separator: char) -> Fields {
    // Separators are ASCII.
    let separator = u8::try_from(separator).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(separator).terminator(csv_core::Terminator::Any(0)).build();
    let mut fields = Vec::new();
    let mut input = row.as_bytes();
    let mut field = Vec::new();
    // Unquoted, a field is never longer than the row.
    let mut output = vec![0; row.len().max(1)];
    loop {
        let (result, read, written) = reader.read_field(input, &mut output);
        input = &input[read..];
        field.extend_from_slice(&output[..written]);
        match result {
            ReadFieldResult::Field { .. } => {
                fields.push(String::from_utf8_lossy(&field).trim().to_owned());
                field.clear();
            }
            // At the end of its input the reader asks once more.
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::End => return Fields { fields, is_open: is_open(row.as_bytes(), separator) },
        }
    }
}

fn is_open(row: &[u8], separator: u8) -> bool {
    let (mut is_quoted, mut may_open) = (false, true);
    for &byte in row {
        let was_quoted = is_quoted;
        if byte == b'"' && (is_quoted || may_open) {
            is_quoted = !is_quoted;
        }
        // A doubled quote closes and opens again.
        may_open = !is_quoted && (byte == separator || was_quoted);
    }
    is_quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_split_as_rfc_4180_says() {
        let cases: [(&str, &[&str], bool); 12] = [
            ("a,b,c", &["a", "b", "c"], false),
            ("a,,", &["a", "", ""], false),
            ("\"a,b\",\"c\"\"d\"", &["a,b", "c\"d"], false),
            (" a , b", &["a", "b"], false),
            ("a,\"b\nc\"", &["a", "b\nc"], false),
            ("\"a,b", &["a,b"], true),
            ("a,\"\"\"b\"", &["a", "\"b"], false),
            ("a,\"\"", &["a", ""], false),
            ("5\" a,b", &["5\" a", "b"], false),
            ("5\"\" a,b", &["5\"\" a", "b"], false),
            ("a,\"b\"\"", &["a", "b\""], true),
            ("가,나", &["가", "나"], false),
        ];
        for (row, fields, is_open) in cases {
            let fields = fields.iter().map(|field| (*field).to_owned()).collect();
            assert_eq!(split(row, ','), Fields { fields, is_open }, "{row}");
        }
        assert_eq!(split("a;b,c", ';').fields, ["a", "b,c"]);
        assert_eq!(split("a\tb\t", '\t').fields, ["a", "b", ""]);
        assert_eq!(split(&",".repeat(400), ',').fields.len(), 401);
    }
}
