//! The files of a node's trust lists: the one in force, earlier ones that changed the roots, and which keys have left.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use haetae_core::{
    CLOCK_BEHIND_SECONDS, Kid, Malformed, Outcome, RootSet, TRUST_LIST, TrustList, TrustStore, UnixTime,
};
use haetae_keys::ceremony::{Request, RequestError, all_kids, read_bounded, replace_file};
use haetae_keys::{Custody, FileError, KeyCalendar};

use super::former_keys::{self, FormerKeysError};
use crate::model::PublishedFile;

/// Where a node keeps its trust lists.
#[derive(Clone, Debug)]
pub struct TrustLists {
    present: PathBuf,
    earlier: PathBuf,
    former_keys: PathBuf,
}

/// Why a trust list was not installed. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The lists on this node do not follow from its roots.
    #[error("{}: a scanner with this node's roots does not accept the trust list of this node: {}", path.display(), outcome.as_str())]
    Present {
        /// The path of the trust list.
        path: PathBuf,
        /// The outcome that the scanner reports.
        outcome: Outcome,
    },
    /// A scanner would refuse it.
    #[error("a scanner that holds the current list does not accept this one: {}", .0.as_str())]
    NotTaken(Outcome),
    /// It does not decode.
    #[error("not a trust list: it needs {}", .0.reason())]
    Malformed(#[from] Malformed),
    /// It breaks a rule that the roots should have kept.
    #[error(transparent)]
    Rule(#[from] RequestError),
    /// The record of the keys that have left cannot be used.
    #[error(transparent)]
    FormerKeys(#[from] FormerKeysError),
    /// Keys come back that had left the list.
    #[error(
        "it brings back keys that had left the trust list, and a key never comes back: {0}. It may follow an old list, or come from a thief"
    )]
    Returned(String),
    /// Scanners would admit no one.
    #[error("this list expired already, or the clock of this machine is wrong")]
    Expired,
    /// Scanners would consider their own clocks wrong.
    #[error("this list was issued in the future, or the clock of this machine is wrong")]
    FromTheFuture,
    /// Nothing could be published.
    #[error("this node holds no status key that is due on this list: nothing could be published")]
    NoStatusKey,
}

/// The result of installing a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installed {
    /// It is in force.
    Taken(TrustList),
    /// It was in force already.
    Unchanged,
}

impl TrustLists {
    /// The lists of a node: the one in force is at `present`, earlier ones in `trust-lists/` beside it, the record of
    /// the keys that have left in `former-keys.json`.
    pub fn new(present: &Path) -> Self {
        Self {
            present: present.to_owned(),
            earlier: present.with_file_name("trust-lists"),
            former_keys: present.with_file_name("former-keys.json"),
        }
    }

    /// The folder of the earlier lists; it need not exist.
    pub fn earlier_folder(&self) -> &Path {
        &self.earlier
    }

