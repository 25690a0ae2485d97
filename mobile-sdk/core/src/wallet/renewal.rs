//! A phone's own passes: which of them scanners refuse, or will, and when to ask for others. Phones hold what scanners
//! hold, and look when they are opened and once a day.

use alloc::vec::Vec;
use core::borrow::Borrow;

use super::asked::Asked;
use crate::jitter::Jitter;
use crate::presentation::UnverifiedPass;
use crate::time::UnixTime;
use crate::trust_store::TrustStore;

/// Phones that need other passes at once ask within so many seconds: all at the same second would be a herd.
const AT_ONCE: u64 = 900;

/// What scanners make of a pass that its phone presents well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing speaks against it.
    Good,
    /// It is over.
    Ended,
    /// Its key was withdrawn: it is refused from this time on, which may have come.
    Withdrawn(UnixTime),
    /// Its key is not on the trust list any more, or not for this pass.
    KeyGone,
    /// It is revoked. Whoever was given a new number meanwhile gets another.
    Revoked,
}

/// What a phone should do about its passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Of each pass, in the order in which they were given.
    pub standings: Vec<Standing>,
    /// When to ask for other passes: the time that was planned, or an earlier one. It may have come.
    pub at: UnixTime,
    /// What to remember of that until the next look; `None` where no pass needs another in its place.
    pub asked: Option<Asked>,
}

impl Renewal {
    /// Looks at the passes of a phone at the time `now`. `planned` is when it was going to ask: what came with the
    /// passes, or what the last look said. The seed spreads what many phones do: any number will do that differs from
    /// one to the other.
    ///
    /// A pass that is refused only later, or begins later, leaves time: phones ask during the first three quarters of
    /// it. Signatures are not verified, since the passes are the phone's own.
    ///
    /// `asked` is what the last look said to remember. Where an answer has brought the same passes again, or others
    /// that stand as those did, the phone asks again after half an hour, and then after twice the time, up to a day:
    /// the issuer knows better than scanners do, or has not noticed, and neither changes by being asked. Anything else
    /// that scanners refuse, and anything that they accept, begins anew.
    pub fn of<P: Borrow<UnverifiedPass>>(
        trust: &TrustStore,
        passes: &[P],
        planned: UnixTime,
        asked: Option<Asked>,
        now: UnixTime,
        seed: u64,
    ) -> Self {
        let standings: Vec<Standing> = passes.iter().map(|pass| Standing::of(trust, pass.borrow(), now)).collect();
        let with_standings = || standings.iter().copied().zip(passes.iter().map(Borrow::borrow));
        let needed = with_standings().filter_map(|(standing, pass)| standing.missed_from(pass)).min();
        let Some(needed) = needed else { return Self { standings, at: planned, asked: None } };
        let refused = with_standings().filter(|(standing, pass)| standing.missed_from(pass).is_some());
        let next = Asked::next(asked, refused, planned);
        let mut jitter = Jitter::new(next.seed(seed));
        let left = needed.seconds_since(now);
        let span = left.saturating_sub(left / 4).max(AT_ONCE);
        let wait = jitter.below(span).max(jitter.around(next.pause()));
        // A later look does not put it off, and a clock that was set back does not make it wait for years.
        let at = now.saturating_add(wait).min(planned).min(next.at());
        Self { standings, at, asked: Some(next.going_to_ask(at)) }
    }
}

impl Standing {
    fn of(trust: &TrustStore, pass: &UnverifiedPass, now: UnixTime) -> Self {
        let claims = &pass.claims;
        if claims.expires <= now {
            return Self::Ended;
        }
        let Some((key, _)) = trust.issuing_key(pass.kid) else {
            // Perhaps the key is newer than what this phone holds. Keys are on the list long before they are used, so
            // one that fresh data does not name has left it.
            return if trust.is_stale(now) { Self::Good } else { Self::KeyGone };
        };
        if let Some(from) = trust.withdrawn_from(pass.kid).filter(|from| *from < claims.expires) {
            return Self::Withdrawn(from);
        }
        if !key.window_holds(claims.not_before) {
            return Self::KeyGone;
        }
        let status = trust.day_status(claims.not_before.status_day());
        let is_revoked = status.and_then(|status| status.is_revoked(claims.status_index));
        if is_revoked == Some(true) { Self::Revoked } else { Self::Good }
    }

    /// From when on the phone misses the pass; `None` where it needs no other in its place.
    fn missed_from(self, pass: &UnverifiedPass) -> Option<UnixTime> {
        match self {
            Self::Good | Self::Ended => None,
            Self::Withdrawn(from) => Some(from.max(pass.claims.not_before)),
            Self::KeyGone | Self::Revoked => Some(pass.claims.not_before),
        }
    }

    /// Whether scanners refuse the pass at the time `now`. One that is over is another matter.
    pub fn is_refused(self, now: UnixTime) -> bool {
        match self {
            Self::Good | Self::Ended => false,
            Self::Withdrawn(from) => from <= now,
            Self::KeyGone | Self::Revoked => true,
        }
    }

    /// The name of this standing in bindings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Ended => "ended",
            Self::Withdrawn(_) => "withdrawn",
            Self::KeyGone => "key_gone",
            Self::Revoked => "revoked",
        }
    }
}
