use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::sample::select;

use super::super::evaluated::Evaluated;
use super::super::logic::{Expression, Offsets, Scope, Steps, evaluate};
use super::*;
use crate::evidence::{Doses, PolicyId, Product, TestMethod};
use crate::json::Json;

fn each_kind() -> [Evidence; 5] {
    let (date, time) = (CivilDate::from_days(18_000).expect("a date"), UnixTime::saturating_new(1_600_000_000));
    [
        Evidence::Vaccination {
            doses: Doses::new(3).expect("doses"),
            date,
            product: Product::new("AD26.COV2.S").expect("a product"),
        },
        Evidence::Test { sampled_at: time, method: TestMethod::RapidAntigen },
        Evidence::Recovery { date },
        Evidence::Exemption { until: date },
        Evidence::Clearance { policy: PolicyId::new("gym").expect("an id"), until: time },
    ]
}

/// A step for each value that is there, found without looking at each of them.
#[test]
fn all_that_is_seen_takes_a_step_for_each_value_in_it() {
    fn values(json: &Json) -> u32 {
        match json {
            Json::Array(items) => 1 + items.iter().map(values).sum::<u32>(),
            Json::Object(members) => 1 + members.iter().map(|(_, member)| values(member)).sum::<u32>(),
            _ => 1,
        }
    }
    let evidence = each_kind();
    let [now, not_before, expires] = [3, 1, 2].map(|day| UnixTime::saturating_new(day * 86_400));
    let question = Question { evidence: &evidence, paper: true, not_before, expires, now };
    let external = External { now, today: CivilDate::MIN, policy: "gym" };
    let facts = Facts { payload: Payload { question: &question, evidence: Pieces(&evidence) }, external };
    let mut steps = Steps::default();
    facts.value().count(&mut steps).expect("few");
    let Evaluated::Json(written) = Evaluated::of(&facts.value()) else { panic!("JSON") };
    assert_eq!(steps.taken(), values(&written));
    let external = r#""external":{"now":"1970-01-04T00:00:00Z","today":"1900-01-01","policy":"gym"}"#;
    let payload = r#"{"paper":true,"nbf":"1970-01-02T00:00:00Z","exp":"1970-01-03T00:00:00Z","evidence":"#;
    let evidence = serde_json::to_string(&evidence).expect("JSON");
    let expected = alloc::format!("{{\"payload\":{payload}{evidence}}},{external}}}");
    assert_eq!(Ok(written), Json::read(expected.as_bytes()));
}

#[test]
fn evidence_is_seen_as_it_is_written_in_json() {
    for piece in each_kind() {
        let Evaluated::Json(seen) = Evaluated::of(&Value::Object(Object::View(&piece))) else { panic!("JSON") };
        let written = serde_json::to_string(&piece).expect("JSON");
        assert_eq!(Ok(seen), Json::read(written.as_bytes()), "{written}");
    }
}

/// Where a rule may look: each member that there is, and places where there is nothing.
const PATHS: [&str; 26] = [
    "",
    "payload",
    "payload.paper",
    "payload.nbf",
    "payload.exp",
    "payload.evidence",
    "payload.evidence.0",
    "payload.evidence.1.kind",
    "payload.evidence.0.date",
    "payload.evidence.1.sampled_at",
    "payload.evidence.2.until",
    "payload.evidence.4.until",
    "payload.evidence.00",
    "payload.evidence.5",
    "payload.evidence.length",
    "external",
    "external.now",
    "external.today",
    "external.today.0",
    "external.policy",
    "external.nothing",
    "current",
    "current.date",
    "accumulator",
    "data.external.today",
    "data.payload.evidence.0.doses",
];

fn object(operation: &str, operands: Vec<Json>) -> Json {
    Json::Object([(operation.into(), Json::Array(operands))].into())
}

fn literal() -> impl Strategy<Value = Json> {
    prop_oneof![
        any::<bool>().prop_map(Json::Bool),
        (-3..4_i64).prop_map(Json::Integer),
        select(&["", "vaccination", "rapid", "2019-04-14", "2020-09-13T12:26:40Z", "1970-01-04", "gym", "00"][..])
            .prop_map(|text| Json::Text(text.into())),
        select(&PATHS[..]).prop_map(|path| Json::Object([("var".into(), Json::Text(path.into()))].into())),
        select(&PATHS[..]).prop_map(|path| Json::Object([("var".into(), Json::Text(path.into()))].into())),
    ]
}

fn expression() -> impl Strategy<Value = Json> {
    literal().prop_recursive(5, 40, 3, |inner| {
        let one = inner.clone();
        let operands = |count| proptest::collection::vec(inner.clone(), count);
        prop_oneof![
            operands(0..4).prop_map(Json::Array),
            (select(&["===", "in", "and", "+", "<", ">=", "before", "not-before"][..]), operands(2..3))
                .prop_map(|(operation, operands)| object(operation, operands)),
            (select(&["if", "and", "<=", "after", "not-after", "reduce"][..]), operands(3..4))
                .prop_map(|(operation, operands)| object(operation, operands)),
            (select(&["!", "localDate", "dccDateOfBirth"][..]), operands(1..2))
                .prop_map(|(operation, operands)| object(operation, operands)),
            (one.clone(), -20..20_i64, select(&["year", "month", "day", "hour"][..])).prop_map(
                |(time, amount, unit)| {
                    object("plusTime", [time, Json::Integer(amount), Json::Text(unit.into())].into())
                }
            ),
            (one, -1..4_i64).prop_map(|(text, index)| object("extractFromUVCI", [text, Json::Integer(index)].into())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// What is looked into where it is, and what is written out as JSON first, are the same to every rule.
    #[test]
    fn a_rule_comes_to_the_same_by_facts_and_by_the_same_facts_in_json(
        logic in expression(),
        now in 0..=UnixTime::MAX.seconds(),
        paper in any::<bool>(),
        kinds in proptest::collection::vec(0..5_usize, 1..4),
    ) {
        let evidence: Vec<Evidence> = kinds.into_iter().map(|kind| each_kind()[kind].clone()).collect();
        let now = UnixTime::saturating_new(now);
        let question = Question { evidence: &evidence, paper, not_before: now, expires: UnixTime::MAX, now };
        let external = External { now, today: CivilDate::MIN, policy: "gym" };
        let facts = Facts { payload: Payload { question: &question, evidence: Pieces(&evidence) }, external };
        let Evaluated::Json(written) = Evaluated::of(&facts.value()) else { panic!("JSON") };
        let Some(logic) = Expression::read(&logic) else { return Ok(()) };
        let come_to = |data: Value<'_>| -> Option<(Evaluated, u32)> {
            let mut steps = Steps::default();
            let value = evaluate(&logic, &Scope::Rule(&data), &Offsets::UTC, &mut steps).ok()?;
            Some((Evaluated::of(&value), steps.taken()))
        };
        prop_assert_eq!(come_to(facts.value()), come_to(Value::of(&written)));
    }
}
