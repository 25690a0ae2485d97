//! Revocations: rows of `revoked_serial`.

use std::collections::HashSet;

use async_trait::async_trait;
use haetae_core::UnixTime;
use sqlx::PgConnection;

use super::records::{next_serial, require_serial};
use super::{PostgresStore, changes, lock_register};
use crate::model::{Reason, RevokedSerial, Serial, SubjectId};
use crate::store::rows::{RevocationRow, change_of, entry, seconds, serial, time};
use crate::store::{RevocationEntry, RevocationQuery, RevocationStore, StandingChange, StoreError};

/// A person's serial, and whether it is revoked.
const STANDING: &str = "\
    SELECT serial, EXISTS (SELECT 1 FROM revoked_serial WHERE revoked_serial.serial = person.serial) \
    FROM person WHERE subject = $1";

/// Of each subject id of an array, in its order: the serial, and whether it is revoked.
const STANDINGS: &str = "\
    SELECT person.serial, revoked_serial.serial IS NOT NULL \
    FROM unnest($1::text[]) WITH ORDINALITY AS named(subject, place) \
    LEFT JOIN person ON person.subject = named.subject \
    LEFT JOIN revoked_serial ON revoked_serial.serial = person.serial ORDER BY named.place";

/// Revokes those of the people of an array of subject ids who are not revoked, in its order. In a transaction that has
/// locked the register.
const REVOKE: &str = "\
    INSERT INTO revoked_serial (number, serial, subject, at, reason) \
    SELECT (SELECT coalesce(max(number), 0) FROM revoked_serial) + row_number() OVER (ORDER BY min(named.place)), \
        person.serial, person.subject, $2, $3 \
    FROM unnest($1::text[]) WITH ORDINALITY AS named(subject, place) JOIN person ON person.subject = named.subject \
    WHERE NOT EXISTS (SELECT 1 FROM revoked_serial AS known WHERE known.serial = person.serial) \
    GROUP BY person.serial, person.subject";

/// The same for serials, of whomever.
const REVOKE_SERIALS: &str = "\
    INSERT INTO revoked_serial (number, serial, subject, at, reason) \
    SELECT (SELECT coalesce(max(number), 0) FROM revoked_serial) + row_number() OVER (ORDER BY min(named.place)), \
        named.serial, min(person.subject), $2, $3 \
    FROM unnest($1::bigint[]) WITH ORDINALITY AS named(serial, place) \
    LEFT JOIN person ON person.serial = named.serial \
    WHERE NOT EXISTS (SELECT 1 FROM revoked_serial AS known WHERE known.serial = named.serial) \
    GROUP BY named.serial";

const LIST: &str = "\
    SELECT revoked_serial.number, revoked_serial.serial, revoked_serial.subject, revoked_serial.at, revoked_serial.reason, \
        person.serial IS NOT NULL \
    FROM revoked_serial LEFT JOIN person ON person.serial = revoked_serial.serial \
    WHERE revoked_serial.number > $1 AND revoked_serial.at >= $2 AND ($3::text IS NULL OR revoked_serial.subject = $3) \
    ORDER BY revoked_serial.number LIMIT $4";

#[async_trait]
impl RevocationStore for PostgresStore {
    async fn revoke_all(
        &self,
        subjects: &[SubjectId],
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<Vec<StandingChange>, StoreError> {
        let write = async {
            let mut tx = self.begin_for(subjects.len()).await?;
            lock_register(&mut tx).await?;
            let changes = revoke(&mut tx, subjects, at, reason).await?;
            if changes.contains(&StandingChange::Done) {
                changes::count_records(&mut tx).await?;
            }
            tx.commit().await?;
            Ok(changes)
        };
        self.within_for(subjects.len(), write).await
    }

    async fn reinstate_all(&self, subjects: &[SubjectId]) -> Result<Vec<StandingChange>, StoreError> {
        let write = async {
            let mut tx = self.begin_for(subjects.len()).await?;
            lock_register(&mut tx).await?;
            let mut changes = Vec::with_capacity(subjects.len());
            for subject in subjects {
                changes.push(reinstate(&mut tx, self.serials, subject).await?);
            }
            if changes.contains(&StandingChange::Done) {
                changes::count_records(&mut tx).await?;
            }
            tx.commit().await?;
            Ok(changes)
        };
        self.within_for(subjects.len(), write).await
    }

    async fn reissue_serial(
        &self,
        serial: Serial,
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<StandingChange, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            let change = reissue_serial(&mut tx, self.serials, serial, at, reason).await?;
            if change == StandingChange::Done {
                changes::count_records(&mut tx).await?;
            }
            tx.commit().await?;
            Ok(change)
        };
        self.within(write).await
    }

