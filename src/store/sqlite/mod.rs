//! The store of the embedded default: one SQLite file. Several processes may have it open.

mod backup;
mod changes;
mod clocks;
mod decisions;
mod eligibility;
mod failure;
mod idempotency;
mod nodes;
mod opening;
mod operators;
mod paper;
mod partners;
mod phones;
mod published;
mod queue;
mod reconciling;
mod records;
mod revocations;
mod rules;
mod schema;
#[cfg(test)]
mod tests;
mod withdrawals;

use std::fs::File;

use async_trait::async_trait;
use haetae_core::{CivilDate, Kid, UnixTime};
use sqlx::{Sqlite, SqlitePool, Transaction};

pub use backup::{UNFINISHED, remove_unfinished};
pub(super) use failure::explain;
use phones::PhoneCounter;

use super::{
    Allowed, ChangeStore, Changes, Decision, DecisionKind, DecisionStore, ImportStore, Imported, Lease,
    MaintenanceStore, NodeStore, PartnerChange, PartnerStore, PeopleQuery, Publication, PublishedStore, RecordStore,
    RevocationEntry, RevocationQuery, RevocationStore, RulesChange, RulesStore, StandingChange, StoreError,
    WithdrawalChange, WithdrawalStore,
};
use crate::model::{
    Partner, PartnerKey, Person, PublishedSet, Reason, Record, RevokedSerial, RulesRecord, RulesVersion, Serial,
    SubjectId, WithdrawnKey,
};

/// It holds the write lock from its beginning, so that nothing read in it can become stale.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// A [`Store`](super::Store) in one SQLite file.
pub struct SqliteStore {
    /// One connection: SQLite has one writer at a time, and a queue in the process is fairer than its lock.
    writer: SqlitePool,
    /// One connection for what each request counts: a commit does not wait for the disk, and the machine's sudden end
    /// may forget the last seconds of it.
    counting: SqlitePool,
    readers: SqlitePool,
    /// A reader of its own for what each request for passes asks of its phone: in a flood, hundreds wait for it, and
    /// nobody who reads something else waits behind those.
    phone_reader: SqlitePool,
    phones: PhoneCounter,
    /// How many serials there are for people.
    serials: u32,
    /// Held while the database is open, so that it is not replaced meanwhile.
    _in_use: Option<File>,
}

impl SqliteStore {
    /// Waits for running operations and closes the file. Acknowledged writes are on the disk even without it.
    pub async fn close(&self) {
        self.phone_reader.close().await;
        self.readers.close().await;
        self.counting.close().await;
        self.writer.close().await;
    }

    /// A transaction for writing.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        begin(&self.writer).await
    }
}

async fn begin(pool: &SqlitePool) -> Result<Transaction<'static, Sqlite>, StoreError> {
    match pool.begin_with(BEGIN).await {
        // On a full disk SQLite ends a transaction by itself, and the driver believes that it continues.
        Err(sqlx::Error::InvalidSavePointStatement) => {
            pool.acquire().await?.close().await?;
            Ok(pool.begin_with(BEGIN).await?)
        }
        begun => Ok(begun?),
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

#[async_trait]
impl RecordStore for SqliteStore {
    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError> {
        records::record(&self.readers, subject).await
    }

    async fn find_people(&self, query: &PeopleQuery, limit: u32) -> Result<Vec<Record>, StoreError> {
        records::find(&self.readers, query, limit).await
    }

    async fn count(&self) -> Result<u64, StoreError> {
        records::count(&self.readers).await
    }
}

#[async_trait]
impl ImportStore for SqliteStore {
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        let mut tx = self.begin().await?;
        let imported = records::import(&mut tx, self.serials, people).await?;
        tx.commit().await?;
        Ok(imported)
    }

    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        let mut tx = self.begin().await?;
        let imported = records::import(&mut tx, self.serials, people).await?;
        tx.rollback().await?;
        Ok(imported)
    }

    async fn claim_name_key(&self, check: [u8; 16], replace: bool) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let claimed = records::claim_name_key(&mut tx, check, replace).await?;
        tx.commit().await?;
        Ok(claimed)
    }
}

#[async_trait]
impl DecisionStore for SqliteStore {
    async fn erase(&self, subject: &SubjectId, decision: &Decision) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let erased = decisions::erase(&mut tx, subject, decision).await?;
        if erased {
            changes::count_records(&mut tx).await?;
        }
        tx.commit().await?;
        if erased {
            // So that erased data does not stay in the log; if there are readers, a later checkpoint does it.
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.writer).await?;
        }
        Ok(erased)
    }

    async fn allow(&self, subject: &SubjectId, decision: &Decision) -> Result<Allowed, StoreError> {
        let mut tx = self.begin().await?;
        let allowed = decisions::allow(&mut tx, subject, decision).await?;
        tx.commit().await?;
        Ok(allowed)
    }

    async fn decisions(&self, subject: &SubjectId) -> Result<Vec<(DecisionKind, Decision)>, StoreError> {
        decisions::read(&mut *self.readers.acquire().await?, subject).await
    }
}

