//! Reports on the keys in the token, for the commands about keys.

#[cfg(test)]
mod tests;

use haetae_core::{Kid, SECONDS_PER_DAY, TrustList, TrustedKey, UnixTime};
use haetae_keys::Custody as _;

use crate::config::Config;
use crate::signing::{SigningError, open_token};

/// How long a key stays on the node after its window, in seconds, two days: the pass of a civil day begins up to 28
/// hours before that day ends, and may be asked for until then.
const AFTER_WINDOW: u64 = 2 * SECONDS_PER_DAY;

/// Whether nothing is signed with a key any more.
pub(in crate::cli) fn has_ended(key: &TrustedKey, now: UnixTime) -> bool {
    key.until.saturating_add(AFTER_WINDOW) <= now
}

/// The keys in the token, compared with a trust list.
pub(super) struct HeldInToken {
    /// All keys.
    pub(super) kids: Vec<Kid>,
    /// Keys that sign nothing any more.
    pub(super) ended: Vec<Kid>,
    /// Keys that are not on the list.
    pub(super) unlisted: Vec<Kid>,
}

impl HeldInToken {
    /// Asks the token; `None` if the configuration names none.
    pub(super) fn open(config: &Config, list: &TrustList, now: UnixTime) -> Result<Option<Self>, SigningError> {
        Ok(open_token(config)?.map(|token| Self::of(token.kids(), list, now)))
    }

    pub(super) fn of(kids: Vec<Kid>, list: &TrustList, now: UnixTime) -> Self {
        let listed = |kid: &Kid| list.keys().find(|(listed, _)| listed == kid).map(|(_, key)| key);
        let among = |wanted: &dyn Fn(&Kid) -> bool| kids.iter().copied().filter(|kid| wanted(kid)).collect();
        let ended = among(&|kid| listed(kid).is_some_and(|key| has_ended(key, now)));
        let unlisted = among(&|kid| listed(kid).is_none());
        Self { kids, ended, unlisted }
    }

    /// What the operator should do about them, as lines of text.
    pub(super) fn words(&self) -> String {
        let mut text = format!("The token holds {} keys.\n", self.kids.len());
        if !self.ended.is_empty() {
            text.push_str(&format!(
                "{} of them sign nothing any more, because their windows have ended: haetae keys destroy --ended.\n",
                self.ended.len()
            ));
        }
        if !self.unlisted.is_empty() {
            text.push_str(&format!(
                "{} of them are not on the trust list in force. Those in a key file that the custodians have still to sign must \
                 stay, all others are over or left over and can go (haetae keys destroy KID): {}\n",
                self.unlisted.len(),
                in_a_row(&self.unlisted)
            ));
        }
        text
    }
}

/// Kids, separated by spaces.
pub(super) fn in_a_row(kids: &[Kid]) -> String {
    kids.iter().map(Kid::to_string).collect::<Vec<_>>().join(" ")
}
