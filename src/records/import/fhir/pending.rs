//! Collects resources until all files have been read.

use std::io;
use std::path::Path;

use super::address::Address;
use super::resource::Waiting;
use crate::records::import::ImportError;
use crate::records::import::sorter::{Group, Sorted, Sorter};

/// Separates the id of a resource from the number of its Bundle. It sorts before all characters of ids, so that
/// resources without a Bundle come first, and those in Bundles follow.
const BUNDLE: &str = " @";

pub(in crate::records::import) struct Pending {
    resources: Sorter,
    without_id: u64,
    /// Whether a patient has been replaced by another.
    pub(super) has_links: bool,
    /// Whether a reference asks for a patient by an identifier.
    pub(super) asks_by_identifier: bool,
}

/// All versions of one id; within one Bundle, if the id is only valid there.
pub(super) struct Versions {
    pub(super) id: String,
    pub(super) in_a_bundle: bool,
    pub(super) versions: Vec<Waiting>,
}

impl Pending {
    pub(in crate::records::import) fn new(scratch: &Path) -> Self {
        let resources = Sorter::new(scratch.to_owned());
        Self { resources, without_id: 0, has_links: false, asks_by_identifier: false }
    }

    /// Adds a resource that waits for its other versions.
    pub(super) fn wait(
        &mut self,
        address: &Address,
        bundle: Option<u64>,
        waiting: &Waiting,
    ) -> Result<(), ImportError> {
        let bundle = bundle.map(|number| format!("{BUNDLE}{number}")).unwrap_or_default();
        self.push(&format!("{}{bundle}", address.key), waiting)
    }

    /// Adds a resource without an id, and so without other versions.
    pub(super) fn wait_alone(&mut self, waiting: &Waiting) -> Result<(), ImportError> {
        self.without_id += 1;
        self.push(&format!("{BUNDLE}{:016x}", self.without_id), waiting)
    }

    fn push(&mut self, key: &str, waiting: &Waiting) -> Result<(), ImportError> {
        let value = serde_json::to_vec(waiting).map_err(io::Error::from)?;
        Ok(self.resources.push(key.as_bytes(), &value)?)
    }

    pub(super) fn take_sorted(&mut self) -> Result<Sorted, ImportError> {
        Ok(self.resources.take_sorted()?)
    }
}

impl Versions {
    pub(super) fn of(group: &Group) -> Result<Self, ImportError> {
        let key = String::from_utf8_lossy(&group.key);
        let (id, bundle) = key.split_once(BUNDLE).map_or((&*key, None), |(id, bundle)| (id, Some(bundle)));
        let versions = group.values.iter().map(|value| serde_json::from_slice(value).map_err(io::Error::from));
        Ok(Self { id: id.to_owned(), in_a_bundle: bundle.is_some(), versions: versions.collect::<Result<_, _>>()? })
    }
}
