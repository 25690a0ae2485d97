use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use haetae_core::{CivilDate, Due, NothingToShow, ToShow, Wallet as CoreWallet};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::phone_clock::PhoneTime;
use super::renewal::Planned;
use crate::check::Scanner;
use crate::check::time::{time, to_number};
use crate::problem::{Problem, json};

/// The keys and passes that a phone holds for one person. Days are civil days in the issuer's zone, `YYYY-MM-DD`.
#[wasm_bindgen]
pub struct Wallet(CoreWallet);

#[wasm_bindgen]
impl Wallet {
    /// A wallet without a key. `planned` is when the phone was going to ask for passes; 0 where that is not known.
    ///
    /// # Errors
    ///
    /// If `planned` is no time.
    #[wasm_bindgen(constructor)]
    pub fn new(planned: f64) -> Result<Wallet, JsError> {
        Ok(Self(CoreWallet::new(time(planned)?)))
    }

    /// Adds the key of a day for which nothing is issued yet.
    ///
    /// # Errors
    ///
    /// If the day is none.
    #[wasm_bindgen(js_name = addKey)]
    pub fn add_key(&mut self, day: &str) -> Result<(), JsError> {
        self.0.add_key(civil_day(day)?);
        Ok(())
    }

    /// Adds the key of a day and the text of its pass (`HT1:`).
    ///
    /// # Errors
    ///
    /// If the day is none, or the text holds no pass that a phone can present.
    #[wasm_bindgen(js_name = addPass)]
    pub fn add_pass(&mut self, day: &str, text: &str) -> Result<(), JsError> {
        let added = self.0.add_pass(civil_day(day)?, text);
        Ok(added.map_err(|_| Problem::Pass("it cannot be read, or it is not for a phone"))?)
    }

    /// Holds the passes against what is in force for `scanner`, and remembers how they stand. JSON as `renewalOf`
    /// writes it.
    ///
    /// # Errors
    ///
    /// If `now` is no time.
    pub fn renew(&mut self, scanner: &Scanner, now: f64, seed: u64) -> Result<String, JsError> {
        Ok(json(&Planned::from(self.0.renew(scanner.0.store(), time(now)?, seed)))?)
    }

    /// The time to show a pass at: where the phone's clock is probably wrong, an estimated one.
    #[wasm_bindgen(js_name = timeToShow)]
    pub fn time_to_show(&self, time: &PhoneTime) -> PhoneTime {
        PhoneTime(self.0.time_to_show(time.0))
    }

    /// The pass to show, as JSON: `{"day":"...","made":seconds,"next":seconds}`; or why there is none:
    /// `{"why":"no_pass"}`, `{"why":"over"}` or `{"why":"not_yet","from":seconds}`.
    ///
    /// # Errors
    ///
    /// Never in practice: where the answer cannot be written.
    #[wasm_bindgen(js_name = toShow)]
    pub fn to_show(&self, time: &PhoneTime) -> Result<String, JsError> {
        Ok(json(&Choice::from(self.0.to_show(time.0)))?)
    }

    /// Until when there is a pass to show without a gap, in seconds since 1970; `undefined` where there is none now.
    /// With `refused`, passes that scanners refuse count too.
    ///
    /// # Errors
    ///
    /// If `now` is no time.
    #[wasm_bindgen(js_name = coveredUntil)]
    pub fn covered_until(&self, now: f64, refused: bool) -> Result<Option<f64>, JsError> {
        Ok(self.0.covered_until(time(now)?, refused).map(to_number))
    }

    /// What to ask for, of `count` days from `today` on, as JSON: `{"days":["..."],"urgent":false}`.
    ///
    /// # Errors
    ///
    /// If `today` is no day or `now` no time.
    pub fn due(&self, today: &str, count: u32, now: f64, asked: bool) -> Result<String, JsError> {
        let Due { days, urgent } = self.0.due(civil_day(today)?, count, time(now)?, asked);
        Ok(json(&DueDays { days: texts(&days), urgent })?)
    }

    /// The days whose key, and pass, may be deleted, as a JSON list.
    ///
    /// # Errors
    ///
    /// Never in practice: where the answer cannot be written.
    pub fn discardable(&self, time: &PhoneTime) -> Result<String, JsError> {
        Ok(json(&texts(&self.0.discardable(&time.0)))?)
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Choice {
    Pass {
        day: String,
        made: u64,
        next: u64,
    },
    Nothing {
        why: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<u64>,
    },
}

#[derive(Serialize)]
struct DueDays {
    days: Vec<String>,
    urgent: bool,
}

impl From<Result<ToShow, NothingToShow>> for Choice {
    fn from(choice: Result<ToShow, NothingToShow>) -> Self {
        match choice {
            Ok(ToShow { day, made, next }) => {
                Self::Pass { day: day.to_string(), made: made.seconds(), next: next.seconds() }
            }
            Err(NothingToShow::NoPass) => Self::Nothing { why: "no_pass", from: None },
            Err(NothingToShow::Over) => Self::Nothing { why: "over", from: None },
            Err(NothingToShow::NotYet { from }) => Self::Nothing { why: "not_yet", from: Some(from.seconds()) },
        }
    }
}

fn civil_day(text: &str) -> Result<CivilDate, Problem> {
    CivilDate::parse(text).ok_or(Problem::Day)
}

fn texts(days: &[CivilDate]) -> Vec<String> {
    days.iter().map(CivilDate::to_string).collect()
}

#[cfg(test)]
mod tests {
    use haetae_core::UnixTime;

    use super::*;

    #[test]
    fn a_choice_is_told_as_the_pass_or_as_the_reason() {
        let told = |choice| json(&Choice::from(choice)).expect("JSON");
        let [made, next] = [1_792_254_257, 1_792_254_272].map(UnixTime::saturating_new);
        let day = CivilDate::parse("2026-10-17").expect("a day");
        let pass = r#"{"day":"2026-10-17","made":1792254257,"next":1792254272}"#;
        assert_eq!(told(Ok(ToShow { day, made, next })), pass);
        assert_eq!(told(Err(NothingToShow::NoPass)), r#"{"why":"no_pass"}"#);
        let not_yet = r#"{"why":"not_yet","from":1792254257}"#;
        assert_eq!(told(Err(NothingToShow::NotYet { from: made })), not_yet);
    }

    #[test]
    fn a_day_is_written_as_people_sort_it() {
        assert!(civil_day("2026-10-17").is_ok());
        for refused in ["", "2026-02-29", "17.10.2026", "2026-10-17T00:00:00Z"] {
            assert_eq!(civil_day(refused), Err(Problem::Day), "{refused}");
        }
    }
}
