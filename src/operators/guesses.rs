use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::time::Duration;

use crate::model::CredentialHash;

/// So many wrong credentials in a row are taken for mistakes.
const MISTAKES: u32 = 5;
/// The longest pause, in seconds.
const LONGEST_PAUSE: u64 = 900;
/// An address that guessed nothing wrong for so long begins anew.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(3_600);
/// The most addresses that are remembered: a few hundred kilobytes.
const MAX_SOURCES: usize = 4_096;
/// The most pairs of address and credential that are remembered.
const MAX_ACCEPTED: usize = 1_024;

/// Where requests come from, as far as guesses are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Source {
    V4([u8; 4]),
    /// A network of 64 bits: whoever has one address of it has all.
    V6([u8; 8]),
    /// Where the address is not known, and addresses beyond those that fit into the memory.
    Others,
}

impl Source {
    pub(super) fn of(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => Self::V4(address.octets()),
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, e, f, g, h, ..] = address.octets();
                Self::V6([a, b, c, d, e, f, g, h])
            }
            None => Self::Others,
        }
    }
}

/// Wrong credentials by where they came from. Each beyond a few costs its address a pause, twice as long each time.
/// Other addresses do not wait, and neither does a credential that was right from the same address before: no one can
/// lock operators out by guessing.
#[derive(Debug, Default)]
pub(super) struct Guesses {
    wrong: HashMap<Source, Wrong>,
    accepted: HashSet<(Source, CredentialHash)>,
}

#[derive(Clone, Copy, Debug)]
struct Wrong {
    count: u32,
    last: Duration,
    until: Duration,
}

impl Guesses {
    /// How many seconds requests from there must wait before a credential is looked at again.
    pub(super) fn pause(&self, from: Source, credential: Option<CredentialHash>, now: Duration) -> Option<u64> {
        if credential.is_some_and(|credential| self.accepted.contains(&(from, credential))) {
            return None;
        }
        let left = self.wrong.get(&self.place(from))?.until.checked_sub(now)?;
        (!left.is_zero()).then(|| left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0)))
    }

    /// A credential was right.
    pub(super) fn accept(&mut self, from: Source, credential: CredentialHash) {
        if self.accepted.len() >= MAX_ACCEPTED {
            self.accepted.clear();
        }
        self.accepted.insert((from, credential));
    }

    /// A credential was wrong. Returns how many there have been from there.
    pub(super) fn refuse(&mut self, from: Source, now: Duration) -> u32 {
        if self.wrong.len() >= MAX_SOURCES {
            self.wrong.retain(|_, wrong| now.saturating_sub(wrong.last) < FORGOTTEN_AFTER);
        }
        let place = self.place(from);
        let wrong = self.wrong.entry(place).or_insert(Wrong { count: 0, last: now, until: now });
        if now.saturating_sub(wrong.last) >= FORGOTTEN_AFTER {
            wrong.count = 0;
        }
        wrong.count = wrong.count.saturating_add(1);
        wrong.last = now;
        if let Some(beyond) = wrong.count.checked_sub(MISTAKES) {
            let seconds = 1_u64.checked_shl(beyond).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
            wrong.until = now.saturating_add(Duration::from_secs(seconds));
        }
        wrong.count
    }

    /// Where guesses from there are counted.
    fn place(&self, from: Source) -> Source {
        if self.wrong.len() < MAX_SOURCES || self.wrong.contains_key(&from) { from } else { Source::Others }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    const HERE: Source = Source::V4([10, 0, 0, 1]);
    const THERE: Source = Source::V4([10, 0, 0, 2]);
    const RIGHT: CredentialHash = CredentialHash([1; 32]);

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn each_guess_beyond_a_few_costs_twice_the_pause_up_to_a_quarter_of_an_hour() {
        let mut guesses = Guesses::default();
        let mut now = at(100);
        for number in 1..MISTAKES {
            assert_eq!(guesses.refuse(HERE, now), number);
            assert_eq!(guesses.pause(HERE, None, now), None);
        }
        for pause in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            guesses.refuse(HERE, now);
            assert_eq!(guesses.pause(HERE, None, now), Some(pause));
            assert_eq!(guesses.pause(HERE, Some(RIGHT), now), Some(pause), "it is not looked at");
            assert_eq!(guesses.pause(THERE, None, now), None);
            now += at(pause);
            assert_eq!(guesses.pause(HERE, None, now), None);
        }
        now += FORGOTTEN_AFTER;
        assert_eq!(guesses.refuse(HERE, now), 1);
    }

    #[test]
    fn a_credential_that_was_right_from_there_before_does_not_wait() {
        let mut guesses = Guesses::default();
        guesses.accept(HERE, RIGHT);
        for _ in 0..20 {
            guesses.refuse(HERE, at(0));
            guesses.refuse(THERE, at(0));
        }
        assert_eq!(guesses.pause(HERE, Some(RIGHT), at(1)), None);
        assert!(guesses.pause(HERE, Some(CredentialHash([2; 32])), at(1)).is_some());
        assert!(guesses.pause(THERE, Some(RIGHT), at(1)).is_some());
    }

    #[test]
    fn memory_is_bounded_and_addresses_beyond_it_share_a_place() {
        let mut guesses = Guesses::default();
        let address = |number: u32| Source::of(Some(IpAddr::from(number.to_be_bytes())));
        for number in 0..100_000 {
            guesses.refuse(address(number), at(0));
        }
        assert!(guesses.wrong.len() <= MAX_SOURCES + 1, "{}", guesses.wrong.len());
        assert!(guesses.pause(address(99_999), None, at(1)).is_some(), "it shares a place with the others");
        assert_eq!(guesses.pause(address(0), None, at(1)), None);
        for number in 0..10_000_u32 {
            let mut hash = [0; 32];
            hash[..4].copy_from_slice(&number.to_be_bytes());
            guesses.accept(HERE, CredentialHash(hash));
        }
        assert!(guesses.accepted.len() <= MAX_ACCEPTED);
    }

    #[test]
    fn a_network_of_64_bits_is_one_source() {
        let of = |last: u16, network: u16| {
            Source::of(Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, network, 0, 0, 0, last))))
        };
        assert_eq!(of(1, 7), of(2, 7));
        assert_ne!(of(1, 7), of(1, 8));
        assert_eq!(Source::of("::ffff:10.0.0.1".parse().ok()), HERE);
    }
}
