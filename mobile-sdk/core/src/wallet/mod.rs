//! What a phone does with the passes of its own: which one it shows, which days it asks for, when it asks again, and
//! which keys it may delete (sections 3 and 4). It brings the keys, the storage, the network and both of its clocks.

mod asked;
mod civil_day;
mod day_passes;
mod due;
mod outlook;
mod paper;
mod phone_clock;
mod phone_time;
mod renewal;
mod request_timer;
mod showing;

pub use asked::Asked;
pub use day_passes::Wallet;
pub use due::{DAYS_KEPT, Due};
pub use outlook::{NoOutlook, Outlook};
pub use paper::PaperStanding;
pub use phone_clock::{Contact, Moment, PhoneClock};
pub use phone_time::{CLOCK_OFF_SECONDS, ClockState, PhoneTime, TimeTrust};
pub use renewal::{Renewal, Standing};
pub use request_timer::RequestTimer;
pub use showing::{NothingToShow, ToShow};
