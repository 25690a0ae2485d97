//! Reads the version of a resource.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::dates::time_of;
use super::elements::text_at;
use crate::records::import::facts::Version;

/// The version that a resource states.
pub(super) fn version_of(resource: &Value) -> Version {
    version(resource.pointer("/meta/versionId"), text_at(resource, "/meta/lastUpdated"))
}

/// The version that an entry of a history states.
pub(super) fn version_of_response(entry: &Value) -> Version {
    version(entry.pointer("/response/etag"), text_at(entry, "/response/lastModified"))
}

/// A version number may be written as `3`, `"3"` or `W/"3"`.
fn version(number: Option<&Value>, updated: Option<&str>) -> Version {
    let number = number.and_then(|number| match number {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim_start_matches("W/").trim_matches('"').parse().ok(),
        _ => None,
    });
    let exactly = |text: &str| text.parse::<Timestamp>().map(Timestamp::as_microsecond).ok();
    let roughly = |text: &str| {
        let seconds = time_of(text, &TimeZone::UTC).ok()?.seconds();
        i64::try_from(seconds).ok()?.checked_mul(1_000_000)
    };
    Version { number, updated: updated.and_then(|text| exactly(text).or_else(|| roughly(text))) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_higher_version_is_the_later_one_and_else_the_later_update() {
        let of = |id: Value, updated: Value| version_of(&json!({"meta": {"versionId": id, "lastUpdated": updated}}));
        let none = Value::Null;
        for (older, newer) in [
            (of(json!("9"), none.clone()), of(json!("10"), none.clone())),
            (of(json!("1"), json!("2026-02-02T00:00:00Z")), of(json!("2"), json!("2026-02-01T00:00:00Z"))),
            (of(json!("abc"), json!("2026-02-01T00:00:00.001Z")), of(json!("abb"), json!("2026-02-01T00:00:00.002Z"))),
            (of(none.clone(), json!("2026-02-01T08:00:00+09:00")), of(none.clone(), json!("2026-02-01T00:00:00Z"))),
            (of(none.clone(), none.clone()), of(json!("1"), none.clone())),
            (of(json!("W/\"3\""), none.clone()), of(json!(4), none.clone())),
        ] {
            assert!(older.is_older_than(&newer) && !newer.is_older_than(&older), "{older:?} {newer:?}");
        }
        let (one, other) = (of(json!("x"), none.clone()), of(none.clone(), none));
        assert!(!one.is_older_than(&other) && !other.is_older_than(&one));
    }
}
