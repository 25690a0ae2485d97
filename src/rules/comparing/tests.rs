use haetae_core::{Doses, Product, TestMethod};
use jiff::tz::TimeZone;

use super::*;
use crate::rules::draft::Draft;

const KOREA: &str = include_str!("../../../deploy/local/rules/korea-2021.json");

fn files() -> [RulesFile; 2] {
    let read = |text: &str| Draft::read(text.as_bytes(), UnixTime::saturating_new(0)).expect("readable").file;
    // In the old one the limit of 180 days never begins.
    [read(&KOREA.replace("2022-01-03T00:00:00+09:00", "2032-01-03T00:00:00+09:00")), read(KOREA)]
}

fn date(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a date")
}

fn at() -> UnixTime {
    UnixTime::parse_rfc3339("2022-01-05T12:00:00+09:00").expect("a time")
}

fn vaccinated(doses: u8, day: &str) -> Vec<Evidence> {
    let (doses, product) = (Doses::new(doses).expect("a number"), Product::new("BNT162B2").expect("a code"));
    vec![Evidence::Vaccination { doses, date: date(day), product }]
}

fn compared(people: &[(&str, Vec<Evidence>, &str)], examples: usize) -> Counted {
    let [old, new] = files();
    let mut comparison = Comparison::new(&old, &new, at(), date("2022-01-05"), examples);
    for (subject, evidence, born) in people {
        comparison.add(&Asking { subject, evidence, born: date(born) });
    }
    comparison.add_without_pass();
    comparison.finish()
}

#[test]
fn people_are_counted_by_what_changes_for_them() {
    let tested = vec![Evidence::Test { sampled_at: at().saturating_sub(3_600), method: TestMethod::Naat }];
    let people = [
        ("old", vaccinated(2, "2021-05-01"), "1950-01-06"),
        ("older", vaccinated(2, "2021-05-02"), "1942-01-05"),
        ("fresh", vaccinated(2, "2021-11-01"), "2004-01-05"),
        ("boosted", vaccinated(3, "2021-12-01"), "2004-01-06"),
        ("tested", tested, "2015-01-01"),
    ];
    let counted = compared(&people, 1);
    assert_eq!((counted.people, counted.without_pass), (5, 1));
    let restaurant = &counted.policies["restaurant"];
    let expected = [("met > met".to_owned(), 3), ("met > policy_not_met".to_owned(), 2)];
    assert_eq!(restaurant.answers, BTreeMap::from(expected));
    let named = |groups: &BTreeMap<Group, Counts>| -> Vec<(String, u64, u64)> {
        groups.iter().map(|(group, counts)| (group.name().to_owned(), counts.loses, counts.all())).collect()
    };
    let row = |name: &str, loses, all| (name.to_owned(), loses, all);
    assert_eq!(named(&restaurant.evidence), [row("test", 0, 1), row("vaccination", 2, 4)]);
    assert_eq!(named(&restaurant.doses), [row("no dose", 0, 1), row("2 doses", 2, 3), row("3 doses", 0, 1)]);
    let ages = [
        row("0 to 11", 0, 1),
        row("12 to 17", 0, 1),
        row("18 to 19", 0, 1),
        row("70 to 79", 1, 1),
        row("80 and older", 1, 1),
    ];
    assert_eq!(named(&restaurant.age), ages, "a birthday makes a year older on the day itself");
    let rules: Vec<(&str, u64)> = restaurant.refused_by.iter().map(|(rule, people)| (rule.as_str(), *people)).collect();
    assert_eq!(rules, [("180-DAYS", 2), ("COUNTS", 2)]);
    assert_eq!(restaurant.examples, BTreeMap::from([("met > policy_not_met".to_owned(), vec!["old".to_owned()])]));
    assert_eq!(counted.policies["large-store"].total(), Counts { same: 5, ..Counts::default() });
    assert!(compared(&people, 0).policies["restaurant"].examples.is_empty());
}

#[test]
fn the_reports_say_the_same_and_hold_no_markup_of_others() {
    let people = [("<b>", vaccinated(2, "2021-05-01"), "1950-01-06")];
    let counted = compared(&people, 1);
    let zone = TimeZone::get("Asia/Seoul").expect("bundled");
    let text = text(&counted, at(), &zone, &RULES);
    assert!(text.contains("restaurant: 1 lose it, 0 gain it, 0 stay as they are"), "{text}");
    assert!(text.contains("large-store: nothing changes"), "{text}");
    let page = html(&counted, at(), &zone, &RULES);
    assert!(page.contains("&lt;b&gt;") && !page.contains("<b>"), "{page}");
    assert!(page.contains("<svg") && page.contains("class=\"bar-lose\""));
    assert!(!page.contains("http://") && !page.contains("https://"), "it needs nothing from elsewhere");
}
