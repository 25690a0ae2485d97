//! Describes for people what a pass attests. Paper and command line use the same texts.

use haetae_core::{Evidence, Language, TestMethod, UnixTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// One line on a piece of evidence; times are those of `zone`, to the minute, with its name.
pub fn evidence_text(evidence: &Evidence, language: Language, zone: &TimeZone) -> String {
    use Language::{English, Korean};
    match (evidence, language) {
        (Evidence::Vaccination { doses, date, product }, Korean) => {
            format!("예방접종 {}회 · 마지막 접종 {date} · {}", doses.number(), product.as_str())
        }
        (Evidence::Vaccination { doses, date, product }, English) => {
            let (number, word) = (doses.number(), if doses.number() == 1 { "dose" } else { "doses" });
            format!("Vaccination, {number} {word} · last dose {date} · {}", product.as_str())
        }
        (Evidence::Test { sampled_at, method }, Korean) => {
            let method = match method {
                TestMethod::Naat => "유전자증폭(PCR) 검사",
                TestMethod::RapidAntigen => "신속항원검사",
            };
            format!("{method} 음성 · 검체 채취 {}", civil_time(*sampled_at, zone))
        }
        (Evidence::Test { sampled_at, method }, English) => {
            let method = match method {
                TestMethod::Naat => "nucleic acid (PCR) test",
                TestMethod::RapidAntigen => "rapid antigen test",
            };
            format!("Negative {method} · sampled {}", civil_time(*sampled_at, zone))
        }
        (Evidence::Recovery { date }, Korean) => format!("감염 후 회복 · 최초 확진 {date}"),
        (Evidence::Recovery { date }, English) => format!("Recovered from infection · first positive {date}"),
        (Evidence::Exemption { until }, Korean) => format!("의학적 사유에 따른 예외 · {until}까지"),
        (Evidence::Exemption { until }, English) => format!("Medical exemption · through {until}"),
        (Evidence::Clearance { policy, until }, Korean) => {
            format!("이용 확인: {} · {}까지", policy.as_str(), civil_time(*until, zone))
        }
        (Evidence::Clearance { policy, until }, English) => {
            format!("Cleared for: {} · until {}", policy.as_str(), civil_time(*until, zone))
        }
    }
}

/// The word that fits a number: `one` for 1, otherwise `many`.
pub fn plural<'a, N: PartialEq + From<u8>>(number: N, one: &'a str, many: &'a str) -> &'a str {
    if number == N::from(1) { one } else { many }
}

/// A length of time in seconds, minutes, hours or days, in the unit that is neither too coarse nor too fine.
pub fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// A time for people, always with its zone: `2026-10-18 09:30 KST (UTC+09:00)`, `2026-10-18 00:30 UTC`, and
/// `2026-10-18 03:30 (UTC+03:00)` if the zone has no name of letters.
pub fn civil_time(time: UnixTime, zone: &TimeZone) -> String {
    let zoned = zoned(time, zone);
    let name = zoned.strftime("%Z").to_string();
    let form = match name.as_str() {
        "UTC" => "%Y-%m-%d %H:%M UTC",
        name if name.starts_with(|first: char| first.is_ascii_alphabetic()) => "%Y-%m-%d %H:%M %Z (UTC%:z)",
        _ => "%Y-%m-%d %H:%M (UTC%:z)",
    };
    zoned.strftime(form).to_string()
}

fn zoned(time: UnixTime, zone: &TimeZone) -> Zoned {
    // The calendar ends some hours before the format does, in 9999: close enough to never.
    let seconds = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX).to_zoned(zone.clone())
}

#[cfg(test)]
mod tests {
    use haetae_core::{CivilDate, Doses, PolicyId, Product};

    use super::*;

    #[test]
    fn each_kind_of_evidence_has_words_in_both_languages() {
        let date = CivilDate::parse("2021-08-20").expect("a date");
        let time = UnixTime::saturating_new(1_792_254_257);
        let seoul = TimeZone::get("Asia/Seoul").expect("bundled");
        let cases = [
            (
                Evidence::Vaccination {
                    doses: Doses::new(2).expect("a number"),
                    date,
                    product: Product::new("CVX-208").expect("a code"),
                },
                "예방접종 2회 · 마지막 접종 2021-08-20 · CVX-208",
                "Vaccination, 2 doses · last dose 2021-08-20 · CVX-208",
            ),
            (
                Evidence::Test { sampled_at: time, method: TestMethod::Naat },
                "유전자증폭(PCR) 검사 음성 · 검체 채취 2026-10-18 01:24 KST (UTC+09:00)",
                "Negative nucleic acid (PCR) test · sampled 2026-10-18 01:24 KST (UTC+09:00)",
            ),
            (
                Evidence::Test { sampled_at: time, method: TestMethod::RapidAntigen },
                "신속항원검사 음성 · 검체 채취 2026-10-18 01:24 KST (UTC+09:00)",
                "Negative rapid antigen test · sampled 2026-10-18 01:24 KST (UTC+09:00)",
            ),
            (
                Evidence::Recovery { date },
                "감염 후 회복 · 최초 확진 2021-08-20",
                "Recovered from infection · first positive 2021-08-20",
            ),
            (
                Evidence::Exemption { until: date },
                "의학적 사유에 따른 예외 · 2021-08-20까지",
                "Medical exemption · through 2021-08-20",
            ),
            (
                Evidence::Clearance { policy: PolicyId::new("restaurant").expect("an id"), until: time },
                "이용 확인: restaurant · 2026-10-18 01:24 KST (UTC+09:00)까지",
                "Cleared for: restaurant · until 2026-10-18 01:24 KST (UTC+09:00)",
            ),
        ];
        for (evidence, korean, english) in cases {
            assert_eq!(evidence_text(&evidence, Language::Korean, &seoul), korean);
            assert_eq!(evidence_text(&evidence, Language::English, &seoul), english);
        }
    }

    #[test]
    fn one_dose_is_singular_and_times_name_their_zone() {
        let evidence = Evidence::Vaccination {
            doses: Doses::new(1).expect("a number"),
            date: CivilDate::MIN,
            product: Product::new("X").expect("a code"),
        };
        let words = evidence_text(&evidence, Language::English, &TimeZone::UTC);
        assert_eq!(words, "Vaccination, 1 dose · last dose 1900-01-01 · X");
        let time = UnixTime::saturating_new(1_792_254_257);
        let places = [
            ("UTC", "2026-10-17 16:24 UTC"),
            ("Asia/Seoul", "2026-10-18 01:24 KST (UTC+09:00)"),
            ("Asia/Kolkata", "2026-10-17 21:54 IST (UTC+05:30)"),
            ("America/New_York", "2026-10-17 12:24 EDT (UTC-04:00)"),
            ("America/Sao_Paulo", "2026-10-17 13:24 (UTC-03:00)"),
        ];
        for (place, words) in places {
            assert_eq!(civil_time(time, &TimeZone::get(place).expect("bundled")), words);
        }
    }

    #[test]
    fn the_last_second_of_the_format_has_words() {
        let last = UnixTime::saturating_new(u64::MAX);
        assert!(civil_time(last, &TimeZone::UTC).starts_with("9999-12-3"));
    }
}
