use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Kid, Outcome, RootSet, Signature};
use serde::{Deserialize, Serialize};

use super::custodian::RootKey;
use super::request::Request;
use crate::custody::CustodyError;

/// The value of `format` in an answer.
const FORMAT: &str = "haetae trust answer v1";

/// A custodian's answer to a request: one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    request: String,
    root: Kid,
    signature: Signature,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    request: String,
    root: String,
    signature: String,
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
    /// Signs a request.
    ///
    /// # Errors
    ///
    /// [`AnswerError::NotARoot`] for a key that is not a root of this list, [`AnswerError::Custody`] if signing
    /// fails.
    pub fn sign(request: &Request, key: &RootKey) -> Result<Self, AnswerError> {
        let root = key.kid();
        if request.root(root) != Some(key.public()) {
            return Err(AnswerError::NotARoot(root));
        }
        let signature = key.sign(&request.prepared().to_be_signed(root))?;
        Ok(Self { request: request.sha256(), root, signature })
    }

    /// The root key that signed it.
    pub const fn root(&self) -> Kid {
        self.root
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
        let mut signature: Signature = [0; 64];
        match Base64UrlUnpadded::decode(&document.signature, &mut signature) {
            Ok(decoded) if decoded.len() == 64 => Ok(Self { request: document.request, root, signature }),
            _ => Err(bad("its signature is not 64 bytes in base64url")),
        }
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
            signature: Base64UrlUnpadded::encode_string(&self.signature),
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
