use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Kid, Malformed, Outcome, PreparedTrustList, RootSet, TrustList, TrustStore};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::changes::{self, BadChange};
use super::confirmation::Confirmation;
use super::description;

/// The value of `format` in a request.
const FORMAT: &str = "haetae trust request v1";

/// The largest request that is accepted, in bytes.
pub const MAX_REQUEST_BYTES: usize = 32 << 20;

/// What custodians are asked to sign: the next trust list, with the one that it follows, so that the changes can be
/// shown. A request that exists keeps the rules: see [`RequestError::Change`].
#[derive(Clone, Debug)]
pub struct Request {
    bytes: Vec<u8>,
    next: TrustList,
    previous: Option<Previous>,
}

#[derive(Clone, Debug)]
struct Previous {
    bytes: Vec<u8>,
    list: TrustList,
}

/// The file: JSON whose members are in this order, indented by two spaces, with a newline at the end. `changes` is for
/// people who read the file; it must be what this program would write.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    changes: Vec<String>,
    payload: String,
    previous: Option<String>,
}

/// Why a request is refused. Nothing is signed on a guess.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// It is not a request.
    #[error("not a request of this format: {0}")]
    Json(#[from] serde_json::Error),
    /// It is something else, or of another version.
    #[error("not a request of the format \"{FORMAT}\": it says \"{0}\"")]
    Format(String),
    /// It is written in another way than this program writes.
    #[error("the request is not in the form that haetae writes: it has been changed")]
    NotCanonical,
    /// Its list of changes is not what changes.
    #[error("the request's description does not match what it changes: do not trust its source")]
    Misleading,
    /// The next list does not decode.
    #[error("the next trust list is malformed: it needs {}", .0.reason())]
    Next(Malformed),
    /// The list before does not decode, or its own roots did not sign it.
    #[error("the previous trust list was not signed by its own roots: {}", .0.as_str())]
    Previous(Outcome),
    /// The change breaks a rule.
    #[error("the next trust list breaks a rule: {0}")]
    Change(#[from] BadChange),
}

impl Request {
    /// Asks for signatures on `next`, which follows the signed list `previous`; `None` if it is the first.
    ///
    /// # Errors
    ///
    /// [`RequestError`] if custodians would refuse it.
    pub fn new(next: TrustList, previous: Option<Vec<u8>>) -> Result<Self, RequestError> {
        let previous = previous.map(Previous::read).transpose()?;
        let list = previous.as_ref().map(|previous| &previous.list);
        changes::require_rules(&next, list)?;
        let document = Document {
            format: FORMAT.to_owned(),
            changes: description::of_change(&next, list),
            payload: Base64UrlUnpadded::encode_string(next.prepare().payload()),
            previous: previous.as_ref().map(|previous| Base64UrlUnpadded::encode_string(&previous.bytes)),
        };
        let mut bytes = serde_json::to_vec_pretty(&document)?;
        bytes.push(b'\n');
        Ok(Self { bytes, next, previous })
    }

    /// Reads a request and checks it against every rule.
    ///
    /// # Errors
    ///
    /// [`RequestError`]; then it must not be signed.
    pub fn read(bytes: &[u8]) -> Result<Self, RequestError> {
        let document: Document = serde_json::from_slice(bytes)?;
        if document.format != FORMAT {
            return Err(RequestError::Format(document.format));
        }
        let decode = |text: &str| Base64UrlUnpadded::decode_vec(text).map_err(|_| RequestError::NotCanonical);
        let next = TrustList::decode_payload(&decode(&document.payload)?).map_err(RequestError::Next)?;
        let request = Self::new(next, document.previous.as_deref().map(decode).transpose()?)?;
        let list = request.previous.as_ref().map(|previous| &previous.list);
        if document.changes != description::of_change(&request.next, list) {
            return Err(RequestError::Misleading);
        }
        if request.bytes == bytes { Ok(request) } else { Err(RequestError::NotCanonical) }
    }

    /// The bytes of the request's file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What custodians compare and type.
    pub fn confirmation(&self) -> Confirmation {
        Confirmation::of(&self.bytes)
    }

    /// The SHA-256 of the file in hexadecimal: which request an answer answers.
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The list to be signed.
    pub const fn next(&self) -> &TrustList {
        &self.next
    }

    /// The list that it follows; `None` if it is the first.
    pub fn previous(&self) -> Option<&TrustList> {
        self.previous.as_ref().map(|previous| &previous.list)
    }

    /// The root set that scanners hold when they are offered the list; for a first list, its own.
    pub fn roots(&self) -> &RootSet {
        self.previous().map_or(&self.next.roots, |previous| &previous.roots)
    }

    /// Whether the list must also be signed by another root set.
    pub fn changes_roots(&self) -> bool {
        *self.roots() != self.next.roots
    }

    /// The changes, as sentences.
    pub fn description(&self) -> Vec<String> {
        description::of_change(&self.next, self.previous())
    }

    /// A root key that may sign this: of the root set that scanners hold, or of the next one.
    pub fn root(&self, kid: Kid) -> Option<haetae_core::PublicKey> {
        let roots = self.roots().keys().chain(self.next.roots.keys());
        roots.into_iter().find(|(root, _)| *root == kid).map(|(_, key)| *key)
    }

    pub(super) fn prepared(&self) -> PreparedTrustList {
        self.next.prepare()
    }

    /// The outcome of a signed list for a scanner that holds the previous one.
    pub(super) fn offer(&self, signed: &[u8]) -> Outcome {
        let mut scanner = TrustStore::new(self.roots().clone());
        if let Some(previous) = &self.previous {
            let outcome = scanner.take_trust_list(&previous.bytes);
            if outcome != Outcome::Taken {
                return outcome;
            }
        }
        scanner.take_trust_list(signed)
    }
}

impl Previous {
    /// Every list is signed by enough of its own roots: if it brought new ones, they had to sign it too.
    fn read(bytes: Vec<u8>) -> Result<Self, RequestError> {
        let list = TrustList::decode_unverified(&bytes).map_err(|_| RequestError::Previous(Outcome::Malformed))?;
        match TrustStore::new(list.roots.clone()).take_trust_list(&bytes) {
            Outcome::Taken => Ok(Self { bytes, list }),
            outcome => Err(RequestError::Previous(outcome)),
        }
    }
}
