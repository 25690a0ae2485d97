use alloc::string::{String, ToString as _};

use haetae_core::RequestTimer as CoreTimer;
use wasm_bindgen::prelude::*;

use crate::check::time::{time, to_number};

/// When a phone may ask the service for a person's passes again. Times are seconds since 1970.
#[wasm_bindgen]
pub struct RequestTimer(CoreTimer);

#[wasm_bindgen]
impl RequestTimer {
    /// The timer that this text was kept of; a new one without a text, and where it is none of a timer.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u64, text: Option<String>) -> RequestTimer {
        Self(text.and_then(|text| CoreTimer::parse(&text, seed)).unwrap_or_else(|| CoreTimer::new(seed)))
    }

    /// What to keep for the next start.
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    // One method for all events, and not one for each: the file that a phone fetches is smaller by it.
    /// Notes an event: 0 a request leaves, 1 the service has answered, 2 the issuer has decided about the person, 3
    /// there was no good answer, 4 the same while there is no pass to show; any other number is none. `retry_after` are
    /// the seconds that the service asked for. Returns the earliest time of the next request.
    ///
    /// # Errors
    ///
    /// If `now` is no time.
    pub fn note(&mut self, event: u8, now: f64, retry_after: Option<f64>) -> Result<f64, JsError> {
        let (now, timer) = (time(now)?, &mut self.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it stops at the ends")]
        let retry_after = retry_after.map(|seconds| seconds as u64);
        match event {
            0 => timer.sent(now),
            1 => timer.answered(now),
            2 => timer.refused_by_issuer(now),
            3 | 4 => timer.failed(now, retry_after, event == 4),
            _ => {}
        }
        Ok(to_number(timer.next(now)))
    }
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned as _;

    use super::*;

    #[test]
    fn a_timer_goes_on_where_its_text_was_kept_and_begins_anew_where_it_is_none() {
        let mut timer = RequestTimer::new(1, None);
        assert!(matches!(timer.note(9, 1_000.0, None), Ok(1_000.0)));
        assert!(timer.note(0, 1_000.0, None).is_ok());
        assert!(matches!(timer.note(4, 1_000.5, Some(30.9)), Ok(next) if (1_030.0..=1_045.0).contains(&next)));
        let mut again = RequestTimer::new(2, Some(timer.text()));
        assert_eq!(again.text(), timer.text());
        assert!(matches!(again.note(9, 1_001.0, None), Ok(next) if (1_030.0..=1_045.0).contains(&next)));
        assert!(matches!(again.note(1, 1_002.0, None), Ok(1_002.0)));
        assert!(matches!(again.note(3, 1_003.0, None), Ok(next) if (1_033.0..=1_063.0).contains(&next)));
        assert!(matches!(again.note(2, 1_004.0, None), Ok(next) if (4_604.0..=8_204.0).contains(&next)));
        assert!(matches!(RequestTimer::new(2, Some("none".to_owned())).note(9, 7.0, None), Ok(7.0)));
    }
}
