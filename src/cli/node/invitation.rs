use std::path::{Component, Path};

use base64ct::{Base64, Encoding as _};
use haetae_core::UnixTime;
use haetae_keys::NodeKeys;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::cli::Failure;

/// What an invitation says that it is, once it is open.
const FORMAT: &str = "haetae node invitation v1";
/// How long an invitation or an update is good, in seconds: its keys and its list grow old.
pub(super) const GOOD_FOR: u64 = 2 * haetae_core::SECONDS_PER_DAY;

/// What is in a file, wiped from memory when it is dropped.
pub(super) type Content = Zeroizing<Vec<u8>>;

/// The parts of an installation that all its nodes share.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(super) struct Invitation {
    format: String,
    /// The installation.
    pub(super) installation: String,
    /// What people call the node that it is for.
    pub(super) node: String,
    /// The confirmation of its request.
    pub(super) confirmation: String,
    /// The name of the journal of the node that made it.
    pub(super) from: String,
    #[zeroize(skip)]
    made: UnixTime,
    /// `haetae.toml` of the new node.
    pub(super) configuration: String,
    files: Vec<PackedFile>,
    keys: Vec<PackedFile>,
    status_keys: String,
}

/// A file, in base64.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(super) struct PackedFile {
    /// Its path in the data folder, the kid of a key, or the version of a list.
    pub(super) name: String,
    content: String,
}

/// What an invitation is about.
pub(super) struct About {
    pub(super) installation: String,
    pub(super) node: String,
    pub(super) confirmation: String,
    pub(super) from: String,
    pub(super) made: UnixTime,
}

impl Invitation {
    pub(super) fn new(about: About, configuration: String, files: &[(String, Content)], keys: &NodeKeys) -> Self {
        let About { installation, node, confirmation, from, made } = about;
        Self {
            format: FORMAT.to_owned(),
            installation,
            node,
            confirmation,
            from,
            made,
            configuration,
            files: files.iter().map(|(name, content)| PackedFile::new(name, content)).collect(),
            keys: keys.keys().iter().map(|(kid, document)| PackedFile::new(kid, document)).collect(),
            status_keys: Base64::encode_string(keys.status_keys()),
        }
    }

    /// Its bytes, not yet encrypted.
    pub(super) fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        serde_json::to_vec(self).map(Zeroizing::new).map_err(|error| Failure::from(error.to_string()))
    }

    /// Reads one that was opened at `now`.
    pub(super) fn read(bytes: &[u8], now: UnixTime) -> Result<Self, Failure> {
        // The error could quote a value, which could be a key.
        let malformed = |error: serde_json::Error| {
            format!("it is no invitation of this version: line {}, column {}", error.line(), error.column())
        };
        let invitation: Self = serde_json::from_slice(bytes).map_err(malformed)?;
        if invitation.format != FORMAT {
            return Err(format!("it is no invitation of this version: it says \"{}\"", invitation.format).into());
        }
        if invitation.made.saturating_add(GOOD_FOR) < now {
            return Err(format!(
                "it was made at {} and is good for two days: have the node make another one, with the same request",
                invitation.made.to_rfc3339()
            )
            .into());
        }
        Ok(invitation)
    }

    /// The files with their paths in the data folder.
    pub(super) fn files(&self) -> Result<Vec<(&Path, Content)>, Failure> {
        let file = |packed: &'_ PackedFile| {
            let path = Path::new(&packed.name);
            // Never outside of the new data folder.
            let is_inside =
                path.components().all(|part| matches!(part, Component::Normal(_))) && !packed.name.is_empty();
            if !is_inside {
                return Err(Failure::from(format!("it has a file outside of the data folder: {}", packed.name)));
            }
            packed.decoded()
        };
        self.files.iter().map(|packed| Ok((Path::new(packed.name.as_str()), file(packed)?))).collect()
    }

    /// The keys of the node that made it.
    pub(super) fn keys(&self) -> Result<NodeKeys, Failure> {
        let mut keys = Vec::new();
        for packed in &self.keys {
            keys.push((packed.name.clone(), packed.decoded()?.to_vec()));
        }
        let status_keys = Base64::decode_vec(&self.status_keys).map_err(|error| error.to_string())?;
        Ok(NodeKeys::new(keys, status_keys))
    }
}

impl PackedFile {
    pub(super) fn new(name: &str, content: &[u8]) -> Self {
        Self { name: name.to_owned(), content: Base64::encode_string(content) }
    }

    pub(super) fn decoded(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let bytes = Base64::decode_vec(&self.content).map(Zeroizing::new);
        bytes.map_err(|error| Failure::from(format!("its file {} is damaged: {error}", self.name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(files: &[(String, Content)]) -> Invitation {
        let text = |text: &str| text.to_owned();
        let made = UnixTime::saturating_new(1_000_000);
        let (installation, node, confirmation, from) = (text("i"), text("issuer-2"), text("1f2e"), text("0a0b"));
        let about = About { installation, node, confirmation, from, made };
        Invitation::new(about, text("[log]"), files, &NodeKeys::new(vec![(text("k"), vec![1])], vec![2]))
    }

    #[test]
    fn an_invitation_is_good_for_two_days() {
        let bytes = invitation(&[]).to_json().expect("JSON");
        let read = |later: u64| Invitation::read(&bytes, UnixTime::saturating_new(1_000_000 + later));
        assert_eq!(
            read(GOOD_FOR).map(|read| read.node.clone()).map_err(|error| error.to_string()),
            Ok("issuer-2".to_owned())
        );
        let error = read(GOOD_FOR + 1).err().expect("too old").to_string();
        assert!(error.contains("is good for two days"), "{error}");
        for wrong in [&b"{}"[..], b"", br#"{"format":"x"}"#] {
            assert!(Invitation::read(wrong, UnixTime::saturating_new(0)).is_err());
        }
    }

    #[test]
    fn its_files_stay_in_the_data_folder() {
        let file = |name: &str| (name.to_owned(), Zeroizing::new(vec![7]));
        let good = invitation(&[file("names.key"), file("trust-lists/7")]);
        let files = good.files().map_err(|error| error.to_string()).expect("files");
        assert_eq!(files.len(), 2);
        assert_eq!(files[1].1.as_slice(), [7]);
        for outside in ["../x", "/etc/x", "a/../../x", "./x", ""] {
            let error = invitation(&[file(outside)]).files().expect_err("outside").to_string();
            assert!(error.contains("outside of the data folder"), "{error}");
        }
    }
}
