use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use haetae_core::{Asked, CivilDate, Due as CoreDue, NothingToShow, ToShow, Wallet as CoreWallet};
use wasm_bindgen::prelude::*;

use super::outlook;
use super::phone_clock::PhoneTime;
use super::renewal::planned;
use crate::check::Scanner;
use crate::check::time::{time, to_number};
use crate::problem::Problem;

/// The keys and passes that a phone holds for one person. Days are civil days in the issuer's zone, counted from
/// 1970-01-01.
#[wasm_bindgen]
pub struct Wallet(CoreWallet);

#[wasm_bindgen]
impl Wallet {
    /// A wallet without a key. `planned` is when the phone was going to ask for passes; 0 where that is not known.
    /// `asked` is what the last `renew` said to remember: a text that it has not said counts as none.
    ///
    /// # Errors
    ///
    /// If `planned` is no time.
    #[wasm_bindgen(constructor)]
    pub fn new(planned: f64, asked: Option<String>) -> Result<Wallet, JsError> {
        let asked = asked.and_then(|asked| Asked::parse(&asked));
        Ok(Self(CoreWallet::new(time(planned)?).having_asked(asked)))
    }

    /// Adds the key of a day, and the text of its pass (`HT1:`) if that is issued. Returns whether there is a pass: a
    /// text that holds none that a phone can present counts as none, and that day's pass is asked for again.
    ///
    /// # Errors
    ///
    /// If the day is none.
    pub fn add(&mut self, day: i32, text: Option<String>) -> Result<bool, JsError> {
        let day = civil_day(day)?;
        let has_pass = text.is_some_and(|text| self.0.add_pass(day, &text).is_ok());
        if !has_pass {
            self.0.add_key(day);
        }
        Ok(has_pass)
    }

    /// Holds the passes against what is in force for `scanner`, and remembers how they stand, as JSON:
    /// `{"passes":[{"standing":"withdrawn","from":seconds}...],"at":seconds,"asked":text}`, the passes in the order in
    /// which they were added. `asked` is there where passes need others in their place: keep it for the next start.
    pub fn renew(&mut self, scanner: &Scanner, time: &PhoneTime, seed: u64) -> String {
        planned(&self.0.renew(scanner.0.store(), time.0.time(), seed))
    }

    /// Where the person's pass will do, by what is in force for `scanner`, as JSON: for each policy what it says at the
    /// time `asked` (now, or when it begins), from when until when the pass meets it, and what it says then; with
    /// `ends_soon` where its owner should be reminded. `{"why":reason}` where that is not known.
    ///
    /// # Errors
    ///
    /// Never in practice: where the answer cannot be written.
    pub fn outlook(&self, scanner: &Scanner, time: &PhoneTime) -> Result<String, JsError> {
        Ok(outlook::written(&self.0.outlook(scanner.0.store(), &time.0))?)
    }

    /// The time to show a pass at: where the phone's clock is probably wrong, an estimated one.
    #[wasm_bindgen(js_name = timeToShow)]
    pub fn time_to_show(&self, time: &PhoneTime) -> PhoneTime {
        PhoneTime(self.0.time_to_show(time.0))
    }

    /// The pass to show, as JSON: `{"day":number,"made":seconds,"next":seconds}`; or why there is none:
    /// `{"why":"no_pass"}`, `{"why":"over"}` or `{"why":"not_yet","from":seconds}`.
    #[wasm_bindgen(js_name = toShow)]
    pub fn to_show(&self, time: &PhoneTime) -> String {
        choice(self.0.to_show(time.0))
    }

    /// Until when there is a pass to show without a gap, in seconds since 1970; `undefined` where there is none now.
    /// With `refused`, passes that scanners refuse count too.
    #[wasm_bindgen(js_name = coveredUntil)]
    pub fn covered_until(&self, time: &PhoneTime, refused: bool) -> Option<f64> {
        self.0.covered_until(time.0.time(), refused).map(to_number)
    }

    /// What to ask for, of `count` days from `today` on.
    ///
    /// # Errors
    ///
    /// If `today` is no day.
    pub fn due(&self, today: i32, count: u32, time: &PhoneTime, asked: bool) -> Result<Due, JsError> {
        Ok(Due(self.0.due(civil_day(today)?, count, time.0.time(), asked)))
    }

    /// The days whose key, and pass, may be deleted.
    pub fn discardable(&self, time: &PhoneTime) -> Vec<i32> {
        numbers(&self.0.discardable(&time.0))
    }
}

/// What to ask the service for.
#[wasm_bindgen]
pub struct Due(CoreDue);

#[wasm_bindgen]
impl Due {
    /// The days; empty where nothing is due.
    #[wasm_bindgen(getter)]
    pub fn days(&self) -> Vec<i32> {
        numbers(&self.0.days)
    }

    /// Whether there is nothing to show now that scanners take.
    #[wasm_bindgen(getter)]
    pub fn urgent(&self) -> bool {
        self.0.urgent
    }
}

// Written here, and not by serde: nothing in it needs an escape, and the file that a phone fetches is smaller by it.
fn choice(choice: Result<ToShow, NothingToShow>) -> String {
    match choice {
        Ok(ToShow { day, made, next }) => {
            format!(r#"{{"day":{},"made":{},"next":{}}}"#, day.days(), made.seconds(), next.seconds())
        }
        Err(NothingToShow::NoPass) => r#"{"why":"no_pass"}"#.to_owned(),
        Err(NothingToShow::Over) => r#"{"why":"over"}"#.to_owned(),
        Err(NothingToShow::NotYet { from }) => format!(r#"{{"why":"not_yet","from":{}}}"#, from.seconds()),
    }
}

fn numbers(days: &[CivilDate]) -> Vec<i32> {
    days.iter().map(|day| day.days()).collect()
}

fn civil_day(days: i32) -> Result<CivilDate, Problem> {
    CivilDate::from_days(days.into()).ok_or(Problem::Day)
}

#[cfg(test)]
mod tests {
    use haetae_core::UnixTime;

    use super::*;

    #[test]
    fn a_choice_is_told_as_the_pass_or_as_the_reason() {
        let [made, next] = [1_792_254_257, 1_792_254_272].map(UnixTime::saturating_new);
        let day = CivilDate::parse("2026-10-17").expect("a day");
        assert_eq!(choice(Ok(ToShow { day, made, next })), r#"{"day":20743,"made":1792254257,"next":1792254272}"#);
        assert_eq!(choice(Err(NothingToShow::NoPass)), r#"{"why":"no_pass"}"#);
        let not_yet = r#"{"why":"not_yet","from":1792254257}"#;
        assert_eq!(choice(Err(NothingToShow::NotYet { from: made })), not_yet);
    }

    #[test]
    fn a_day_is_one_of_the_format() {
        assert_eq!(civil_day(20_743).map(|day| day.to_string()), Ok("2026-10-17".to_owned()));
        for refused in [i32::MIN, -25_568, 2_932_897, i32::MAX] {
            assert_eq!(civil_day(refused), Err(Problem::Day), "{refused}");
        }
    }
}
