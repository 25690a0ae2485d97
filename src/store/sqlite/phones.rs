//! The phones of people: `holder` and `holder_day`.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_lc_rs::hmac;
use haetae_core::CivilDate;
use sqlx::SqliteConnection;

use super::{SqliteStore, begin};
use crate::model::Serial;
use crate::store::failure::is_orphan;
use crate::store::phones::{Admission, KnownPhones};
use crate::store::{PhoneCount, PhoneRequest, PhoneStore, StoreError};

#[async_trait]
impl PhoneStore for SqliteStore {
    async fn count_phones(&self, request: &PhoneRequest<'_>) -> Result<PhoneCount, StoreError> {
        // A phone that asks again waits for no other; and what needs another sign-in now still needs one afterwards.
        match admission(&mut *self.readers.begin().await?, request).await?.1 {
            Admission::Known => return Ok(PhoneCount::Within),
            Admission::SignInNeeded => return Ok(PhoneCount::SignInNeeded),
            Admission::Added => {}
        }
        let mut tx = begin(&self.counting).await?;
        for (day, _) in request.keys {
            sqlx::query("INSERT INTO holder_day (day) VALUES (?1) ON CONFLICT DO NOTHING")
                .bind(day.days())
                .execute(&mut *tx)
                .await?;
        }
        let (known, admission) = admission(&mut tx, request).await?;
        if admission == Admission::SignInNeeded {
            tx.rollback().await?;
            return Ok(PhoneCount::SignInNeeded);
        }
        let kept = sqlx::query(
            "INSERT INTO holder (serial, keys, phones, last_day, signed_in) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT DO UPDATE SET keys = excluded.keys, phones = excluded.phones, last_day = excluded.last_day, \
                signed_in = excluded.signed_in",
        )
        .bind(request.serial.0)
        .bind(known.encode())
        .bind(i64::try_from(known.phones()).unwrap_or(i64::MAX))
        .bind(known.last_day())
        .bind(known.signed_in.cast_signed())
        .execute(&mut *tx)
        .await;
        if kept.as_ref().is_err_and(is_orphan) {
            tx.rollback().await?;
            return Ok(PhoneCount::SerialGone);
        }
        kept?;
        tx.commit().await?;
        Ok(PhoneCount::Within)
    }

    async fn has_passes(&self, serial: Serial, day: CivilDate) -> Result<bool, StoreError> {
        let query = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM holder WHERE serial = ?1 AND last_day >= ?2)");
        Ok(query.bind(serial.0).bind(day.days()).fetch_one(&self.readers).await?)
    }

    async fn forget_phones(&self, day: CivilDate) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for statement in ["DELETE FROM holder WHERE last_day < ?1", "DELETE FROM holder_day WHERE day < ?1"] {
            sqlx::query(statement).bind(day.days()).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn people_with_more_phones(&self, limit: u32) -> Result<u64, StoreError> {
        let people: i64 = sqlx::query_scalar("SELECT count(*) FROM holder WHERE phones > ?1")
            .bind(limit)
            .fetch_one(&self.readers)
            .await?;
        Ok(people.cast_unsigned())
    }
}

/// What is known of the person's phones after a request, if it is admitted.
async fn admission(
    connection: &mut SqliteConnection,
    request: &PhoneRequest<'_>,
) -> Result<(KnownPhones, Admission), StoreError> {
    let mut known = known(connection, request.serial).await?;
    let salts = salts(connection, request).await?;
    let admission = known.admit(request, |day, thumbprint| {
        let mut hash = [0; 8];
        // A day without a key has no hashes yet, so none is equal to this.
        if let Some(key) = salts.get(&day.days()) {
            hash.iter_mut().zip(hmac::sign(key, thumbprint).as_ref()).for_each(|(byte, digest)| *byte = *digest);
        }
        hash
    });
    Ok((known, admission))
}

async fn known(connection: &mut SqliteConnection, serial: Serial) -> Result<KnownPhones, StoreError> {
    let row: Option<(Vec<u8>, i64)> = sqlx::query_as("SELECT keys, signed_in FROM holder WHERE serial = ?1")
        .bind(serial.0)
        .fetch_optional(connection)
        .await?;
    let Some((keys, signed_in)) = row else { return Ok(KnownPhones::default()) };
    KnownPhones::decode(&keys, signed_in.cast_unsigned())
        .ok_or_else(|| StoreError::Damaged("the phones of a person".to_owned()))
}

async fn salts(
    connection: &mut SqliteConnection,
    request: &PhoneRequest<'_>,
) -> Result<HashMap<i32, hmac::Key>, StoreError> {
    let days = || request.keys.iter().map(|(day, _)| day.days());
    let rows: Vec<(i32, Vec<u8>)> = sqlx::query_as("SELECT day, salt FROM holder_day WHERE day BETWEEN ?1 AND ?2")
        .bind(days().min())
        .bind(days().max())
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|(day, salt)| (day, hmac::Key::new(hmac::HMAC_SHA256, &salt))).collect())
}
