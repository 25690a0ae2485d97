use std::fmt;

use haetae_core::{CivilDate, UnixTime};
use serde::{Deserialize, Serialize};

/// What an operator's credential may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Status, metrics, and whether a code is good.
    Read,
    /// Records of people.
    Records,
    /// Revocations and reinstatements.
    Revoke,
    /// Keys of partners.
    Keys,
    /// The rules at the door.
    Rules,
    /// The waiting room.
    Queue,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 6] = [Self::Read, Self::Records, Self::Revoke, Self::Keys, Self::Rules, Self::Queue];

    /// Its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Records => "records",
            Self::Revoke => "revoke",
            Self::Keys => "keys",
            Self::Rules => "rules",
            Self::Queue => "queue",
        }
    }

    /// The scope of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name of an operator, as the journal has it: 1 to 64 characters of `A-Z a-z 0-9 . - _ @`, so that none can be
/// taken for a user of the machine (`local:root`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct OperatorName(String);

/// The text is not the name of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an operator's name is 1 to 64 characters of A-Z a-z 0-9 . - _ @")]
pub struct OperatorNameError;

impl OperatorName {
    /// A name.
    ///
    /// # Errors
    ///
    /// [`OperatorNameError`]
    pub fn new(text: &str) -> Result<Self, OperatorNameError> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_@".contains(&byte));
        if fits { Ok(Self(text.to_owned())) } else { Err(OperatorNameError) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the names differ in upper and lower case at most: people would take one for the other.
    pub fn is_like(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl fmt::Display for OperatorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// SHA-256 of a credential: all that is stored of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialHash(pub [u8; 32]);

/// A person or a program that operates the service, and has or had a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Whose it is. No one else ever gets the name.
    pub name: OperatorName,
    /// What it may be used for, in ascending order.
    pub scopes: Vec<Scope>,
    /// The credential's hash; `None` if the operator was removed.
    pub credential: Option<CredentialHash>,
    /// When the operator was added.
    pub created: UnixTime,
    /// When the credential ends by itself; `None` if it does not.
    pub expires: Option<UnixTime>,
    /// When the operator was removed.
    pub removed: Option<UnixTime>,
    /// The last UTC day on which the credential was used.
    pub last_used: Option<CivilDate>,
}

impl Operator {
    /// Whether the credential counts at `now`.
    pub fn is_live(&self, now: UnixTime) -> bool {
        self.credential.is_some() && self.removed.is_none() && self.expires.is_none_or(|expires| now < expires)
    }

    /// Whether the operator may do what needs this scope.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_be_taken_for_a_user_of_the_machine() {
        for fine in ["alice", "kim.min-su_2@kdca", &"x".repeat(64)] {
            assert_eq!(OperatorName::new(fine).as_ref().map(OperatorName::as_str), Ok(fine));
        }
        for bad in ["", "local:root", "two words", "김", "a/b", &"x".repeat(65)] {
            assert_eq!(OperatorName::new(bad), Err(OperatorNameError), "{bad:?}");
        }
    }

    #[test]
    fn scopes_are_read_as_they_are_written() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        }
        assert_eq!(Scope::parse("Read"), None);
    }
}
