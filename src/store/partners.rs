use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;
use crate::model::{Partner, PartnerKey};

/// The result of adding or removing a partner's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerChange {
    /// Stored.
    Done,
    /// The partner has that key already; its uses are now those given.
    Already,
    /// The partner has another key of that id, or that key under another id; nothing changed.
    Conflict,
    /// The partner has two live keys; one must be removed first.
    TooManyKeys,
    /// There is no such partner or key.
    Unknown,
}

/// Keeps the partners and their keys.
#[async_trait]
pub trait PartnerStore: Send + Sync {
    /// Registers a partner's key, and the partner if it is new. A partner has at most two live keys.
    async fn add_partner_key(&self, partner: &str, key: &PartnerKey) -> Result<PartnerChange, StoreError>;

    /// Removes a key of a partner, and with its last key the partner.
    async fn remove_partner_key(&self, partner: &str, key_id: &str) -> Result<PartnerChange, StoreError>;

    /// Sets until when the age of a partner's sign-ins is not checked, because its identity provider is down; `None`
    /// ends it.
    async fn set_partner_grace(&self, partner: &str, until: Option<UnixTime>) -> Result<PartnerChange, StoreError>;

    /// One partner.
    async fn partner(&self, name: &str) -> Result<Option<Partner>, StoreError>;

    /// All partners, by name.
    async fn partners(&self) -> Result<Vec<Partner>, StoreError>;
}
