//! What operations take of the values of their operands.

use super::instant::{Day, Instant, Unit};
use super::offsets::Offsets;
use super::steps::Fails;
use super::value::Value;

/// Date-times, or dates: what can be compared with each other.
pub(super) enum Times {
    Instants([Instant; 3]),
    Days([Day; 3]),
}

impl Times {
    /// The operands of a comparison, two or three; the place of a third that is absent repeats the second. All are
    /// date-times; or all are dates, of which some but not all may be strings.
    pub(super) fn of(operands: &[Value<'_>]) -> Result<Self, Fails> {
        let (first, second) = (operands.first().ok_or(Fails)?, operands.get(1).ok_or(Fails)?);
        let operands = [first, second, operands.get(2).unwrap_or(second)];
        if operands.iter().any(|operand| matches!(operand, Value::Day(_))) {
            let days = operands.map(|operand| match operand {
                Value::Day(day) => Some(*day),
                Value::Text(text) => text.day(),
                _ => None,
            });
            let [Some(first), Some(second), Some(third)] = days else { return Err(Fails) };
            return Ok(Self::Days([first, second, third]));
        }
        let [Value::Instant(first), Value::Instant(second), Value::Instant(third)] = operands else {
            return Err(Fails);
        };
        Ok(Self::Instants([*first, *second, *third]))
    }
}

/// `plusTime`.
pub(super) fn plus_time<'a>(value: &Value<'a>, amount: i64, unit: Unit) -> Result<Value<'a>, Fails> {
    match value {
        Value::Day(day) => day.plus(amount, unit).map(Value::Day),
        Value::Text(text) => {
            let instant = text.instant().or_else(|| text.latest_midnight());
            instant.and_then(|instant| instant.plus(amount, unit)).map(Value::Instant)
        }
        _ => None,
    }
    .ok_or(Fails)
}

/// `localDate`: the civil date.
pub(super) fn local_date<'a>(value: &Value<'a>, offsets: &Offsets) -> Result<Value<'a>, Fails> {
    match value {
        Value::Day(day) => Some(*day),
        Value::Instant(instant) => offsets.day_of(instant.second()).in_range(),
        Value::Text(text) => text.civil_day(offsets),
        _ => None,
    }
    .map(Value::Day)
    .ok_or(Fails)
}

/// `dccDateOfBirth`: the last day that it may mean.
pub(super) fn date_of_birth<'a>(value: &Value<'a>) -> Result<Value<'a>, Fails> {
    let Value::Text(text) = value else { return Err(Fails) };
    text.latest_midnight().map(Value::Instant).ok_or(Fails)
}

/// `extractFromUVCI`: a part of the id of a certificate of the EU.
pub(super) fn part_of_uvci<'a>(value: &Value<'a>, index: i64) -> Result<Value<'a>, Fails> {
    let uvci = match value {
        Value::Null => return Ok(Value::Null),
        Value::Text(uvci) => uvci,
        _ => return Err(Fails),
    };
    let part = usize::try_from(index).ok().and_then(|index| uvci.part_of_uvci(index));
    Ok(part.map_or(Value::Null, Value::Text))
}
