//! When a file changes something: the notice that venues and citizens get.

use std::collections::BTreeSet;

use haetae_core::{Policy, RulesFile, UnixTime};

/// A policy that a file changes, and from when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The id of the policy.
    pub policy: String,
    /// The first second from `now` on at which another text of it counts, or none any more.
    pub at: UnixTime,
}

/// What the file `new` changes from `now` on for venues that have `old`, by policy; nothing stands there twice. Without
/// `old`, all that `new` says is a change.
pub fn changes(old: Option<&RulesFile>, new: &RulesFile, now: UnixTime) -> Vec<Change> {
    let files = || old.into_iter().chain([new]);
    let ids: BTreeSet<&str> = files().flat_map(|file| &file.policies).map(|policy| policy.id.as_str()).collect();
    let seconds: BTreeSet<UnixTime> = files()
        .flat_map(|file| &file.policies)
        .flat_map(|policy| [Some(policy.from), policy.until])
        .flatten()
        .filter(|second| *second > now)
        .chain([now])
        .collect();
    let change = |id: &&str| {
        let differs = |second: &&UnixTime| {
            let before = old.and_then(|old| old.current(id, **second));
            !is_same(before, new.current(id, **second))
        };
        let at = *seconds.iter().find(differs)?;
        Some(Change { policy: (*id).to_owned(), at })
    };
    ids.iter().filter_map(change).collect()
}

/// Whether both ask the same, whenever they begin and end.
fn is_same(left: Option<&Policy>, right: Option<&Policy>) -> bool {
    let timeless = |policy: &Policy| Policy { from: UnixTime::saturating_new(0), until: None, ..policy.clone() };
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => timeless(left) == timeless(right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(policies: &[(&str, &str, Option<&str>, bool)]) -> RulesFile {
        let policy = |(id, from, until, logic): &(&str, &str, Option<&str>, bool)| {
            serde_json::json!({
                "id": id, "name": {"ko": "가", "en": "a"}, "from": from, "until": until, "challenge": "off",
                "rules": [{"id": "A", "logic": logic, "message": {"ko": "가", "en": "a"}}],
            })
        };
        let file = serde_json::json!({
            "version": 1, "issued": 0, "zone": "UTC", "presentation": {"max_age": 60, "max_skew": 60},
            "policies": policies.iter().map(policy).collect::<Vec<_>>(),
        });
        RulesFile::read(file.to_string().as_bytes()).expect("readable")
    }

    fn time(text: &str) -> UnixTime {
        UnixTime::parse_rfc3339(text).expect("a time")
    }

    const MONDAY: &str = "2022-01-03T00:00:00Z";

    #[test]
    fn a_change_is_the_first_second_at_which_another_text_counts() {
        let old = file(&[("gym", "2021-01-01T00:00:00Z", None, true)]);
        let new = file(&[("gym", "2021-01-01T00:00:00Z", Some(MONDAY), true), ("gym", MONDAY, None, false)]);
        let change = |at| [Change { policy: "gym".to_owned(), at: time(at) }];
        let now = time("2022-01-01T12:00:00Z");
        assert_eq!(changes(Some(&old), &new, now), change(MONDAY));
        assert_eq!(changes(Some(&old), &new, time("2022-02-01T00:00:00Z")), change("2022-02-01T00:00:00Z"));
        assert_eq!(changes(Some(&new), &new, now), []);
        assert_eq!(changes(None, &new, now), change("2022-01-01T12:00:00Z"));
    }

    #[test]
    fn the_same_text_cut_into_other_times_is_no_change_and_an_end_is_one() {
        let old = file(&[("gym", "2021-01-01T00:00:00Z", None, true)]);
        let cut = file(&[("gym", "2021-06-01T00:00:00Z", Some(MONDAY), true), ("gym", MONDAY, None, true)]);
        assert_eq!(changes(Some(&old), &cut, time("2022-01-01T00:00:00Z")), []);
        let ended = file(&[("gym", "2021-01-01T00:00:00Z", Some(MONDAY), true)]);
        let end = [Change { policy: "gym".to_owned(), at: time(MONDAY) }];
        assert_eq!(changes(Some(&old), &ended, time("2022-01-01T00:00:00Z")), end);
        assert_eq!(changes(Some(&old), &file(&[]), time(MONDAY)), end, "what is left out ends at once");
    }
}