    /// The list in force; `None` before the first ceremony.
    ///
    /// # Errors
    ///
    /// [`FileError`] if it is there and cannot be read.
    pub fn present(&self) -> Result<Option<Vec<u8>>, FileError> {
        match read_bounded(&self.present) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(FileError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The earlier lists that changed the roots, by version, under their names in a manifest: scanners that were
    /// offline follow them.
    ///
    /// # Errors
    ///
    /// [`FileError`] if they cannot be read.
    pub fn earlier(&self) -> Result<Vec<PublishedFile>, FileError> {
        let failed = |source| FileError::Io { path: self.earlier.clone(), source };
        let entries = match fs::read_dir(&self.earlier) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let mut versions: Vec<u64> = Vec::new();
        for entry in entries {
            // Any other file, a draft that a crash left behind for instance, is not a list.
            versions.extend(entry.map_err(failed)?.file_name().to_str().and_then(|name| name.parse::<u64>().ok()));
        }
        versions.sort_unstable();
        let file = |version: u64| {
            let bytes = read_bounded(&self.earlier.join(version.to_string()))?;
            Ok(PublishedFile::new(format!("{TRUST_LIST}/{version}"), bytes))
        };
        versions.into_iter().map(file).collect()
    }

    /// Checks a signed list with the scanner's own code and the rules, and puts it in force.
    ///
    /// # Errors
    ///
    /// [`InstallError`]; nothing has changed then.
    pub fn install(
        &self,
        signed: &[u8],
        roots: RootSet,
        custody: &dyn Custody,
        now: UnixTime,
    ) -> Result<Installed, InstallError> {
        let present = self.present()?;
        let (mut scanner, present_changed_roots) = self.scanner(roots, present.as_deref())?;
        let before = scanner.trust_list().map(|list| list.version);
        match scanner.take_trust_list(signed) {
            Outcome::Taken => {}
            Outcome::Unchanged => return Ok(Installed::Unchanged),
            outcome => return Err(InstallError::NotTaken(outcome)),
        }
        let list = TrustList::decode_unverified(signed)?;
        let former = self.former_keys()?;
        require_no_return(&list, &former)?;
        Request::new(list.clone(), present.clone())?;
        require_publishable(&list, custody, now)?;
        if let (Some(bytes), Some(version), true) = (&present, before, present_changed_roots) {
            fs::create_dir_all(&self.earlier).map_err(|source| FileError::Io { path: self.earlier.clone(), source })?;
            replace_file(&self.earlier.join(version.to_string()), bytes)?;
        }
        // Before the list: whatever comes between, no key that leaves with it is forgotten.
        self.record(former, present.as_deref(), &list)?;
        replace_file(&self.present, signed)?;
        Ok(Installed::Taken(list))
    }

    /// Refuses a list that brings back keys that had left the lists of this node.
    ///
    /// # Errors
    ///
    /// [`InstallError::Returned`], or an error if the files cannot be read.
    pub fn require_no_return(&self, next: &TrustList) -> Result<(), InstallError> {
        require_no_return(next, &self.former_keys()?)
    }

    /// The keys that had left when the list in force came: by the record, and by the earlier lists.
    fn former_keys(&self) -> Result<BTreeSet<Kid>, InstallError> {
        let mut former = former_keys::read(&self.former_keys)?;
        let earlier = self.earlier()?;
        let lists = earlier.iter().filter_map(|file| TrustList::decode_unverified(&file.bytes).ok());
        former.extend(lists.flat_map(|list| all_kids(&list)));
        // What an installation recorded that was interrupted has not left.
        if let Some(present) = self.present()? {
            let present = all_kids(&TrustList::decode_unverified(&present)?);
            former.retain(|kid| !present.contains(kid));
        }
        Ok(former)
    }

    fn record(&self, mut former: BTreeSet<Kid>, present: Option<&[u8]>, next: &TrustList) -> Result<(), InstallError> {
        let stay = all_kids(next);
        if let Some(present) = present {
            former.extend(all_kids(&TrustList::decode_unverified(present)?).difference(&stay));
        }
        Ok(former_keys::write(&self.former_keys, &former)?)
    }

    /// A scanner that holds the list in force, and whether that list changed the roots.
    fn scanner(&self, roots: RootSet, present: Option<&[u8]>) -> Result<(TrustStore, bool), InstallError> {
        let mut scanner = TrustStore::new(roots);
        let Some(present) = present else { return Ok((scanner, false)) };
        for earlier in self.earlier()? {
            // A list that is not accepted is skipped, as scanners do.
            let _ = scanner.take_trust_list(&earlier.bytes);
        }
        let roots_before = scanner.roots().clone();
        match scanner.take_trust_list(present) {
            // An earlier installation was interrupted after it had kept the list: a list is kept only if it changed the
            // roots.
            Outcome::Unchanged => Ok((scanner, true)),
            Outcome::Taken => {
                let changed = *scanner.roots() != roots_before;
                Ok((scanner, changed))
            }
            outcome => Err(InstallError::Present { path: self.present.clone(), outcome }),
        }
    }
}

fn require_no_return(next: &TrustList, former: &BTreeSet<Kid>) -> Result<(), InstallError> {
    let returned: Vec<String> = all_kids(next).intersection(former).map(Kid::to_string).collect();
    if returned.is_empty() { Ok(()) } else { Err(InstallError::Returned(returned.join(", "))) }
}

fn require_publishable(list: &TrustList, custody: &dyn Custody, now: UnixTime) -> Result<(), InstallError> {
    if list.expires <= now {
        return Err(InstallError::Expired);
    }
    if list.issued > now.saturating_add(CLOCK_BEHIND_SECONDS) {
        return Err(InstallError::FromTheFuture);
    }
    KeyCalendar::new(list, custody).status_key_at(now).map(|_| ()).ok_or(InstallError::NoStatusKey)
}
