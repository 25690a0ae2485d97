use std::fmt;
use std::str::FromStr;

use crate::model::SubjectId;

/// Declares the faults: name, form of the value, and what happens.
macro_rules! fault_kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $form:literal, $what:literal;)*) => {
        /// The faults that a sandbox can have.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultKind {
            $($(#[$doc])* $name,)*
        }

        impl FaultKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in headers and calls.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// How it is written, with its value.
            pub const fn form(self) -> &'static str {
                match self { $(Self::$name => $form,)* }
            }

            /// What happens.
            pub const fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)* }
            }
        }
    };
}

fault_kinds! {
    /// The answer takes time.
    Slow = "slow", "slow=2s", "The answer comes this many seconds later, by the machine's clock; at most 240";
    /// The service cannot answer now.
    Unavailable = "unavailable", "unavailable=30", "503 `store_unavailable` with this `Retry-After` in seconds; 5 without a value";
    /// As many requests as the service can take.
    FullQueue = "full_queue", "full_queue=10", "503 `node_full` with this `Retry-After` in seconds; 1 without a value";
    /// The partner has reached its limit.
    TooManyRequests = "too_many_requests", "too_many_requests=60", "429 `too_many_requests` with this `Retry-After` in seconds; 60 without a value";
    /// The service's clock is wrong.
    WrongTime = "wrong_time", "wrong_time=-3600s", "`server_time` and `Date` are this many seconds ahead; below zero: behind";
    /// The work is done, and the client never hears of it.
    DroppedReply = "dropped_reply", "dropped_reply", "The request is done, and the connection is cut before the answer";
    /// Nothing answers.
    NoAnswer = "no_answer", "no_answer", "The request is not done, and there is no answer for five minutes";
    /// A mirror that is behind, or an attacker who replays.
    OldManifest = "old_manifest", "old_manifest", "The manifest is the first one of this sandbox: scanners that have a newer one call it a rollback";
    /// A mirror that lies.
    HostileMirror = "hostile_mirror", "hostile_mirror", "A bit of every file for scanners is wrong";
    /// The key of today's passes was stolen.
    WithdrawnKey = "withdrawn_key", "withdrawn_key", "The key of the passes that begin now is withdrawn, and its spare signs; until the reset";
    /// A person's passes are void.
    RevokedPerson = "revoked_person", "revoked_person=SYN-000001", "The person is revoked; until the reset";
}

/// The longest delay in seconds: below the time that a sandbox gives a request.
const MAX_SLOW: u64 = 240;
/// The longest `Retry-After` and the farthest that the time can be off: a week.
const MAX_SECONDS: u64 = 7 * 86_400;

/// A fault with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// [`FaultKind::Slow`], in seconds.
    Slow(u64),
    /// [`FaultKind::Unavailable`] with its `Retry-After`.
    Unavailable(u64),
    /// [`FaultKind::FullQueue`] with its `Retry-After`.
    FullQueue(u64),
    /// [`FaultKind::TooManyRequests`] with its `Retry-After`.
    TooManyRequests(u64),
    /// [`FaultKind::WrongTime`]: so many seconds ahead.
    WrongTime(i64),
    /// [`FaultKind::DroppedReply`]
    DroppedReply,
    /// [`FaultKind::NoAnswer`]
    NoAnswer,
    /// [`FaultKind::OldManifest`]
    OldManifest,
    /// [`FaultKind::HostileMirror`]
    HostileMirror,
    /// [`FaultKind::WithdrawnKey`]
    WithdrawnKey,
    /// [`FaultKind::RevokedPerson`]
    RevokedPerson(SubjectId),
}

/// The text names no fault, or a value that it does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no fault of a sandbox: {0:?}. The faults are: {list}", list = forms())]
pub struct UnknownFault(pub String);

fn forms() -> String {
    FaultKind::ALL.iter().map(|kind| kind.form()).collect::<Vec<_>>().join(", ")
}

