use std::sync::Arc;

use haetae_core::{Asked, Wallet};

use crate::error::CoreError;
use crate::outlook::Outlook;
use crate::phone_time::CorePhoneTime;
use crate::renewal::Renewal;
use crate::scanner::CoreScanner;
use crate::shared::Shared;
use crate::showing::{Choice, Due};
use crate::time::{day, seconds, time};

/// The keys and passes that a phone holds for one person. Days are civil days in the issuer's zone, `YYYY-MM-DD`.
#[derive(Debug, uniffi::Object)]
pub struct CoreWallet(Shared<Wallet>);

#[uniffi::export]
impl CoreWallet {
    /// A wallet without a key. `planned` is when the phone was going to ask for passes, in seconds since 1970; 0 where
    /// that is not known. `asked` is what the last `renew` said to keep: a text that it has not said counts as none.
    /// Fails if `planned` is no time.
    #[uniffi::constructor(default(asked = None))]
    pub fn new(planned: i64, asked: Option<String>) -> Result<Self, CoreError> {
        let asked = asked.and_then(|asked| Asked::parse(&asked));
        Ok(Self(Shared::new(Wallet::new(time(planned)?).having_asked(asked))))
    }

    /// Adds the key of a day, and the text of its pass (`HT1:`) if that is issued. Returns whether there is a pass: a
    /// text that holds none that a phone can present counts as none, and that day's pass is asked for again. Fails if
    /// the day is none.
    #[uniffi::method(default(text = None))]
    pub fn add(&self, day: &str, text: Option<String>) -> Result<bool, CoreError> {
        let day = self::day(day)?;
        let mut wallet = self.0.lock();
        let has_pass = text.is_some_and(|text| wallet.add_pass(day, &text).is_ok());
        if !has_pass {
            wallet.add_key(day);
        }
        Ok(has_pass)
    }

    /// Holds the passes against what is in force for `scanner`, and remembers how they stand. The seed spreads what
    /// many phones do: any number will do that differs from one to the other.
    pub fn renew(&self, scanner: Arc<CoreScanner>, time: Arc<CorePhoneTime>, seed: i64) -> Renewal {
        let scanner = scanner.0.lock();
        self.0.lock().renew(scanner.store(), time.0.time(), seed.cast_unsigned()).into()
    }

    /// Where the person's pass will do, by what is in force for `scanner`.
    pub fn outlook(&self, scanner: Arc<CoreScanner>, time: Arc<CorePhoneTime>) -> Outlook {
        let scanner = scanner.0.lock();
        self.0.lock().outlook(scanner.store(), &time.0).into()
    }

    /// The time to show a pass at: where the phone's clock is probably wrong, an estimated one.
    pub fn time_to_show(&self, time: Arc<CorePhoneTime>) -> CorePhoneTime {
        CorePhoneTime(self.0.lock().time_to_show(time.0))
    }

    /// The pass to show, or why there is none.
    pub fn to_show(&self, time: Arc<CorePhoneTime>) -> Choice {
        self.0.lock().to_show(time.0).into()
    }

    /// Until when there is a pass to show without a gap, in seconds since 1970; absent where there is none now. With
    /// `refused`, passes that scanners refuse count too.
    pub fn covered_until(&self, time: Arc<CorePhoneTime>, refused: bool) -> Option<i64> {
        self.0.lock().covered_until(time.0.time(), refused).map(seconds)
    }

    /// What to ask for, of `count` days from `today` on (the issuer's civil day). One whose owner has `asked` for it
    /// does not wait. Fails if `today` is no day.
    pub fn due(&self, today: &str, count: u32, time: Arc<CorePhoneTime>, asked: bool) -> Result<Due, CoreError> {
        let today = day(today)?;
        Ok(self.0.lock().due(today, count, time.0.time(), asked).into())
    }

    /// The days whose key, and pass, may be deleted. A clock that somebody has set ahead deletes nothing.
    pub fn discardable(&self, time: Arc<CorePhoneTime>) -> Vec<String> {
        self.0.lock().discardable(&time.0).iter().map(ToString::to_string).collect()
    }
}
