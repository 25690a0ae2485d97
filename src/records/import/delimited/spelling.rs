//! Converts values as spreadsheets write them into the one spelling that evidence uses.

use haetae_core::CivilDate;
use jiff::tz::TimeZone;

use crate::records::folded;
use crate::records::import::fhir::time_of;

/// A value in ASCII: full-width forms, invisible marks and the formula that keeps zeros are undone.
pub(super) fn plain(field: &str) -> String {
    let field = folded(field);
    match field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(value) => value.to_owned(),
        None => field,
    }
}

/// A date as `YYYY-MM-DD`, from any spelling that begins with the year. An ambiguous date is an error that says so.
pub(super) fn date(field: &str) -> Result<String, String> {
    let field = field.strip_suffix("00:00:00").map_or(field, |day| day.trim_end_matches(['T', ' ']));
    if CivilDate::parse(field).is_some() {
        return Ok(field.to_owned());
    }
    let numbers: Vec<&str> =
        field.split(|character: char| !character.is_ascii_digit()).filter(|number| !number.is_empty()).collect();
    let only_separated = field.chars().all(|character| character.is_ascii_digit() || ". /-년월일".contains(character));
    let advice = "write it as YYYY-MM-DD, 1990-01-31 for instance";
    let parts = match numbers.as_slice() {
        [year, month, day] if only_separated && year.len() == 4 => [*year, *month, *day],
        [whole] if whole.len() == 8 && *whole == field => [&whole[..4], &whole[4..6], &whole[6..]],
        [whole] if whole.len() == 5 && *whole == field => {
            return Err(format!(
                "{field:?} is a spreadsheet's number of a day: format the column as text and {advice}"
            ));
        }
        [_, _, year] if only_separated && year.len() == 4 => {
            return Err(format!("{field:?} does not say whether the day or the month comes first: {advice}"));
        }
        [first, _, _] if only_separated && first.len() <= 2 => {
            return Err(format!("{field:?} has a year of two digits: {advice}"));
        }
        _ => return Err(format!("{field:?} is not a date: {advice}")),
    };
    let [year, month, day] = parts;
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    match CivilDate::parse(&date) {
        Some(_) => Ok(date),
        None => Err(format!("{field:?} is not a date from 1900 to 9999")),
    }
}

/// A time in the spelling of evidence, from any spelling that begins with the year: in the issuer's zone if it names
/// none.
pub(super) fn time(field: &str, zone: &TimeZone) -> Option<String> {
    let read = |text: &str| time_of(text, zone).ok().map(haetae_core::UnixTime::to_rfc3339);
    read(field).or_else(|| {
        let (day, clock) = field.rsplit_once([' ', 'T'])?;
        let zero = if clock.find(':') == Some(1) { "0" } else { "" };
        read(&format!("{}T{zero}{clock}", date(day.trim_end()).ok()?))
    })
}

/// A kind of evidence, also in Korean.
pub(super) fn kind(field: &str) -> &str {
    match field {
        "접종" | "예방접종" | "백신" | "백신접종" => "vaccination",
        "검사" | "음성" | "음성확인" => "test",
        "회복" | "완치" | "격리해제" => "recovery",
        "예외" | "접종예외" | "면제" => "exemption",
        other => other,
    }
}

/// A method of a test, as people call it.
pub(super) fn method(field: &str) -> &str {
    match field {
        "pcr" | "유전자" | "유전자증폭" => "naat",
        "antigen" | "rat" | "신속" | "신속항원" | "신속항원검사" => "rapid",
        other => other,
    }
}

/// A number of doses.
pub(super) fn doses(field: &str) -> Option<u8> {
    field.trim_end_matches('차').trim_end_matches(".0").parse().ok()
}

/// Whether a spreadsheet has cut a long number, as in `9.00101E+12`.
pub(super) fn is_cut_number(field: &str) -> bool {
    let Some((digits, exponent)) = field.split_once(['E', 'e']) else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.split_once(['.', ',']).is_some_and(|(one, rest)| is_number(one) && is_number(rest))
        && is_number(exponent.strip_prefix('+').unwrap_or(exponent))
}

/// The lengths of subjects that are digits only. A spreadsheet drops zeros at the beginning of numbers.
#[derive(Default)]
pub(super) struct Lengths(Option<(usize, usize)>);

