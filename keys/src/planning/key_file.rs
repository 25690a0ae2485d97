//! The key file: what a ceremony adds to the trust list. Public; it travels from the machine that generates keys to the
//! one that writes the request for the custodians.

use haetae_core::{EvidenceKind, IssuerName, IssuingConstraints, Jwk, Kid, PublicKey, Role, TrustedKey, UnixTime};
use serde::{Deserialize, Serialize};

/// The value of `format` in a key file.
const FORMAT: &str = "haetae keys v1";

/// All kinds, ascending.
const KINDS: [EvidenceKind; 5] = [
    EvidenceKind::Vaccination,
    EvidenceKind::Test,
    EvidenceKind::Recovery,
    EvidenceKind::Exemption,
    EvidenceKind::Clearance,
];

/// Keys with their windows and roles, of which some are cold spares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyFile {
    keys: Vec<(TrustedKey, bool)>,
}

/// Why a file is not a key file.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It is not JSON of this form.
    #[error("not a key file: {0}")]
    Json(#[from] serde_json::Error),
    /// It is something else, or of another version.
    #[error("not a key file of the format \"{FORMAT}\": it says \"{0}\"")]
    Format(String),
    /// One of its keys is not valid.
    #[error("key {place} of the file: it needs {reason}")]
    Key {
        /// Counted from 1.
        place: usize,
        /// What it should be.
        reason: &'static str,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    keys: Vec<Entry>,
}

/// Times are in seconds since 1970.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kid: String,
    jwk: Jwk,
    role: String,
    from: u64,
    until: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    longest_life: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<String>>,
    #[serde(default)]
    specimen: bool,
    #[serde(default)]
    spare: bool,
}

impl KeyFile {
    /// A file of these keys, each with whether it is a spare.
    pub fn new(keys: impl IntoIterator<Item = (TrustedKey, bool)>) -> Self {
        Self { keys: keys.into_iter().collect() }
    }

    /// The keys, each with whether it is a spare.
    pub fn keys(&self) -> &[(TrustedKey, bool)] {
        &self.keys
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`] if it is not a key file.
    pub fn read(bytes: &[u8]) -> Result<Self, KeyFileError> {
        let document: Document = serde_json::from_slice(bytes)?;
        if document.format != FORMAT {
            return Err(KeyFileError::Format(document.format));
        }
        let keys = (1..).zip(&document.keys).map(|(place, entry)| {
            let key = entry.read().map_err(|reason| KeyFileError::Key { place, reason })?;
            Ok((key, entry.spare))
        });
        Ok(Self { keys: keys.collect::<Result<_, KeyFileError>>()? })
    }

    /// The file's bytes.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Json`] if JSON cannot be written, which does not happen.
    pub fn to_json(&self) -> Result<Vec<u8>, KeyFileError> {
        let keys = self.keys.iter().map(|(key, spare)| Entry::of(key, *spare)).collect();
        let mut json = serde_json::to_vec_pretty(&Document { format: FORMAT.to_owned(), keys })?;
        json.push(b'\n');
        Ok(json)
    }
}

impl Entry {
    fn of(key: &TrustedKey, spare: bool) -> Self {
        let constraints = key.role.issuing_constraints();
        let kinds = constraints.and_then(|constraints| constraints.kinds.as_ref());
        Self {
            kid: key.key.kid().to_string(),
            jwk: Jwk::from(&key.key),
            role: key.role.as_str().to_owned(),
            from: key.from.seconds(),
            until: key.until.seconds(),
            issuer: constraints.map(|constraints| constraints.issuer.as_str().to_owned()),
            longest_life: constraints.map(|constraints| constraints.longest_life),
            evidence: kinds.map(|kinds| kinds.iter().map(|kind| kind.as_str().to_owned()).collect()),
            specimen: constraints.is_some_and(|constraints| constraints.specimen),
            spare,
        }
    }

    fn read(&self) -> Result<TrustedKey, &'static str> {
        let key = PublicKey::try_from(&self.jwk).map_err(|_| "a public key")?;
        if Kid::parse(&self.kid) != Some(key.kid()) {
            return Err("the kid of its key");
        }
        let time = |seconds| UnixTime::new(seconds).ok_or("times before the year 10000");
        let role = match self.role.as_str() {
            "phone-passes" => Role::PhonePasses(self.constraints()?),
            "paper-passes" => Role::PaperPasses(self.constraints()?),
            other => {
                if self.issuer.is_some() || self.longest_life.is_some() || self.evidence.is_some() || self.specimen {
                    return Err("issuer, longest_life, evidence and specimen in keys that issue passes only");
                }
                match other {
                    "status" => Role::Status,
                    "rules" => Role::Rules,
                    "visits" => Role::Visits,
                    _ => return Err("the role phone-passes, paper-passes, status, rules or visits"),
                }
            }
        };
        Ok(TrustedKey { key, from: time(self.from)?, until: time(self.until)?, role })
    }

    fn constraints(&self) -> Result<IssuingConstraints, &'static str> {
        let issuer = self.issuer.as_deref().and_then(IssuerName::new).ok_or("an issuer")?;
        let longest_life = self.longest_life.filter(|life| *life > 0).ok_or("a longest_life above 0")?;
        let kinds = self.evidence.as_ref().map(|names| read_kinds(names)).transpose()?;
        Ok(IssuingConstraints { kinds, issuer, specimen: self.specimen, longest_life })
    }
}

fn read_kinds(names: &[String]) -> Result<Vec<EvidenceKind>, &'static str> {
    let known = KINDS.into_iter();
    let kinds: Vec<EvidenceKind> = known.filter(|kind| names.iter().any(|name| name == kind.as_str())).collect();
    let complete = !kinds.is_empty() && kinds.len() == names.len();
    if complete { Ok(kinds) } else { Err("kinds of evidence, each once") }
}
