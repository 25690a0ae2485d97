use alloc::borrow::ToOwned as _;
use alloc::string::String;

use haetae_core::{Contact, Moment, PhoneClock as CoreClock, PhoneTime as CoreTime};
use wasm_bindgen::prelude::*;

/// A phone's clock, corrected by the service's. Its arguments are as JavaScript has them: `wall` are seconds since
/// 1970, with fractions, `monotonic` the milliseconds of a clock that nobody sets.
#[wasm_bindgen]
pub struct PhoneClock(CoreClock);

#[wasm_bindgen]
impl PhoneClock {
    /// A clock that is started now, with what was kept of the last contact: the service's time, and how far the phone's
    /// clock was behind it, in seconds.
    #[wasm_bindgen(constructor)]
    pub fn new(wall: f64, monotonic: f64, server: Option<f64>, behind: Option<f64>) -> PhoneClock {
        let contact = |(server, behind)| Contact { server: milliseconds(server), behind: milliseconds(behind) };
        Self(CoreClock::new(moment(wall, monotonic), server.zip(behind).map(contact)))
    }

    /// Learns the service's time, in seconds since 1970, from an answer that has just arrived. Returns how far the
    /// phone's clock is behind it, in seconds: both are kept for the next start.
    pub fn learn(&mut self, server: f64, wall: f64, monotonic: f64) -> f64 {
        seconds(self.0.learn(milliseconds(server), moment(wall, monotonic)).behind)
    }

    /// The time, and how much of it is known.
    pub fn time(&self, wall: f64, monotonic: f64) -> PhoneTime {
        PhoneTime(self.0.time(moment(wall, monotonic)))
    }
}

/// The time that a phone signs its presentations with, in seconds.
#[wasm_bindgen]
pub struct PhoneTime(pub(super) CoreTime);

#[wasm_bindgen]
impl PhoneTime {
    /// The present, since 1970.
    #[wasm_bindgen(getter)]
    pub fn now(&self) -> f64 {
        seconds(self.0.now)
    }

    /// `confirmed`, `unconfirmed`, `disturbed` or `estimated`.
    #[wasm_bindgen(getter)]
    pub fn trust(&self) -> String {
        self.0.trust.as_str().to_owned()
    }

    /// `trusted`, `corrected`, `doubtful` or `estimated`: what its owner must know of the phone's clock.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> String {
        self.0.clock_state().as_str().to_owned()
    }

    /// How far the phone's clock was behind the service's at the last contact, ever; `undefined` before the first.
    #[wasm_bindgen(getter)]
    pub fn behind(&self) -> Option<f64> {
        self.0.behind.map(seconds)
    }

    /// What was added to the phone's clock.
    #[wasm_bindgen(getter)]
    pub fn correction(&self) -> f64 {
        seconds(self.0.correction)
    }

    /// The earliest that it can be, since 1970; `undefined` where there was no contact since the start.
    #[wasm_bindgen(getter)]
    pub fn earliest(&self) -> Option<f64> {
        self.0.earliest.map(seconds)
    }
}

fn moment(wall: f64, monotonic: f64) -> Moment {
    #[expect(clippy::cast_possible_truncation, reason = "it stops at the ends, and nothing counts so far")]
    Moment { wall: milliseconds(wall), monotonic: monotonic as i64 }
}

fn milliseconds(seconds: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "it stops at the ends, and nothing counts so far")]
    let milliseconds = (seconds * 1_000.0 + 0.5_f64.copysign(seconds)) as i64;
    milliseconds
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any year are exact")]
fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_come_back_with_their_fractions() {
        let mut clock = PhoneClock::new(1_000.0, 500.0, None, None);
        assert_eq!(clock.time(1_000.5, 1_000.0).now(), 1_000.5);
        assert_eq!(clock.learn(1_600.25, 1_000.0, 500.0), 600.25);
        let time = clock.time(1_060.0, 60_500.0);
        assert_eq!(
            (time.now(), time.trust(), time.state()),
            (1_660.25, "confirmed".to_owned(), "corrected".to_owned())
        );
        assert_eq!((time.behind(), time.correction(), time.earliest()), (Some(600.25), 600.25, Some(1_660.25)));
        assert_eq!([milliseconds(1_792_254_257.999), milliseconds(-0.3)], [1_792_254_257_999, -300]);
        let again = PhoneClock::new(6_400.0, 0.0, Some(10_600.0), Some(0.0)).time(6_400.0, 0.0);
        assert_eq!((again.now(), again.trust(), again.earliest()), (10_600.0, "estimated".to_owned(), None));
    }
}
