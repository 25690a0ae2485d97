//! Partners: rows of `partner` and `partner_key`.

use haetae_core::UnixTime;
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::model::{Partner, PartnerKey};
use crate::store::rows::{PartnerRow, partners};
use crate::store::{PartnerChange, StoreError};

/// The most live keys of one partner: the present one and its successor.
const MAX_KEYS: usize = 2;

/// All partners with their keys, or the one named ?1.
const PARTNERS: &str = "\
    SELECT name, grace_until, id, public, passes, paper \
    FROM partner JOIN partner_key ON partner_key.partner = partner.name \
    WHERE ?1 IS NULL OR name = ?1 ORDER BY name, id";

pub(super) async fn add_key(
    connection: &mut SqliteConnection,
    partner: &str,
    key: &PartnerKey,
) -> Result<PartnerChange, StoreError> {
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
    sqlx::query("INSERT INTO partner (name) VALUES (?1) ON CONFLICT DO NOTHING")
        .bind(partner)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO partner_key (partner, id, public, passes, paper) VALUES (?1, ?2, ?3, ?4, ?5) \
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

pub(super) async fn remove_key(
    connection: &mut SqliteConnection,
    partner: &str,
    key_id: &str,
) -> Result<PartnerChange, StoreError> {
    let removed = sqlx::query("DELETE FROM partner_key WHERE partner = ?1 AND id = ?2")
        .bind(partner)
        .bind(key_id)
        .execute(&mut *connection)
        .await?;
    if removed.rows_affected() == 0 {
        return Ok(PartnerChange::Unknown);
    }
    sqlx::query(
        "DELETE FROM partner WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM partner_key WHERE partner_key.partner = ?1)",
    )
    .bind(partner)
    .execute(connection)
    .await?;
    Ok(PartnerChange::Done)
}

pub(super) async fn set_grace(
    connection: impl SqliteExecutor<'_>,
    partner: &str,
    until: Option<UnixTime>,
) -> Result<PartnerChange, StoreError> {
    let updated = sqlx::query("UPDATE partner SET grace_until = ?2 WHERE name = ?1")
        .bind(partner)
        .bind(until.map(|until| until.seconds().cast_signed()))
        .execute(connection)
        .await?;
    Ok(if updated.rows_affected() == 0 { PartnerChange::Unknown } else { PartnerChange::Done })
}

/// All partners, or the one of that name, each with its keys in the order of their ids.
pub(super) async fn read(connection: impl SqliteExecutor<'_>, name: Option<&str>) -> Result<Vec<Partner>, StoreError> {
    let rows: Vec<PartnerRow> = sqlx::query_as(PARTNERS).bind(name).fetch_all(connection).await?;
    partners(rows)
}
