//! What a file is, by how it begins: so that what is not read can be named.

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Read.
    Png,
    /// Read.
    Jpeg,
    /// Not read, and known by this name.
    Other(&'static str),
}

/// How many bytes of a file are looked at.
pub const FILE_KIND_BYTES: usize = 1_024;

/// Files that begin with these bytes.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"\0\0\x01\0", "ICO"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"8BPS", "Photoshop"),
    (b"qoif", "QOI"),
    (b"%!PS", "PostScript"),
    (b"{\\rtf", "RTF"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word, Excel or HWP"),
    (b"HWP Document File", "HWP"),
    (b"\x1aE\xdf\xa3", "WebM or Matroska"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x7fELF", "program"),
    (b"<svg", "SVG"),
    (b"<!DOCTYPE svg", "SVG"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
];

/// What a ZIP archive is, by the name of one of its first files.
const ARCHIVES: &[(&str, &str)] = &[
    ("word/", "DOCX"),
    ("xl/", "XLSX"),
    ("ppt/", "PPTX"),
    ("application/vnd.oasis.opendocument", "OpenDocument"),
    ("application/epub+zip", "EPUB"),
    ("application/hwp+zip", "HWPX"),
    ("pass.json", "Wallet pass (pkpass)"),
];

impl FileKind {
    /// The kind of a file that begins with these bytes; `None` where nothing is known of it.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(FILE_KIND_BYTES)];
        if head.starts_with(b"\x89PNG") {
            return Some(Self::Png);
        }
        if head.starts_with(b"\xff\xd8\xff") {
            return Some(Self::Jpeg);
        }
        let by_beginning = || {
            let known = BEGINNINGS.iter().find(|(beginning, _)| head.starts_with(beginning));
            known.map(|(_, name)| *name)
        };
        let found = boxed(head).or_else(|| riff(head)).or_else(|| archive(head)).or_else(|| document(head));
        found.or_else(by_beginning).or_else(|| bitmap(head)).map(Self::Other)
    }

    /// Its name among people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Other(name) => name,
        }
    }
}

/// The family of MP4: a box of type `ftyp`, and the brand.
fn boxed(head: &[u8]) -> Option<&'static str> {
    let brand = head.get(4..12)?.strip_prefix(b"ftyp")?;
    Some(match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" if !names(head, "avif") => "HEIC",
        b"avif" | b"avis" | b"mif1" | b"msf1" => "AVIF",
        b"qt  " => "QuickTime video",
        _ => "MP4 video",
    })
}

fn riff(head: &[u8]) -> Option<&'static str> {
    let form = head.strip_prefix(b"RIFF")?.get(4..8)?;
    Some(match form {
        b"WEBP" => "WebP",
        b"AVI " => "AVI video",
        b"WAVE" => "WAV",
        _ => "RIFF",
    })
}

fn archive(head: &[u8]) -> Option<&'static str> {
    let is_zip = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|beginning| head.starts_with(*beginning));
    let kind = || ARCHIVES.iter().find(|(part, _)| names(head, part)).map(|(_, name)| *name);
    is_zip.then(|| kind().unwrap_or(if names(head, "[Content_Types].xml") { "DOCX, XLSX or PPTX" } else { "ZIP" }))
}

/// PDF, which may have something before it; SVG and HTML, which may have a declaration before them.
fn document(head: &[u8]) -> Option<&'static str> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if names(head, "%PDF-") {
        return Some("PDF");
    }
    let begins = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
    if begins("<?xml") || begins("<svg") || begins("<!--") {
        return Some(if names(text, "<svg") { "SVG" } else { "XML" });
    }
    (begins("<!doctype html") || begins("<html")).then_some("HTML")
}

/// A bitmap of Windows: two letters, the file's size, four zeros.
fn bitmap(head: &[u8]) -> Option<&'static str> {
    (head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4])).then_some("BMP")
}

fn names(head: &[u8], part: &str) -> bool {
    head.windows(part.len()).any(|window| window == part.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_how_they_begin() {
        for (bytes, name) in [
            (&b"\x89PNG\r\n\x1a\n"[..], "PNG"),
            (b"\xff\xd8\xff\xe1\0\0Exif", "JPEG"),
            (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", "HEIC"),
            (b"\0\0\0\x24ftypmif1\0\0\0\0mif1heic", "HEIC"),
            (b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miaf", "AVIF"),
            (b"\0\0\0\x20ftypmif1\0\0\0\0mif1avif", "AVIF"),
            (b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2", "MP4 video"),
            (b"%PDF-1.7\n", "PDF"),
            (b"\n\n%PDF-1.4", "PDF"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "WebP"),
            (b"II*\0\x08\0\0\0", "TIFF"),
            (b"MM\0*\0\0\0\x08", "TIFF"),
            (b"GIF89a\x01\0", "GIF"),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "BMP"),
            (b"<svg xmlns=", "SVG"),
            (b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- made -->\n<svg ", "SVG"),
            (b"<?xml version=\"1.0\"?><a/>", "XML"),
            (b"<!doctype HTML><title>", "HTML"),
            (b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x0b\0\0\0a.txt", "ZIP"),
            (b"PK\x03\x04\x14\0[Content_Types].xml \xa2PK\x03\x04word/document.xml", "DOCX"),
            (b"PK\x03\x04\x14\0[Content_Types].xml", "DOCX, XLSX or PPTX"),
            (b"\xff\xfeH\0T\x001\0", "UTF-16 text"),
        ] {
            assert_eq!(FileKind::of(bytes).map(FileKind::name), Some(name), "{bytes:?}");
        }
    }

    #[test]
    fn texts_are_of_no_kind() {
        for text in ["", "H", "HT1:0 $", "HP1:%PD", "BM1:2345678", "https://example.com", "한국어\n", "II", "RIFF"] {
            assert_eq!(FileKind::of(text.as_bytes()), None, "{text}");
        }
    }
}
