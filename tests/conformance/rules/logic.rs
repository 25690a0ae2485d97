use haetae_core::json::Json;
use haetae_core::{Evaluated, Logic, Offsets};
use serde::Deserialize;
use serde_json::Value;

use super::{FILE, Rules};
use crate::vectors::{read, require_all_right};

/// An expression, and what it comes to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogicCase {
    name: String,
    logic: Value,
    #[serde(default)]
    data: Value,
    offsets: Option<Value>,
    #[serde(default, deserialize_with = "some")]
    value: Option<Value>,
    date: Option<String>,
    time: Option<String>,
    #[serde(default)]
    fails: bool,
    steps: Option<u32>,
}

/// A `null` that is there is a value.
fn some<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

pub(crate) fn json(value: &Value) -> Json {
    Json::read(value.to_string().as_bytes()).expect("JSON as rules know it")
}

impl LogicCase {
    fn expected(&self) -> Option<Evaluated> {
        if self.fails {
            return None;
        }
        let date = self.date.clone().map(Evaluated::Date);
        let time = self.time.clone().map(Evaluated::Time);
        let value = || Evaluated::Json(json(self.value.as_ref().expect("a value, a date or a time")));
        Some(date.or(time).unwrap_or_else(value))
    }

    fn wrong(&self) -> Option<String> {
        let offsets =
            self.offsets.as_ref().map_or(Offsets::UTC, |offsets| Offsets::read(&json(offsets)).expect("offsets"));
        let evaluated = Logic::read(&json(&self.logic)).and_then(|logic| logic.evaluate(&json(&self.data), &offsets));
        let (value, steps) = evaluated.map_or((None, None), |(value, steps)| (Some(value), Some(steps)));
        let right = value == self.expected() && (self.steps.is_none() || steps == self.steps);
        (!right).then(|| {
            format!("{}: {value:?} in {steps:?} steps, not {:?} in {:?}", self.name, self.expected(), self.steps)
        })
    }
}

#[test]
fn every_expression_comes_to_its_value() {
    let cases = read::<Rules>(FILE).logic;
    let wrong: Vec<String> = cases.iter().filter_map(LogicCase::wrong).collect();
    require_all_right(FILE, cases.len(), &wrong);
}
