use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Kid, Outcome, RootSet, Signature, UnixTime};
use serde::{Deserialize, Serialize};

use super::custodian::RootKey;
use super::request::Request;
use super::transcript;
use crate::custody::CustodyError;

/// The value of `format` in an answer.
const FORMAT: &str = "haetae trust answer v2";

/// A custodian's answer to a request: a signature on the list, and the signed statement for the transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    request: String,
    root: Kid,
    at: UnixTime,
    signature: Signature,
    statement: Signature,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    request: String,
    root: String,
    at: u64,
    signature: String,
    statement: String,
}

/// Why there is no answer, or no signed list.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// It is not an answer.
    #[error("not an answer of the format \"{FORMAT}\": {0}")]
    Format(String),
    /// It is the answer to another request.
    #[error("this answers another request, whose SHA-256 is {0}")]
    OtherRequest(String),
    /// The key is not a root that may sign this.
    #[error("the key {0} is neither one of the present roots nor one of the next")]
    NotARoot(Kid),
    /// The signature is not by that key over this list.
    #[error("the signature of the root {0} is wrong")]
    BadSignature(Kid),
    /// The statement for the transcript is not by that key over this request and time.
    #[error("the statement of the root {0} is wrong")]
    BadStatement(Kid),
    /// One root answered twice.
    #[error("the root {0} answers twice: give one answer from each")]
    Twice(Kid),
    /// Too few custodians signed.
    #[error("{have} of {whose} roots signed, and {need} must")]
    TooFew {
        /// `the present` or `the next`.
        whose: &'static str,
        /// How many signed.
        have: u64,
        /// How many must sign.
        need: u64,
    },
    /// A scanner would not accept the result.
    #[error("a scanner would not accept the signed list: {}", .0.as_str())]
    NotTaken(Outcome),
    /// The key did not sign.
    #[error(transparent)]
    Custody(#[from] CustodyError),
}

impl Answer {
    /// Signs a request and states that it was signed at `at`.
    ///
    /// # Errors
    ///
    /// [`AnswerError::NotARoot`] for a key that is not a root of this list, [`AnswerError::Custody`] if signing
    /// fails.
    pub fn sign(request: &Request, key: &RootKey, at: UnixTime) -> Result<Self, AnswerError> {
        let root = key.kid();
        if request.root(root) != Some(key.public()) {
            return Err(AnswerError::NotARoot(root));
        }
        let signature = key.sign(&request.prepared().to_be_signed(root))?;
        let stated =
            transcript::statement(request, root, at).map_err(|error| AnswerError::Format(error.to_string()))?;
        Ok(Self { request: request.sha256(), root, at, signature, statement: key.sign(&stated)? })
    }

    /// The root key that signed it.
    pub const fn root(&self) -> Kid {
        self.root
    }

    /// When it was signed, by the clock of the custodian's machine.
    pub const fn at(&self) -> UnixTime {
        self.at
    }

    /// The signature of the statement for the transcript.
    pub(super) const fn statement(&self) -> &Signature {
        &self.statement
    }

    /// Reads an answer's file. [`combine`] checks whether it is valid.
    ///
    /// # Errors
    ///
    /// [`AnswerError::Format`].
    pub fn read(bytes: &[u8]) -> Result<Self, AnswerError> {
        let bad = |what: &str| AnswerError::Format(what.to_owned());
        let document: Document = serde_json::from_slice(bytes).map_err(|error| bad(&error.to_string()))?;
        if document.format != FORMAT {
            return Err(bad(&format!("it says \"{}\"", document.format)));
        }
        let root = Kid::parse(&document.root).ok_or_else(|| bad("its root is no key id"))?;
        let signature = |text: &str| {
            let mut signature: Signature = [0; 64];
            match Base64UrlUnpadded::decode(text, &mut signature) {
                Ok(decoded) if decoded.len() == 64 => Ok(signature),
                _ => Err(bad("a signature is not 64 bytes in base64url")),
            }
        };
        let at = UnixTime::new(document.at).ok_or_else(|| bad("its time is after the year 9999"))?;
        let (statement, signature) = (signature(&document.statement)?, signature(&document.signature)?);
        Ok(Self { request: document.request, root, at, signature, statement })
    }

    /// The bytes of the answer's file.
    ///
    /// # Errors
    ///
    /// [`AnswerError::Format`] if JSON cannot be written, which does not happen.
    pub fn to_json(&self) -> Result<Vec<u8>, AnswerError> {
        let document = Document {
            format: FORMAT.to_owned(),
            request: self.request.clone(),
            root: self.root.to_string(),
            at: self.at.seconds(),
            signature: Base64UrlUnpadded::encode_string(&self.signature),
            statement: Base64UrlUnpadded::encode_string(&self.statement),
        };
        let mut json = serde_json::to_vec_pretty(&document).map_err(|error| AnswerError::Format(error.to_string()))?;
        json.push(b'\n');
        Ok(json)
    }
}

/// Combines the answers of enough custodians into a signed list that a scanner accepts.
///
/// # Errors
///
/// [`AnswerError`] if one of them is wrong, answers something else, or too few are there.
pub fn combine(request: &Request, answers: &[Answer]) -> Result<Vec<u8>, AnswerError> {
    let prepared = request.prepared();
    let mut signatures: Vec<(Kid, Signature)> = Vec::with_capacity(answers.len());
    for answer in answers {
        let root = answer.root;
        if answer.request != request.sha256() {
            return Err(AnswerError::OtherRequest(answer.request.clone()));
        }
        let key = request.root(root).ok_or(AnswerError::NotARoot(root))?;
        if !key.verifies(&prepared.to_be_signed(root), &answer.signature) {
            return Err(AnswerError::BadSignature(root));
        }
        let stated = transcript::statement(request, root, answer.at);
        if !stated.is_ok_and(|stated| key.verifies(&stated, &answer.statement)) {
            return Err(AnswerError::BadStatement(root));
        }
        if signatures.iter().any(|(kid, _)| *kid == root) {
            return Err(AnswerError::Twice(root));
        }
        signatures.push((root, answer.signature));
    }
    require_enough(request.roots(), "the present", &signatures)?;
    require_enough(&request.next().roots, "the next", &signatures)?;
    let signed = prepared.complete(&signatures).map_err(|_| AnswerError::NotTaken(Outcome::Malformed))?;
    match request.offer(&signed) {
        Outcome::Taken => Ok(signed),
        outcome => Err(AnswerError::NotTaken(outcome)),
    }
}

fn require_enough(roots: &RootSet, whose: &'static str, signatures: &[(Kid, Signature)]) -> Result<(), AnswerError> {
    let signed = |root: &Kid| signatures.iter().any(|(kid, _)| kid == root);
    let (have, need) = (roots.keys().filter(|(root, _)| signed(root)).count() as u64, roots.threshold());
    if have < need { Err(AnswerError::TooFew { whose, have, need }) } else { Ok(()) }
}
