use alloc::string::{String, ToString as _};

use super::logic::{Expression, Offsets, Scope, Steps, Value, evaluate};
use crate::json::Json;

/// The logic of a rule by itself, for who writes rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logic(Expression);

/// What logic comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evaluated {
    /// A value that JSON has; dates and date-times within it are written as texts.
    Json(Json),
    /// A civil date: `2021-12-13`.
    Date(String),
    /// A point in time: `2021-12-13T00:00:00.000Z`.
    Time(String),
}

impl Logic {
    /// `None` where the form of the logic is wrong: such a rule fails.
    pub fn read(logic: &Json) -> Option<Self> {
        Expression::read(logic).map(Self)
    }

    /// What it comes to with this data, and how many steps that took; `None` where it fails.
    pub fn evaluate(&self, data: &Json, offsets: &Offsets) -> Option<(Evaluated, u32)> {
        let data = Value::of(data);
        let mut steps = Steps::default();
        let value = evaluate(&self.0, &Scope::Rule(&data), offsets, &mut steps).ok()?;
        Some((Evaluated::of(&value), steps.taken()))
    }
}

impl Evaluated {
    pub(super) fn of(value: &Value<'_>) -> Self {
        match value {
            Value::Day(day) => Self::Date(day.to_string()),
            Value::Instant(instant) => Self::Time(instant.to_string()),
            value => Self::Json(json_of(value)),
        }
    }
}

fn json_of(value: &Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(value) => Json::Integer(*value),
        Value::Text(text) => Json::Text(text.to_string()),
        Value::Array(items) => Json::Array(items.iter().map(|item| json_of(&item)).collect()),
        Value::Object(members) => {
            Json::Object(members.iter().map(|(name, member)| (name.into(), json_of(&member))).collect())
        }
        Value::Day(day) => Json::Text(day.to_string()),
        Value::Instant(instant) => Json::Text(instant.to_string()),
    }
}
