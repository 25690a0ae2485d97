//! Recognises files without rows by their first bytes, and says what to do with them.

/// The first bytes of each kind of file.
const SIGNATURES: [(&[u8], &str); 21] = [
    (b"\xD0\xCF\x11\xE0", "an old or protected Office document: open it, and save the sheet as \"CSV UTF-8\""),
    (b"\x1F\x8B", "a gzip archive: unpack it first (gunzip)"),
    (b"BZh", "a bzip2 archive: unpack it first (bunzip2)"),
    (b"\xFD7zXZ", "an xz archive: unpack it first (unxz)"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive: unpack it first (unzstd)"),
    (b"7z\xBC\xAF", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"%PDF", "a PDF document: export the records as CSV, NDJSON or FHIR"),
    (b"{\\rtf", "an RTF document: export the records as CSV, NDJSON or FHIR"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xFF\xD8\xFF", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"SQLite format 3", "an SQLite database: export the records as CSV, NDJSON or FHIR"),
    (b"PAR1", "a Parquet file: export the records as CSV or NDJSON"),
    (b"\xFF\xFE\0\0", "UTF-32: save it as UTF-8"),
    (b"\0\0\xFE\xFF", "UTF-32: save it as UTF-8"),
    (b"-----BEGIN", "a PEM file: decrypt it, if the records are in it"),
    (b"age-encryption.org", "an encrypted file (age): decrypt it first"),
    (b"\x85\x02", "an encrypted file (OpenPGP): decrypt it first"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"PK\x07\x08", "a part of a zip archive: put the archive together and unpack it"),
];

/// The kind of a file that holds no rows, by its first bytes. `None` if it may hold rows.
pub(super) fn container(start: &[u8]) -> Option<&'static str> {
    let has = |part: &[u8]| start.windows(part.len()).any(|window| window == part);
    if start.starts_with(b"PK\x03\x04") {
        return Some(if has(b"xl/") || has(b"[Content_Types].xml") {
            "an Excel workbook: open it, and save the sheet as \"CSV UTF-8\""
        } else if has(b"opendocument.spreadsheet") {
            "an OpenDocument spreadsheet: open it, and save the sheet as CSV in UTF-8"
        } else {
            "a zip archive: unpack it first"
        });
    }
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let begins = |tag: &str| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()));
    if begins("<!doctype html") || begins("<html") {
        return Some("a web page: was the export a login page?");
    }
    if begins("<") {
        return Some("XML: export FHIR as JSON or NDJSON");
    }
    SIGNATURES.iter().find(|(signature, _)| start.starts_with(signature)).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_without_rows_are_named() {
        for (start, part) in [
            (&b"PK\x03\x04\x14\0\x06\0[Content_Types].xml"[..], "Excel workbook"),
            (b"PK\x03\x04xx mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
            (b"PK\x03\x04people.csv", "zip archive"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1", "Office"),
            (b"\x1F\x8B\x08", "gunzip"),
            (b"%PDF-1.7", "PDF"),
            (b"\n<!DOCTYPE HTML>", "web page"),
            (b"\xEF\xBB\xBF<?xml version='1.0'?><Bundle/>", "XML"),
        ] {
            assert!(container(start).is_some_and(|words| words.contains(part)), "{part}");
        }
        for start in [&b""[..], b"subject,name", b"{\"subject\"", b"[{", b"\xFF\xFEs\0", b"PK-1"] {
            assert_eq!(container(start), None);
        }
    }
}
