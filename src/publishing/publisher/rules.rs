//! The rules file of a set.

use haetae_core::{FileKind, RULES, RulesEdition, TRUST_LIST, UnixTime};

use super::offering::offer;
use super::{PublishError, Publisher};
use crate::model::{PublishedFile, PublishedSet};
use crate::signing::Signing;
use crate::store::{Changes, Store, StoreError};

/// The rules file that a set has.
pub(in crate::publishing) fn of_set(set: &PublishedSet) -> Option<&PublishedFile> {
    set.files.iter().find(|file| FileKind::of(&file.name) == FileKind::Rules)
}

/// The newest version that the store has, or the one that was published where the store has none that is as new: a
/// database that was restored does not take rules back. A file that scanners with the present trust list would not take
/// is left out, so that it keeps nothing else from being published: without rules, scanners that need some say so.
pub(super) async fn next(
    store: &dyn Store,
    changes: Changes,
    previous: Option<&PublishedSet>,
    signing: &Signing,
) -> Result<Option<PublishedFile>, StoreError> {
    let published = previous.and_then(of_set);
    let version =
        |file: &PublishedFile| RulesEdition::decode_unverified(&file.bytes).ok().map(|edition| edition.version);
    let file = match published {
        Some(published) if version(published) >= changes.rules => published.clone(),
        _ => match store.rules(None).await? {
            Some(newest) => PublishedFile::new(RULES.to_owned(), newest.file),
            None => return Ok(None),
        },
    };
    match RulesEdition::decode(&file.bytes, &signing.list) {
        Ok(_) => Ok(Some(file)),
        Err(reason) => {
            tracing::error!(%reason, "the rules are not published, because scanners would not take them");
            Ok(None)
        }
    }
}

impl Publisher {
    /// The newest version of the rules that is known here: in the store, or in the set that was published last.
    ///
    /// # Errors
    ///
    /// [`PublishError`] if it cannot be read.
    pub async fn newest_rules(&self) -> Result<Option<RulesEdition>, PublishError> {
        let stored = self.store.rules(None).await?.map(|newest| newest.file);
        let sets = [self.last_set()?, self.store.published().await?];
        let published = sets.iter().flatten().filter_map(of_set).map(|file| file.bytes.clone());
        let editions = published.chain(stored).filter_map(|bytes| RulesEdition::decode_unverified(&bytes).ok());
        Ok(editions.max_by_key(|edition| edition.version))
    }

    /// Offers the next set with these rules to the scanner's own code, as to a scanner that starts today and to one
    /// that has the set published last, and to the oldest supported release if one is configured. Nothing is stored.
    ///
    /// # Errors
    ///
    /// [`PublishError`], as publishing would give it; [`PublishError::NoStatusKey`] also where another node publishes.
    pub async fn rehearse_rules(&self, rules: Vec<u8>, now: UnixTime) -> Result<(), PublishError> {
        let signing = self.signing().load();
        let stored = self.store.published().await?;
        let previous = [self.last_set()?, stored].into_iter().flatten().max_by_key(|set| set.version);
        let list = PublishedFile::new(TRUST_LIST.to_owned(), signing.signed_list.clone());
        let before = previous.iter().flat_map(|set| &set.files);
        let mut files: Vec<PublishedFile> =
            before.filter(|file| file.name != RULES && file.name != TRUST_LIST).cloned().collect();
        files.extend([list, PublishedFile::new(RULES.to_owned(), rules)]);
        files.sort_by(|left, right| left.name.cmp(&right.name));
        let set = self.sign(&signing, files, Vec::new(), previous.as_ref(), now)?;
        tokio::task::block_in_place(|| offer(&signing, &set, previous.as_ref(), None))?;
        if let Some(oldest) = &self.oldest_release {
            oldest.offer(&signing.roots, previous.as_ref(), &set).await?;
        }
        Ok(())
    }
}
