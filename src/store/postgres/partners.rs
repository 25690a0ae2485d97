//! Partners: rows of `partner` and `partner_key`.

use async_trait::async_trait;
use haetae_core::UnixTime;
use sqlx::{PgConnection, PgExecutor};

use super::{PostgresStore, changes, lock_register};
use crate::model::{Partner, PartnerKey};
use crate::store::rows::{PartnerRow, partners, seconds};
use crate::store::{PartnerChange, PartnerStore, StoreError};

/// The most live keys of one partner: the present one and its successor.
const MAX_KEYS: usize = 2;

/// All partners with their keys, or the one named $1.
const PARTNERS: &str = "\
    SELECT name, grace_until, id, public, passes, paper \
    FROM partner JOIN partner_key ON partner_key.partner = partner.name \
    WHERE $1::text IS NULL OR name = $1 ORDER BY name, id";

#[async_trait]
impl PartnerStore for PostgresStore {
    async fn add_partner_key(&self, partner: &str, key: &PartnerKey) -> Result<PartnerChange, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            let change = add_key(&mut tx, partner, key).await?;
            if matches!(change, PartnerChange::Done | PartnerChange::Already) {
                changes::count_partners(&mut tx).await?;
            }
            tx.commit().await?;
            Ok(change)
        };
        self.within(write).await
    }

    async fn remove_partner_key(&self, partner: &str, key_id: &str) -> Result<PartnerChange, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            let change = remove_key(&mut tx, partner, key_id).await?;
            if change == PartnerChange::Done {
                changes::count_partners(&mut tx).await?;
            }
            tx.commit().await?;
            Ok(change)
        };
        self.within(write).await
    }

    async fn set_partner_grace(&self, partner: &str, until: Option<UnixTime>) -> Result<PartnerChange, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            let updated = sqlx::query("UPDATE partner SET grace_until = $2 WHERE name = $1")
                .bind(partner)
                .bind(until.map(seconds))
                .execute(&mut *tx)
                .await?;
            if updated.rows_affected() == 0 {
                return Ok(PartnerChange::Unknown);
            }
            changes::count_partners(&mut tx).await?;
            tx.commit().await?;
            Ok(PartnerChange::Done)
        };
        self.within(write).await
    }

    async fn partner(&self, name: &str) -> Result<Option<Partner>, StoreError> {
        self.within(async { Ok(read(&self.pool, Some(name)).await?.pop()) }).await
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        self.within(read(&self.pool, None)).await
    }
}

async fn add_key(connection: &mut PgConnection, partner: &str, key: &PartnerKey) -> Result<PartnerChange, StoreError> {
    let known = read(&mut *connection, Some(partner)).await?.pop().map_or_else(Vec::new, |partner| partner.keys);
    let change = if known.iter().any(|other| other.id == key.id && other.public == key.public) {
        PartnerChange::Already
    } else if known.iter().any(|other| other.id == key.id || other.public == key.public) {
        return Ok(PartnerChange::Conflict);
    } else if known.len() >= MAX_KEYS {
        return Ok(PartnerChange::TooManyKeys);
    } else {
        PartnerChange::Done
    };
    sqlx::query("INSERT INTO partner (name) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(partner)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO partner_key (partner, id, public, passes, paper) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (partner, id) DO UPDATE SET passes = excluded.passes, paper = excluded.paper",
    )
    .bind(partner)
    .bind(&key.id)
    .bind(key.public.as_slice())
    .bind(key.uses.passes)
    .bind(key.uses.paper)
    .execute(connection)
    .await?;
    Ok(change)
}

async fn remove_key(connection: &mut PgConnection, partner: &str, key_id: &str) -> Result<PartnerChange, StoreError> {
    let removed = sqlx::query("DELETE FROM partner_key WHERE partner = $1 AND id = $2")
        .bind(partner)
        .bind(key_id)
        .execute(&mut *connection)
        .await?;
    if removed.rows_affected() == 0 {
        return Ok(PartnerChange::Unknown);
    }
    sqlx::query(
        "DELETE FROM partner WHERE name = $1 AND NOT EXISTS (SELECT 1 FROM partner_key WHERE partner_key.partner = $1)",
    )
    .bind(partner)
    .execute(connection)
    .await?;
    Ok(PartnerChange::Done)
}

/// All partners, or the one of that name, each with its keys in the order of their ids.
async fn read(connection: impl PgExecutor<'_>, name: Option<&str>) -> Result<Vec<Partner>, StoreError> {
    let rows: Vec<PartnerRow> = sqlx::query_as(PARTNERS).bind(name).fetch_all(connection).await?;
    partners(rows)
}