    async fn revocations(&self, query: &RevocationQuery, limit: u32) -> Result<Vec<RevocationEntry>, StoreError> {
        let mut tx = self.begin_long().await?;
        let rows: Vec<RevocationRow> = sqlx::query_as(LIST)
            .bind(query.after.cast_signed())
            .bind(query.since.map_or(0, seconds))
            .bind(query.subject.as_ref().map(SubjectId::as_str))
            .bind(i64::from(limit))
            .fetch_all(&mut *tx)
            .await?;
        tx.commit().await?;
        rows.into_iter().map(entry).collect()
    }

    async fn revoked_since(&self, since: UnixTime) -> Result<Vec<RevokedSerial>, StoreError> {
        let mut tx = self.begin_long().await?;
        let rows: Vec<(i64, i64)> =
            sqlx::query_as("SELECT serial, at FROM revoked_serial WHERE at >= $1 ORDER BY serial")
                .bind(seconds(since))
                .fetch_all(&mut *tx)
                .await?;
        tx.commit().await?;
        rows.into_iter().map(|(revoked, at)| Ok(RevokedSerial { serial: serial(revoked)?, at: time(at)? })).collect()
    }
}

/// Two statements for all of them: a file of subject ids may name half the nation.
async fn revoke(
    connection: &mut PgConnection,
    subjects: &[SubjectId],
    at: UnixTime,
    reason: Option<&Reason>,
) -> Result<Vec<StandingChange>, StoreError> {
    let named: Vec<&str> = subjects.iter().map(SubjectId::as_str).collect();
    let standings: Vec<(Option<i64>, bool)> =
        sqlx::query_as(STANDINGS).bind(&named).fetch_all(&mut *connection).await?;
    sqlx::query(REVOKE).bind(&named).bind(seconds(at)).bind(reason.map(Reason::as_str)).execute(connection).await?;
    let mut done = HashSet::new();
    Ok(standings.into_iter().map(|standing| change_of(&mut done, standing)).collect())
}

/// Revokes serials that are not revoked, in a transaction that has locked the register.
pub(super) async fn revoke_serials(
    connection: &mut PgConnection,
    serials: &[Serial],
    at: UnixTime,
    reason: &Reason,
) -> Result<(), StoreError> {
    let serials: Vec<i64> = serials.iter().map(|serial| i64::from(serial.0)).collect();
    sqlx::query(REVOKE_SERIALS).bind(serials).bind(seconds(at)).bind(reason.as_str()).execute(connection).await?;
    Ok(())
}

async fn reinstate(
    connection: &mut PgConnection,
    serials: u32,
    subject: &SubjectId,
) -> Result<StandingChange, StoreError> {
    let standing: Option<(i64, bool)> =
        sqlx::query_as(STANDING).bind(subject.as_str()).fetch_optional(&mut *connection).await?;
    match standing {
        None => return Ok(StandingChange::Unknown),
        Some((_, false)) => return Ok(StandingChange::Already),
        Some((_, true)) => {}
    }
    let next = next_serial(connection).await?;
    require_serial(next, serials)?;
    sqlx::query("UPDATE person SET serial = $1 WHERE subject = $2")
        .bind(i64::from(next))
        .bind(subject.as_str())
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE register SET next_serial = $1").bind(i64::from(next) + 1).execute(&mut *connection).await?;
    Ok(StandingChange::Done)
}

async fn reissue_serial(
    connection: &mut PgConnection,
    serials: u32,
    serial: Serial,
    at: UnixTime,
    reason: Option<&Reason>,
) -> Result<StandingChange, StoreError> {
    let revoked: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM revoked_serial WHERE serial = $1)")
        .bind(i64::from(serial.0))
        .fetch_one(&mut *connection)
        .await?;
    if revoked {
        return Ok(StandingChange::Already);
    }
    let subject: Option<String> = sqlx::query_scalar("SELECT subject FROM person WHERE serial = $1")
        .bind(i64::from(serial.0))
        .fetch_optional(&mut *connection)
        .await?;
    let Some(subject) = subject else { return Ok(StandingChange::Unknown) };
    let damaged = || StoreError::Damaged("the id of a person".to_owned());
    let subject = SubjectId::new(&subject).ok_or_else(damaged)?;
    revoke(connection, std::slice::from_ref(&subject), at, reason).await?;
    reinstate(connection, serials, &subject).await
}

/// Revokes a person who is to be erased, and removes the person's subject id from all revocations. Returns whether
/// there is such a person. In a transaction that has locked the register.
pub(super) async fn forget(
    connection: &mut PgConnection,
    subject: &SubjectId,
    at: UnixTime,
) -> Result<bool, StoreError> {
    if revoke(connection, std::slice::from_ref(subject), at, None).await? == [StandingChange::Unknown] {
        return Ok(false);
    }
    // A reason may reveal the person.
    sqlx::query("UPDATE revoked_serial SET subject = NULL, reason = NULL WHERE subject = $1")
        .bind(subject.as_str())
        .execute(connection)
        .await?;
    Ok(true)
}
