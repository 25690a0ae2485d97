//! The phones of people: `holder` and `holder_day`.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_lc_rs::hmac;
use haetae_core::CivilDate;
use sqlx::PgConnection;

use super::PostgresStore;
use crate::model::Serial;
use crate::store::failure::is_orphan;
use crate::store::phones::{Admission, KnownPhones};
use crate::store::{PhoneCount, PhoneRequest, PhoneStore, StoreError};

/// In the order of the days, so that two requests do not wait for each other.
const ADD_DAYS: &str = "\
    INSERT INTO holder_day (day) SELECT DISTINCT day FROM unnest($1::bigint[]) AS asked(day) ORDER BY day \
    ON CONFLICT DO NOTHING";

/// A row to lock: of two phones that ask at once, the second one waits for the first.
const ADD_PERSON: &str = "\
    INSERT INTO holder (serial, keys, phones, last_day, signed_in) VALUES ($1, '', 0, 0, 0) ON CONFLICT DO NOTHING";

const KEEP: &str = "UPDATE holder SET keys = $2, phones = $3, last_day = $4, signed_in = $5 WHERE serial = $1";

#[async_trait]
impl PhoneStore for PostgresStore {
    async fn count_phones(&self, request: &PhoneRequest) -> Result<PhoneCount, StoreError> {
        self.within(self.count(request)).await
    }

    async fn has_passes(&self, serial: Serial, day: CivilDate) -> Result<bool, StoreError> {
        let query = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM holder WHERE serial = $1 AND last_day >= $2)");
        let query = query.bind(i64::from(serial.0)).bind(i64::from(day.days()));
        self.within(async { Ok(query.fetch_one(&self.pool).await?) }).await
    }

    async fn forget_phones(&self, day: CivilDate) -> Result<(), StoreError> {
        let mut tx = self.begin_long().await?;
        for statement in ["DELETE FROM holder WHERE last_day < $1", "DELETE FROM holder_day WHERE day < $1"] {
            sqlx::query(statement).bind(i64::from(day.days())).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn people_with_more_phones(&self, limit: u32) -> Result<u64, StoreError> {
        let mut tx = self.begin_long().await?;
        let people: i64 = sqlx::query_scalar("SELECT count(*) FROM holder WHERE phones > $1")
            .bind(i64::from(limit))
            .fetch_one(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(people.cast_unsigned())
    }
}

impl PostgresStore {
    async fn count(&self, request: &PhoneRequest) -> Result<PhoneCount, StoreError> {
        // A phone that asks again waits for no other; and what needs another sign-in now still needs one afterwards.
        match admission(&mut *self.pool.acquire().await?, request).await?.1 {
            Admission::Known => return Ok(PhoneCount::Within),
            Admission::SignInNeeded => return Ok(PhoneCount::SignInNeeded),
            Admission::Added => {}
        }
        let serial = i64::from(request.serial.0);
        let mut tx = self.begin().await?;
        // The count of phones need not survive the machine's sudden end: nobody waits for its disk.
        sqlx::query("SELECT set_config('synchronous_commit', 'off', true)").execute(&mut *tx).await?;
        let days: Vec<i64> = request.keys.iter().map(|(day, _)| i64::from(day.days())).collect();
        sqlx::query(ADD_DAYS).bind(days).execute(&mut *tx).await?;
        let added = sqlx::query(ADD_PERSON).bind(serial).execute(&mut *tx).await;
        if added.as_ref().is_err_and(is_orphan) {
            tx.rollback().await?;
            return Ok(PhoneCount::SerialGone);
        }
        added?;
        sqlx::query("SELECT serial FROM holder WHERE serial = $1 FOR UPDATE").bind(serial).execute(&mut *tx).await?;
        let (known, admission) = admission(&mut tx, request).await?;
        if admission == Admission::SignInNeeded {
            tx.rollback().await?;
            return Ok(PhoneCount::SignInNeeded);
        }
        sqlx::query(KEEP)
            .bind(serial)
            .bind(known.encode())
            .bind(i64::try_from(known.phones()).unwrap_or(i64::MAX))
            .bind(i64::from(known.last_day()))
            .bind(known.signed_in.cast_signed())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(PhoneCount::Within)
    }
}

/// What is known of the person's phones after a request, if it is admitted.
async fn admission(
    connection: &mut PgConnection,
    request: &PhoneRequest,
) -> Result<(KnownPhones, Admission), StoreError> {
    let mut known = known(connection, request.serial).await?;
    let salts = salts(connection, request).await?;
    let admission = known.admit(request, |day, thumbprint| {
        let mut hash = [0; 8];
        // A day without a key has no hashes yet, so none is equal to this.
        if let Some(key) = salts.get(&i64::from(day.days())) {
            hash.iter_mut().zip(hmac::sign(key, thumbprint).as_ref()).for_each(|(byte, digest)| *byte = *digest);
        }
        hash
    });
    Ok((known, admission))
}

async fn known(connection: &mut PgConnection, serial: Serial) -> Result<KnownPhones, StoreError> {
    let row: Option<(Vec<u8>, i64)> = sqlx::query_as("SELECT keys, signed_in FROM holder WHERE serial = $1")
        .bind(i64::from(serial.0))
        .fetch_optional(connection)
        .await?;
    let Some((keys, signed_in)) = row else { return Ok(KnownPhones::default()) };
    KnownPhones::decode(&keys, signed_in.cast_unsigned())
        .ok_or_else(|| StoreError::Damaged("the phones of a person".to_owned()))
}

async fn salts(connection: &mut PgConnection, request: &PhoneRequest) -> Result<HashMap<i64, hmac::Key>, StoreError> {
    let days = || request.keys.iter().map(|(day, _)| i64::from(day.days()));
    let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as("SELECT day, salt FROM holder_day WHERE day BETWEEN $1 AND $2")
        .bind(days().min())
        .bind(days().max())
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|(day, salt)| (day, hmac::Key::new(hmac::HMAC_SHA256, &salt))).collect())
}
