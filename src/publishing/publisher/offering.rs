//! Offers a set to the scanner's own code before it is published.

use haetae_core::{FileKind, Outcome, TrustStore};

use super::super::served::ServedSet;
use super::PublishError;
use crate::model::{PublishedFile, PublishedSet};
use crate::signing::Signing;

/// Offers a set to a scanner that starts today, and to one that has the previous set. If that set is `served`, that
/// scanner is at hand, and takes what is new as scanners do. While no list was made anew, the other one takes no list
/// either: it would read the same bytes again.
pub(in crate::publishing) fn offer(
    signing: &Signing,
    set: &PublishedSet,
    previous: Option<&PublishedSet>,
    served: Option<&ServedSet>,
) -> Result<TrustStore, PublishError> {
    let served = served.filter(|served| {
        served.roots == signing.roots && previous.is_some_and(|previous| previous.manifest == served.manifest)
    });
    if let Some(served) = served {
        let new: Vec<&PublishedFile> = set.files.iter().filter(|file| !served.pins(file)).collect();
        let mut follower = (*served.trust).clone();
        require_taken(take(&mut follower, set, &new))?;
        if new.iter().all(|file| matches!(FileKind::of(&file.name), FileKind::Changes(_) | FileKind::Other)) {
            let mut newcomer = TrustStore::new(signing.roots.clone());
            require_taken(take(&mut newcomer, set, &without_lists(set)))?;
            return Ok(follower);
        }
    } else if let Some(previous) = previous {
        let mut follower = TrustStore::new(signing.roots.clone());
        // A previous set that scanners cannot accept, of other roots for instance, has no effect.
        if take(&mut follower, previous, &all(previous)) == Outcome::Taken {
            require_taken(take(&mut follower, set, &all(set)))?;
        }
    }
    newcomer(signing, set)
}

/// What a scanner holds that has taken this set, as it was published: it follows on from what is `served`, if it can.
pub(super) fn load(
    signing: &Signing,
    set: &PublishedSet,
    served: Option<&ServedSet>,
) -> Result<TrustStore, PublishError> {
    if let Some(served) = served.filter(|served| served.roots == signing.roots) {
        let new: Vec<&PublishedFile> = set.files.iter().filter(|file| !served.pins(file)).collect();
        let mut follower = (*served.trust).clone();
        if take(&mut follower, set, &new) == Outcome::Taken {
            return Ok(follower);
        }
    }
    newcomer(signing, set)
}

fn newcomer(signing: &Signing, set: &PublishedSet) -> Result<TrustStore, PublishError> {
    let mut newcomer = TrustStore::new(signing.roots.clone());
    require_taken(take(&mut newcomer, set, &all(set)))?;
    Ok(newcomer)
}

fn all(set: &PublishedSet) -> Vec<&PublishedFile> {
    set.files.iter().collect()
}

fn without_lists(set: &PublishedSet) -> Vec<&PublishedFile> {
    set.files.iter().filter(|file| !matches!(FileKind::of(&file.name), FileKind::Status(_))).collect()
}

fn take(scanner: &mut TrustStore, set: &PublishedSet, files: &[&PublishedFile]) -> Outcome {
    let files: Vec<&[u8]> = files.iter().map(|file| &*file.bytes).collect();
    scanner.take_set(&set.manifest, &files)
}

fn require_taken(outcome: Outcome) -> Result<(), PublishError> {
    if outcome == Outcome::Taken { Ok(()) } else { Err(PublishError::NotTaken(outcome)) }
}
