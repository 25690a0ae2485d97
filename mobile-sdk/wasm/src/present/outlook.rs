use alloc::string::String;
use alloc::vec::Vec;

use haetae_core::{Good, GoodEnd, NoOutlook, OUTLOOK_DAYS, Outlook, PolicyAnswer, PolicyOutlook, RuleMessage, Texts};
use serde::Serialize;

use crate::problem::{Problem, json};

/// Where a pass will do, as JSON: `now`, `known`, `days` and the policies; or `{"why":reason}`.
#[derive(Serialize)]
#[serde(untagged)]
enum Written<'a> {
    Known { now: u64, known: u64, days: u64, policies: Vec<PolicyWritten<'a>> },
    Unknown { why: &'static str },
}

#[derive(Serialize)]
struct PolicyWritten<'a> {
    id: &'a str,
    name: &'a Texts,
    asked: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    begins: Option<u64>,
    #[serde(flatten)]
    answer: AnswerWritten<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    good: Option<GoodWritten<'a>>,
    /// When its owner should be reminded of the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_soon: Option<u64>,
}

#[derive(Serialize)]
struct GoodWritten<'a> {
    from: u64,
    /// Absent where no end is in sight.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
    /// What the rules say at `until`; absent where the pass itself is over then.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<AnswerWritten<'a>>,
}

/// `met` or the code of section 10, and the messages of the rules that are false.
#[derive(Serialize)]
struct AnswerWritten<'a> {
    answer: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    messages: &'a [RuleMessage],
}

/// The outlook of a pass, as JSON.
pub(super) fn written(outlook: &Result<Outlook, NoOutlook>) -> Result<String, Problem> {
    json(&match outlook {
        Ok(outlook) => Written::Known {
            now: outlook.now.seconds(),
            known: outlook.known.seconds(),
            days: OUTLOOK_DAYS,
            policies: outlook.policies.iter().map(|policy| PolicyWritten::of(policy, outlook)).collect(),
        },
        Err(reason) => Written::Unknown { why: reason.as_str() },
    })
}

impl<'a> PolicyWritten<'a> {
    fn of(policy: &'a PolicyOutlook, outlook: &Outlook) -> Self {
        Self {
            id: &policy.id,
            name: &policy.name,
            asked: policy.asked.seconds(),
            begins: policy.begins.map(|at| at.seconds()),
            answer: AnswerWritten::of(&policy.answer),
            good: policy.good.as_ref().map(GoodWritten::of),
            ends_soon: policy.ends_soon(outlook.now).map(|at| at.seconds()),
        }
    }
}

impl<'a> GoodWritten<'a> {
    fn of(good: &'a Good) -> Self {
        let (until, after) = match &good.end {
            GoodEnd::NotInSight => (None, None),
            GoodEnd::Rules { at, after } => (Some(at), Some(AnswerWritten::of(after))),
            GoodEnd::Pass { at } => (Some(at), None),
        };
        Self { from: good.from.seconds(), until: until.map(|at| at.seconds()), after }
    }
}

impl<'a> AnswerWritten<'a> {
    fn of(answer: &'a PolicyAnswer) -> Self {
        let messages = if let PolicyAnswer::NotMet(unmet) = answer { unmet.messages.as_slice() } else { &[] };
        Self { answer: answer.code(), messages }
    }
}

#[cfg(test)]
mod tests {
    use haetae_core::{Evidence, PlannedPass, RulesFile, UnixTime};

    use super::*;

    /// Exemptions count to the end of their day; from 1970-01-05 nothing does.
    const RULES: &str = r#"{"version":1,"issued":0,"zone":"UTC","presentation":{"max_age":60,"max_skew":60},"policies":[
        {"id":"p","name":{"ko":"가","en":"\"A\""},"from":"1970-01-01T00:00:00Z","until":"1970-01-05T00:00:00Z",
         "challenge":"off","rules":[{"id":"R","message":{"ko":"나","en":"No"},"logic":{"not-after":[
            {"var":"external.today"},{"localDate":[{"var":"payload.evidence.0.until"}]}]}}]},
        {"id":"p","name":{"ko":"가","en":"A"},"from":"1970-01-05T00:00:00Z","challenge":"off",
         "rules":[{"id":"R","message":{"ko":"나","en":"No"},"logic":false}]}]}"#;

    fn outlook(pass: PlannedPass<'_>, now: u64) -> String {
        let (rules, now) = (RulesFile::read(RULES.as_bytes()).expect("rules"), UnixTime::saturating_new(now));
        written(&Ok(Outlook { now, known: now, policies: rules.outlook(pass, now) })).expect("JSON")
    }

    #[test]
    fn an_outlook_is_written_with_its_times_and_the_words_of_the_rules() {
        let evidence: [Evidence; 1] =
            serde_json::from_str(r#"[{"kind":"exemption","until":"1970-01-02"}]"#).expect("evidence");
        assert_eq!(
            outlook(PlannedPass::Phone(&evidence), 10),
            concat!(
                r#"{"now":10,"known":10,"days":60,"policies":[{"id":"p","name":{"ko":"가","en":"\"A\""},"asked":10,"#,
                r#""answer":"met","good":{"from":10,"until":172800,"after":{"answer":"policy_not_met","messages":"#,
                r#"[{"rule":"R","text":{"ko":"나","en":"No"}}]}},"ends_soon":172800}]}"#
            )
        );
        let [not_before, expires] = [0, 90_000].map(UnixTime::saturating_new);
        assert_eq!(
            outlook(PlannedPass::Paper { evidence: &evidence, not_before, expires }, 10),
            concat!(
                r#"{"now":10,"known":10,"days":60,"policies":[{"id":"p","name":{"ko":"가","en":"\"A\""},"asked":10,"#,
                r#""answer":"met","good":{"from":10,"until":90000}}]}"#
            )
        );
        assert_eq!(
            outlook(PlannedPass::Phone(&evidence), 172_800),
            concat!(
                r#"{"now":172800,"known":172800,"days":60,"policies":[{"id":"p","name":{"ko":"가","en":"\"A\""},"#,
                r#""asked":172800,"answer":"policy_not_met","messages":[{"rule":"R","text":{"ko":"나","en":"No"}}]}]}"#
            )
        );
        assert_eq!(written(&Err(NoOutlook::Clock)).expect("JSON"), r#"{"why":"clock"}"#);
    }
}
