//! JSON: how evidence and times are written in records, in rules (section 8) and in verdicts, and a reader for what a
//! scanner is given.

mod reader;
mod tree;

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::evidence::{Doses, Evidence, PolicyId, Product, TestMethod};
use crate::time::{CivilDate, SECONDS_PER_DAY, UnixTime};

pub use reader::{InvalidJson, read};
pub(crate) use reader::{Surrogates, Text};
pub use tree::Json;

/// Evidence in JSON: `{"kind": "vaccination", "doses": 2, "date": "2021-07-06", "product": "BNT162B2"}` and so on.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum EvidenceJson {
    Vaccination { doses: u8, date: CivilDate, product: String },
    Test { sampled_at: UnixTime, method: String },
    Recovery { date: CivilDate },
    Exemption { until: CivilDate },
    Clearance { policy: String, until: UnixTime },
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Vaccination { doses, date, product } => {
                EvidenceJson::Vaccination { doses: doses.number(), date: *date, product: product.as_str().to_owned() }
            }
            Self::Test { sampled_at, method } => {
                EvidenceJson::Test { sampled_at: *sampled_at, method: method.as_str().to_owned() }
            }
            Self::Recovery { date } => EvidenceJson::Recovery { date: *date },
            Self::Exemption { until } => EvidenceJson::Exemption { until: *until },
            Self::Clearance { policy, until } => {
                EvidenceJson::Clearance { policy: policy.as_str().to_owned(), until: *until }
            }
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match EvidenceJson::deserialize(deserializer)? {
            EvidenceJson::Vaccination { doses, date, product } => Self::Vaccination {
                doses: Doses::new(doses).ok_or_else(|| de::Error::custom("doses must be 1 to 15"))?,
                date,
                product: Product::new(&product)
                    .ok_or_else(|| de::Error::custom("product must be 1 to 12 of A-Z, 0-9, '-' and '.'"))?,
            },
            EvidenceJson::Test { sampled_at, method } => Self::Test {
                sampled_at,
                method: TestMethod::parse(&method)
                    .ok_or_else(|| de::Error::custom(r#"method must be "naat" or "rapid""#))?,
            },
            EvidenceJson::Recovery { date } => Self::Recovery { date },
            EvidenceJson::Exemption { until } => Self::Exemption { until },
            EvidenceJson::Clearance { policy, until } => Self::Clearance {
                policy: PolicyId::new(&policy)
                    .ok_or_else(|| de::Error::custom("policy must be 1 to 16 of a-z, 0-9 and '-'"))?,
                until,
            },
        })
    }
}

impl Serialize for CivilDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::custom(format!("{text:?} is not a date like 2021-07-06, 1900 to 9999")))
    }
}

impl Serialize for UnixTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for UnixTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_rfc3339(&text)
            .ok_or_else(|| de::Error::custom(format!("{text:?} is not a time like 2021-07-06T03:00:00Z, 1970 to 9999")))
    }
}

impl UnixTime {
    /// This time as RFC 3339 in UTC, to the second: `2021-07-06T03:00:00Z`.
    pub fn to_rfc3339(self) -> String {
        let of_day = self.seconds() % SECONDS_PER_DAY;
        // A UnixTime ends with year 9999, as a CivilDate does.
        let date = CivilDate::from_days(i64::from(self.status_day().0)).unwrap_or(CivilDate::MAX).to_string();
        format!("{date}T{:02}:{:02}:{:02}Z", of_day / 3_600, of_day / 60 % 60, of_day % 60)
    }

    /// Parses RFC 3339 to the second: a date, a time and `Z` or an offset. Fractions of a second are cut off.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let date = CivilDate::parse(text.get(..10)?)?;
        if !matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')) {
            return None;
        }
        let (time, zone) = (text.get(11..19)?, text.get(19..)?);
        let [hours, minutes, seconds] = clock_digits(time)?;
        // A leap second counts as the last second of its minute.
        if hours > 23 || minutes > 59 || seconds > 60 {
            return None;
        }
        let zone = match zone.strip_prefix('.') {
            Some(fraction) => {
                let rest = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
                (rest.len() < fraction.len()).then_some(rest)?
            }
            None => zone,
        };
        let offset = match zone.as_bytes() {
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), ..] => {
                let [hours, minutes, _] = clock_digits(&format!("{}:00", zone.get(1..6).filter(|_| zone.len() == 6)?))?;
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let seconds = hours.checked_mul(3_600)?.checked_add(minutes.checked_mul(60)?)?;
                if *sign == b'+' { seconds } else { seconds.checked_neg()? }
            }
            _ => return None,
        };
        let local = i64::from(date.days())
            .checked_mul(86_400)?
            .checked_add(hours.checked_mul(3_600)?)?
            .checked_add(minutes.checked_mul(60)?)?
            .checked_add(seconds.min(59))?;
        u64::try_from(local.checked_sub(offset)?).ok().and_then(Self::new)
    }
}

/// The three numbers of `HH:MM:SS`.
fn clock_digits(text: &str) -> Option<[i64; 3]> {
    let mut numbers = [0; 3];
    let mut parts = text.split(':');
    for number in &mut numbers {
        let part = parts.next()?;
        if part.len() != 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_go_to_rfc3339_and_back() {
        let cases = [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
            ("2021-12-13T00:00:00+09:00", 1_639_321_200, "2021-12-12T15:00:00Z"),
            ("2021-12-13T00:00:00.999-01:30", 1_639_359_000, "2021-12-13T01:30:00Z"),
            ("9999-12-31T23:59:60Z", 253_402_300_799, "9999-12-31T23:59:59Z"),
        ];
        for (text, seconds, canonical) in cases {
            let time = UnixTime::parse_rfc3339(text).expect(text);
            assert_eq!((time.seconds(), time.to_rfc3339().as_str()), (seconds, canonical));
        }
        let refused = [
            "",
            "2021-12-13",
            "2021-12-13T00:00:00",
            "2021-12-13T24:00:00Z",
            "2021-12-13T00:00:00.Z",
            "1969-12-31T23:59:59Z",
            "2021-12-13T00:00:00+9:00",
            "2021-12-13T00:00:00+09:00:00",
            "2021-12-13T0:00:00Z",
            "2021-12-13X00:00:00Z",
            "가나다라마",
        ];
        for text in refused {
            assert_eq!(UnixTime::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn evidence_reads_as_section_8_writes_it() {
        let text = r#"{"kind":"vaccination","doses":2,"date":"2021-07-06","product":"BNT162B2"}"#;
        let evidence: Evidence = serde_json::from_str(text).expect("evidence");
        assert_eq!(serde_json::to_string(&evidence).expect("JSON"), text);
        for refused in [
            r#"{"kind":"vaccination","doses":0,"date":"2021-07-06","product":"BNT162B2"}"#,
            r#"{"kind":"test","sampled_at":"2021-07-06","method":"naat"}"#,
            r#"{"kind":"recovery","date":"2021-07-06","more":1}"#,
            r#"{"kind":"blessing"}"#,
        ] {
            assert!(serde_json::from_str::<Evidence>(refused).is_err(), "{refused}");
        }
    }
}