#[async_trait]
impl RevocationStore for SqliteStore {
    async fn revoke_all(
        &self,
        subjects: &[SubjectId],
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<Vec<StandingChange>, StoreError> {
        let mut tx = self.begin().await?;
        let changes = revocations::revoke(&mut tx, subjects, at, reason).await?;
        if changes.contains(&StandingChange::Done) {
            changes::count_records(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(changes)
    }

    async fn reinstate_all(&self, subjects: &[SubjectId]) -> Result<Vec<StandingChange>, StoreError> {
        let mut tx = self.begin().await?;
        let mut changes = Vec::with_capacity(subjects.len());
        for subject in subjects {
            changes.push(revocations::reinstate(&mut tx, self.serials, subject).await?);
        }
        if changes.contains(&StandingChange::Done) {
            changes::count_records(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(changes)
    }

    async fn reissue_serial(
        &self,
        serial: Serial,
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<StandingChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = revocations::reissue_serial(&mut tx, self.serials, serial, at, reason).await?;
        if change == StandingChange::Done {
            changes::count_records(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(change)
    }

    async fn revocations(&self, query: &RevocationQuery, limit: u32) -> Result<Vec<RevocationEntry>, StoreError> {
        revocations::list(&self.readers, query, limit).await
    }

    async fn revoked_since(&self, since: UnixTime) -> Result<Vec<RevokedSerial>, StoreError> {
        revocations::revoked_since(&self.readers, since).await
    }
}

#[async_trait]
impl RulesStore for SqliteStore {
    async fn add_rules(&self, version: &RulesVersion) -> Result<RulesChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = rules::add(&mut tx, version).await?;
        tx.commit().await?;
        Ok(change)
    }

    async fn rules(&self, version: Option<u64>) -> Result<Option<RulesVersion>, StoreError> {
        rules::read(&self.readers, version).await
    }

    async fn rules_history(&self, limit: u32) -> Result<Vec<RulesRecord>, StoreError> {
        rules::history(&self.readers, limit).await
    }
}

#[async_trait]
impl WithdrawalStore for SqliteStore {
    async fn withdraw_key(&self, key: &WithdrawnKey) -> Result<WithdrawalChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = withdrawals::withdraw(&mut tx, key).await?;
        tx.commit().await?;
        Ok(change)
    }

    async fn lift_withdrawal(&self, kid: Kid, reason: &Reason, at: UnixTime) -> Result<WithdrawalChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = withdrawals::lift(&mut tx, kid, reason, at).await?;
        tx.commit().await?;
        Ok(change)
    }

    async fn withdrawn_keys(&self) -> Result<Vec<WithdrawnKey>, StoreError> {
        withdrawals::read(&self.readers).await
    }
}

#[async_trait]
impl PartnerStore for SqliteStore {
    async fn add_partner_key(&self, partner: &str, key: &PartnerKey) -> Result<PartnerChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = partners::add_key(&mut tx, partner, key).await?;
        if matches!(change, PartnerChange::Done | PartnerChange::Already) {
            changes::count_partners(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(change)
    }

    async fn remove_partner_key(&self, partner: &str, key_id: &str) -> Result<PartnerChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = partners::remove_key(&mut tx, partner, key_id).await?;
        if change == PartnerChange::Done {
            changes::count_partners(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(change)
    }

    async fn set_partner_grace(&self, partner: &str, until: Option<UnixTime>) -> Result<PartnerChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = partners::set_grace(&mut *tx, partner, until).await?;
        if change == PartnerChange::Done {
            changes::count_partners(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(change)
    }

    async fn partner(&self, name: &str) -> Result<Option<Partner>, StoreError> {
        Ok(partners::read(&self.readers, Some(name)).await?.pop())
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        partners::read(&self.readers, None).await
    }
}

#[async_trait]
impl PublishedStore for SqliteStore {
    async fn published(&self) -> Result<Option<PublishedSet>, StoreError> {
        // One transaction: the set must be of one moment.
        published::read(&mut *self.readers.begin().await?).await
    }

    async fn publish(&self, set: &PublishedSet, replaces: Option<u64>) -> Result<Publication, StoreError> {
        let mut tx = self.begin().await?;
        let publication = published::publish(&mut tx, set, replaces).await?;
        tx.commit().await?;
        Ok(publication)
    }
}

#[async_trait]
impl NodeStore for SqliteStore {
    async fn lease(&self) -> Result<Lease, StoreError> {
        nodes::lease(&self.readers).await
    }

    async fn pass_lease(&self, holder: Option<&str>, after: u64) -> Result<bool, StoreError> {
        nodes::pass_lease(&self.writer, holder, after).await
    }

    async fn store_journal_head(&self, node: &str, document: &[u8]) -> Result<(), StoreError> {
        nodes::store_journal_head(&self.writer, node, document).await
    }

    async fn journal_heads(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        nodes::journal_heads(&self.readers).await
    }

    async fn store_journal_checkpoint(&self, node: &str, day: CivilDate, signed: &[u8]) -> Result<(), StoreError> {
        nodes::store_journal_checkpoint(&self.writer, node, day, signed).await
    }

    async fn journal_checkpoints(&self, from: CivilDate) -> Result<Vec<Vec<u8>>, StoreError> {
        nodes::journal_checkpoints(&self.readers, from).await
    }
}

#[async_trait]
impl ChangeStore for SqliteStore {
    async fn changes(&self) -> Result<Changes, StoreError> {
        changes::read(&self.readers).await
    }
}

#[async_trait]
impl MaintenanceStore for SqliteStore {
    async fn damage(&self) -> Result<Vec<String>, StoreError> {
        schema::damage(&self.readers).await
    }
}
