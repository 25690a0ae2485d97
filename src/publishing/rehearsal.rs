use haetae_core::{TRUST_LIST, UnixTime};

use super::error::PublishError;
use super::publisher::{Publisher, offer};
use crate::model::PublishedFile;

impl Publisher {
    /// Signs a manifest of the trust list in memory and offers it to the scanner's own code. Nothing is stored.
    ///
    /// # Errors
    ///
    /// [`PublishError`], as publishing would give it.
    pub fn rehearse(&self, now: UnixTime) -> Result<(), PublishError> {
        let signing = self.signing().load();
        let mut files = vec![PublishedFile::new(TRUST_LIST.to_owned(), signing.signed_list.clone())];
        files.extend(signing.earlier_lists.iter().cloned());
        files.sort_by(|left, right| left.name.cmp(&right.name));
        let set = self.sign(&signing, files, Vec::new(), None, now)?;
        offer(&signing, &set, None, None).map(drop)
    }
}
