use std::collections::BTreeSet;
use std::sync::Arc;

use haetae_core::{Kid, Malformed, RootSet, TrustList};
use haetae_keys::{Custody, KeyCalendar};

use super::status_ciphers::StatusCiphers;
use crate::model::PublishedFile;

/// What a node signs with: a consistent set.
#[derive(Clone, Debug)]
pub struct Signing {
    /// The roots that the scanners of this node were delivered with.
    pub roots: RootSet,
    /// The trust list in force.
    pub list: TrustList,
    /// The same list as signed by the roots.
    pub signed_list: Vec<u8>,
    /// Earlier lists that changed the roots, so that scanners that were offline can follow.
    pub earlier_lists: Vec<PublishedFile>,
    /// The private keys.
    pub custody: Arc<dyn Custody>,
    /// Which of the keys is due when.
    pub keys: KeyCalendar,
    /// The places in the status lists.
    pub ciphers: Arc<StatusCiphers>,
}

impl Signing {
    /// The keys of `custody` that are on the list `signed_list`, and what belongs to them.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if it is not a trust list. Its signatures are not checked here: the publisher offers it to a
    /// scanner.
    pub fn new(
        roots: RootSet,
        signed_list: Vec<u8>,
        custody: Arc<dyn Custody>,
        ciphers: Arc<StatusCiphers>,
    ) -> Result<Self, Malformed> {
        let list = TrustList::decode_unverified(&signed_list)?;
        let keys = KeyCalendar::new(&list, custody.as_ref());
        Ok(Self { roots, list, signed_list, earlier_lists: Vec::new(), custody, keys, ciphers })
    }

    /// The same, but these keys sign nothing.
    #[must_use]
    pub fn without(self, withdrawn: &BTreeSet<Kid>) -> Self {
        let keys = KeyCalendar::new(&self.list, self.custody.as_ref()).without(withdrawn);
        Self { keys, ..self }
    }

    /// The same with these earlier trust lists, by version.
    #[must_use]
    pub fn with_earlier_lists(self, earlier_lists: Vec<PublishedFile>) -> Self {
        Self { earlier_lists, ..self }
    }
}