impl Fault {
    /// Which fault it is.
    pub const fn kind(&self) -> FaultKind {
        match self {
            Self::Slow(_) => FaultKind::Slow,
            Self::Unavailable(_) => FaultKind::Unavailable,
            Self::FullQueue(_) => FaultKind::FullQueue,
            Self::TooManyRequests(_) => FaultKind::TooManyRequests,
            Self::WrongTime(_) => FaultKind::WrongTime,
            Self::DroppedReply => FaultKind::DroppedReply,
            Self::NoAnswer => FaultKind::NoAnswer,
            Self::OldManifest => FaultKind::OldManifest,
            Self::HostileMirror => FaultKind::HostileMirror,
            Self::WithdrawnKey => FaultKind::WithdrawnKey,
            Self::RevokedPerson(_) => FaultKind::RevokedPerson,
        }
    }

    /// Whether it changes the issuer until the reset, and not only answers.
    pub const fn changes_the_issuer(&self) -> bool {
        matches!(self, Self::WithdrawnKey | Self::RevokedPerson(_))
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let kind = FaultKind::ALL.iter().find(|kind| kind.as_str() == name);
        kind.and_then(|kind| with_value(*kind, value)).ok_or_else(|| UnknownFault(text.to_owned()))
    }
}

/// The fault of this kind; `None` if it does not have such a value.
fn with_value(kind: FaultKind, value: Option<&str>) -> Option<Fault> {
    let number = |text: &str| text.parse::<u64>().ok().filter(|seconds| *seconds <= MAX_SECONDS);
    let retry_after = |usual: u64| value.map_or(Some(usual), number);
    let alone = |fault: Fault| value.is_none().then_some(fault);
    let seconds = || value.and_then(|value| value.strip_suffix('s'));
    match kind {
        FaultKind::Slow => seconds().and_then(number).filter(|slow| (1..=MAX_SLOW).contains(slow)).map(Fault::Slow),
        FaultKind::Unavailable => retry_after(5).map(Fault::Unavailable),
        FaultKind::FullQueue => retry_after(1).map(Fault::FullQueue),
        FaultKind::TooManyRequests => retry_after(60).map(Fault::TooManyRequests),
        FaultKind::WrongTime => {
            let ahead = seconds()?.parse::<i64>().ok()?;
            (1..=MAX_SECONDS).contains(&ahead.unsigned_abs()).then_some(Fault::WrongTime(ahead))
        }
        FaultKind::DroppedReply => alone(Fault::DroppedReply),
        FaultKind::NoAnswer => alone(Fault::NoAnswer),
        FaultKind::OldManifest => alone(Fault::OldManifest),
        FaultKind::HostileMirror => alone(Fault::HostileMirror),
        FaultKind::WithdrawnKey => alone(Fault::WithdrawnKey),
        FaultKind::RevokedPerson => SubjectId::new(value?).map(Fault::RevokedPerson),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.kind().as_str();
        match self {
            Self::Slow(seconds) => write!(f, "{name}={seconds}s"),
            Self::Unavailable(seconds) | Self::FullQueue(seconds) | Self::TooManyRequests(seconds) => {
                write!(f, "{name}={seconds}")
            }
            Self::WrongTime(seconds) => write!(f, "{name}={seconds}s"),
            Self::RevokedPerson(subject) => write!(f, "{name}={}", subject.as_str()),
            _ => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_as_its_form_says_and_written_so() {
        for kind in FaultKind::ALL {
            let fault: Fault = kind.form().parse().expect("a fault");
            assert_eq!((fault.kind(), fault.to_string().as_str()), (*kind, kind.form()));
        }
        assert_eq!("unavailable".parse(), Ok(Fault::Unavailable(5)));
    }

    #[test]
    fn what_is_no_fault_is_refused_with_the_list() {
        for text in
            ["", "fast", "slow", "slow=2", "slow=0s", "slow=241s", "unavailable=", "no_answer=1", "wrong_time=0s"]
        {
            let refused = text.parse::<Fault>().expect_err(text).to_string();
            assert!(
                refused.contains("slow=2s, unavailable=30") && refused.contains("revoked_person=SYN-000001"),
                "{refused}"
            );
        }
    }
}