/// Shorter ones are counters, and differ.
const SHORTEST_NUMBER: usize = 6;

impl Lengths {
    pub(super) fn add(&mut self, subject: &str) {
        if subject.bytes().all(|byte| byte.is_ascii_digit()) {
            let (least, most) = self.0.unwrap_or((subject.len(), subject.len()));
            self.0 = Some((least.min(subject.len()), most.max(subject.len())));
        }
    }

    pub(super) fn doubt(&self) -> Option<String> {
        let (least, most) = self.0.filter(|(least, most)| least < most && *least >= SHORTEST_NUMBER)?;
        Some(format!("subjects have {least} to {most} digits: has a spreadsheet dropped zeros at their beginning?"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_begins_with_the_year_is_read_and_others_are_explained() {
        for written in [
            "2021-07-06",
            "2021. 7. 6.",
            "2021.07.06",
            "2021/7/6",
            "20210706",
            "2021년 7월 6일",
            "2021-7-6",
            "2021-07-06 00:00:00",
            "2021-07-06T00:00:00",
        ] {
            assert_eq!(date(written).as_deref(), Ok("2021-07-06"), "{written}");
        }
        for (written, part) in [
            ("07/06/2021", "whether the day or the month comes first"),
            ("6.7.2021", "whether the day or the month comes first"),
            ("21-07-06", "a year of two digits"),
            ("44383", "a spreadsheet's number of a day"),
            ("2021. 13. 6.", "is not a date from 1900"),
            ("2021-07", "is not a date: write it as YYYY-MM-DD"),
            ("yesterday", "is not a date"),
            ("2021-07-06T09:00:00", "is not a date"),
        ] {
            assert!(date(written).is_err_and(|reason| reason.contains(part)), "{written}: {:?}", date(written));
        }
    }

    #[test]
    fn a_time_without_a_zone_is_in_that_of_the_issuer() {
        let seoul = TimeZone::fixed(jiff::tz::offset(9));
        for written in [
            "2021-12-11T09:00:00+09:00",
            "2021-12-11T00:00:00Z",
            "2021-12-11 09:00",
            "2021-12-11 9:00",
            "2021. 12. 11. 9:00:00",
            "2021/12/11 09:00:00",
            "2021-12-11T09:00+0900",
        ] {
            assert_eq!(time(written, &seoul).as_deref(), Some("2021-12-11T00:00:00Z"), "{written}");
        }
        assert_eq!(time("2021-12-11", &seoul).as_deref(), Some("2021-12-10T15:00:00Z"));
        for written in ["12/11/2021 09:00", "2021-12-11 25:00", "yesterday", ""] {
            assert_eq!(time(written, &seoul), None, "{written}");
        }
        assert_eq!((kind("접종"), kind("test"), kind("x")), ("vaccination", "test", "x"));
        assert_eq!((method("pcr"), method("rapid")), ("naat", "rapid"));
    }

    #[test]
    fn numbers_that_spreadsheets_damage_are_noticed() {
        for (field, cut) in [
            ("9.00101E+12", true),
            ("9,00101E+12", true),
            ("9.0E12", true),
            ("E.12", false),
            ("A-1", false),
            ("9.1", false),
        ] {
            assert_eq!(is_cut_number(field), cut, "{field}");
        }
        assert_eq!(plain("=\"0012\""), "0012");
        assert_eq!(plain("１９９０\u{200B}‐０１‐３１"), "1990-01-31");
        for (field, number) in [("2", Some(2)), ("2.0", Some(2)), ("2차", Some(2)), ("x", None), ("2.5", None)] {
            assert_eq!(doses(field), number, "{field}");
        }
    }

    #[test]
    fn subjects_that_lost_zeros_are_noticed() {
        let doubt = |subjects: &[&str]| {
            let mut lengths = Lengths::default();
            subjects.iter().for_each(|subject| lengths.add(subject));
            lengths.doubt().is_some()
        };
        assert!(doubt(&["9001011234567", "101011234567"]));
        assert!(!doubt(&["9001011234567", "0101011234567"]));
        assert!(!doubt(&["1", "10"]));
        assert!(!doubt(&["A-1", "A-10"]));
    }
}
