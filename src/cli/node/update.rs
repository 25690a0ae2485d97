use haetae_core::UnixTime;
use haetae_keys::NodeKeys;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::invitation::{Content, GOOD_FOR, PackedFile};
use crate::cli::Failure;

/// What an update says that it is, once it is open.
const FORMAT: &str = "haetae node update v1";

/// What a node has that another one may lack: its keys, and the trust list with the earlier ones that changed the
/// roots.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(super) struct Update {
    format: String,
    /// The installation.
    pub(super) installation: String,
    /// The confirmation of the request.
    pub(super) confirmation: String,
    /// The name of the journal of the node that made it.
    pub(super) from: String,
    #[zeroize(skip)]
    made: UnixTime,
    /// By version, the one in force last.
    lists: Vec<PackedFile>,
    keys: Vec<PackedFile>,
}

/// What an update is about.
pub(super) struct About {
    pub(super) installation: String,
    pub(super) confirmation: String,
    pub(super) from: String,
    pub(super) made: UnixTime,
}

impl Update {
    /// `lists` are signed trust lists with their versions, the one in force last.
    pub(super) fn new(about: About, lists: &[(u64, Vec<u8>)], keys: &NodeKeys) -> Self {
        let About { installation, confirmation, from, made } = about;
        Self {
            format: FORMAT.to_owned(),
            installation,
            confirmation,
            from,
            made,
            lists: lists.iter().map(|(version, bytes)| PackedFile::new(&version.to_string(), bytes)).collect(),
            keys: keys.keys().iter().map(|(kid, document)| PackedFile::new(kid, document)).collect(),
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
            format!("it is no update of this version: line {}, column {}", error.line(), error.column())
        };
        let update: Self = serde_json::from_slice(bytes).map_err(malformed)?;
        if update.format != FORMAT {
            return Err(format!("it is no update of this version: it says \"{}\"", update.format).into());
        }
        if update.made.saturating_add(GOOD_FOR) < now {
            return Err(format!(
                "it was made at {} and is good for two days: have the node give another one, with the same request",
                update.made.to_rfc3339()
            )
            .into());
        }
        Ok(update)
    }

    /// The signed trust lists, the one in force last.
    pub(super) fn lists(&self) -> Result<Vec<Content>, Failure> {
        self.lists.iter().map(PackedFile::decoded).collect()
    }

    /// The keys of the node that made it.
    pub(super) fn keys(&self) -> Result<NodeKeys, Failure> {
        let mut keys = Vec::new();
        for packed in &self.keys {
            keys.push((packed.name.clone(), packed.decoded()?.to_vec()));
        }
        Ok(NodeKeys::new(keys, Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_is_good_for_two_days() {
        let text = |text: &str| text.to_owned();
        let made = UnixTime::saturating_new(1_000_000);
        let about = About { installation: text("i"), confirmation: text("1f2e"), from: text("0a0b"), made };
        let keys = NodeKeys::new(vec![(text("k"), vec![1])], vec![2]);
        let update = Update::new(about, &[(6, vec![6]), (7, vec![7])], &keys);
        let bytes = update.to_json().map_err(|error| error.to_string()).expect("JSON");
        let read = |later: u64| Update::read(&bytes, UnixTime::saturating_new(1_000_000 + later));
        let good = read(GOOD_FOR).map_err(|error| error.to_string()).expect("an update");
        let lists = good.lists().map_err(|error| error.to_string()).expect("lists");
        assert_eq!(lists.iter().map(|list| list.as_slice()).collect::<Vec<_>>(), [[6], [7]]);
        let error = read(GOOD_FOR + 1).err().expect("too old").to_string();
        assert!(error.contains("is good for two days"), "{error}");
        for wrong in [&b"{}"[..], b"", br#"{"format":"x"}"#] {
            assert!(Update::read(wrong, UnixTime::saturating_new(0)).is_err());
        }
    }
}
