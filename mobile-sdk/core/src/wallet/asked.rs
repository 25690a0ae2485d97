use alloc::collections::BTreeSet;
use core::fmt;

use sha2::{Digest as _, Sha256};

use super::renewal::Standing;
use crate::presentation::UnverifiedPass;
use crate::time::{SECONDS_PER_DAY, UnixTime};

/// The first pause after an answer that has changed nothing, in seconds; it doubles with each in a row.
const FIRST_PAUSE: u64 = 1_800;
/// The longest pause, in seconds.
const LONGEST_PAUSE: u64 = SECONDS_PER_DAY;

/// What a phone remembers of asking for other passes, so that it asks again with growing pauses as long as the answers
/// change nothing. It is kept for the next start as text ([`Asked::parse`]); it says nothing of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// For which passes: a hash of how they stand and of what they attest, whatever their days.
    for_passes: [u8; 8],
    /// How many answers in a row have changed nothing.
    in_vain: u32,
    /// When the phone was going to ask.
    at: UnixTime,
}

impl Asked {
    /// What is remembered next, where scanners refuse these passes and the phone is going to ask at `planned`. A plan
    /// that is later than the one that is remembered came with an answer: it has changed nothing if the same passes
    /// are refused.
    pub(super) fn next<'p>(
        last: Option<Self>,
        refused: impl Iterator<Item = (Standing, &'p UnverifiedPass)>,
        planned: UnixTime,
    ) -> Self {
        let for_passes = hash_of(refused);
        match last.filter(|last| last.for_passes == for_passes) {
            Some(last) if planned > last.at => {
                Self { for_passes, in_vain: last.in_vain.saturating_add(1), at: UnixTime::MAX }
            }
            Some(last) => last,
            None => Self { for_passes, in_vain: 0, at: UnixTime::MAX },
        }
    }

    /// When the phone was going to ask; the end of all time where that is to be planned anew.
    pub(super) const fn at(self) -> UnixTime {
        self.at
    }

    pub(super) const fn going_to_ask(self, at: UnixTime) -> Self {
        Self { at, ..self }
    }

    /// So many seconds to wait on average after the answers that have changed nothing; 0 before the first.
    pub(super) fn pause(self) -> u64 {
        match self.in_vain.checked_sub(1) {
            Some(doubled) => {
                FIRST_PAUSE.saturating_mul(1_u64.checked_shl(doubled).unwrap_or(u64::MAX)).min(LONGEST_PAUSE)
            }
            None => 0,
        }
    }

    /// Differs from pause to pause.
    pub(super) const fn seed(self, seed: u64) -> u64 {
        seed.wrapping_add((self.in_vain as u64).wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// Reads what [`Asked`] is as text; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (for_passes, in_vain, at) = (parts.next()?, parts.next()?, parts.next()?);
        let is_plain = for_passes.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if !is_plain || parts.next().is_some() {
            return None;
        }
        Some(Self {
            for_passes: u64::from_str_radix(for_passes, 16).ok()?.to_be_bytes(),
            in_vain: in_vain.parse().ok()?,
            at: UnixTime::new(at.parse().ok()?)?,
        })
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{}-{}", u64::from_be_bytes(self.for_passes), self.in_vain, self.at.seconds())
    }
}

/// The same for passes of other days that stand alike and attest the same.
fn hash_of<'p>(refused: impl Iterator<Item = (Standing, &'p UnverifiedPass)>) -> [u8; 8] {
    let one = |(standing, pass): (Standing, &UnverifiedPass)| -> [u8; 32] {
        let of = Sha256::new().chain_update(standing.as_str()).chain_update(pass.kid.0);
        of.chain_update(pass.claims.of_any_day()).finalize().into()
    };
    let kinds: BTreeSet<[u8; 32]> = refused.map(one).collect();
    let all = kinds.iter().fold(Sha256::new(), |all, kind| all.chain_update(kind));
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = all.finalize().into();
    [a, b, c, d, e, f, g, h]
}
