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
        match admission(&mut *self.phone_readers.acquire().await?, request).await?.1 {
            Admission::Known => return Ok(PhoneCount::Within),
            Admission::SignInNeeded => return Ok(PhoneCount::SignInNeeded),
            Admission::Added => {}
        }
        let mut tx = begin(&self.counting).await?;
        // The days as one list: each statement is a journey to the database's thread and back.
        sqlx::query("INSERT INTO holder_day (day) SELECT value FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING")
            .bind(days(request))
            .execute(&mut *tx)
            .await?;
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
    let (mut known, salts) = known(connection, request).await?;
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

/// What is known of the person's phones, and the keys of the days of the request that have one. A day without a key has
/// no phones.
async fn known(
    connection: &mut SqliteConnection,
    request: &PhoneRequest<'_>,
) -> Result<(KnownPhones, HashMap<i32, hmac::Key>), StoreError> {
    type Row = (i32, Vec<u8>, Option<Vec<u8>>, Option<i64>);
    // In one statement, which sees one state of both tables.
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT day, salt, keys, signed_in FROM holder_day LEFT JOIN holder ON serial = ?1 \
         WHERE day IN (SELECT value FROM json_each(?2))",
    )
    .bind(request.serial.0)
    .bind(days(request))
    .fetch_all(connection)
    .await?;
    let mut known = KnownPhones::default();
    if let Some((.., Some(keys), Some(signed_in))) = rows.first() {
        known = KnownPhones::decode(keys, signed_in.cast_unsigned())
            .ok_or_else(|| StoreError::Damaged("the phones of a person".to_owned()))?;
    }
    let salt = |(day, salt, ..): Row| (day, hmac::Key::new(hmac::HMAC_SHA256, &salt));
    Ok((known, rows.into_iter().map(salt).collect()))
}

/// The days of a request as a list in JSON, which SQLite reads as a table.
fn days(request: &PhoneRequest<'_>) -> String {
    let days: Vec<String> = request.keys.iter().map(|(day, _)| day.days().to_string()).collect();
    format!("[{}]", days.join(","))
}
