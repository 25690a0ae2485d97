//! People: rows of `person`, and the numbers of `register`.

use async_trait::async_trait;
use sqlx::PgConnection;

use super::PostgresStore;
use crate::model::{Record, SubjectId};
use crate::store::rows::PersonRow;
use crate::store::{PeopleQuery, RecordStore, StoreError};

/// A query for rows of [`PersonRow`], from its conditions on.
///
/// Of evidence longer than 32 KiB, several times what an import keeps, only beginning and end are read, with a line end
/// between them: an earlier release may have kept any amount of it, and every request would read it. As it is sorted,
/// the end has the latest tests and the vaccinations.
macro_rules! select_people {
    ($conditions:literal) => {
        concat!(
            "SELECT person.serial, person.subject, person.version, person.name, person.name_hash, person.birth_date, \
                person.birth_precision, person.deceased, person.may_change, \
                CASE WHEN octet_length(person.evidence) <= 32768 THEN person.evidence \
                    ELSE left(person.evidence, 16384) || chr(10) || right(person.evidence, 16384) END AS evidence, \
                identifier_system.uri AS system, revoked_serial.at AS revoked_at, revoked_serial.reason \
            FROM person LEFT JOIN revoked_serial ON revoked_serial.serial = person.serial \
                LEFT JOIN identifier_system ON identifier_system.id = person.identifier_system ",
            $conditions
        )
    };
}

const RECORD: &str = select_people!("WHERE person.subject = $1");

/// The records of an array of subject ids.
pub(super) const RECORDS: &str = select_people!("WHERE person.subject = ANY($1)");

/// A subject id is ASCII below `~`, so the range is that of the prefix.
const FIND: &str = select_people!(
    "WHERE person.subject >= $1 AND person.subject < $1 || '~' AND person.subject > $2 \
    AND (strpos(person.subject, $3) > 0 OR strpos(person.name, $3) > 0) \
    AND ($4::boolean IS NULL OR (revoked_serial.serial IS NOT NULL) = $4) ORDER BY person.subject LIMIT $5"
);

#[async_trait]
impl RecordStore for PostgresStore {
    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError> {
        let read = async {
            let row: Option<PersonRow> =
                sqlx::query_as(RECORD).bind(subject.as_str()).fetch_optional(&self.pool).await?;
            row.map(PersonRow::record).transpose()
        };
        self.within(read).await
    }

    async fn find_people(&self, query: &PeopleQuery, limit: u32) -> Result<Vec<Record>, StoreError> {
        let mut tx = self.begin_long().await?;
        let rows: Vec<PersonRow> = sqlx::query_as(FIND)
            .bind(&query.prefix)
            .bind(query.after.as_ref().map_or("", SubjectId::as_str))
            .bind(&query.words)
            .bind(query.revoked)
            .bind(i64::from(limit))
            .fetch_all(&mut *tx)
            .await?;
        tx.commit().await?;
        rows.into_iter().map(PersonRow::record).collect()
    }

    async fn count(&self) -> Result<u64, StoreError> {
        let read = async {
            let people: i64 = sqlx::query_scalar("SELECT people FROM register").fetch_one(&self.pool).await?;
            u64::try_from(people).map_err(|_| StoreError::Damaged("the number of people".to_owned()))
        };
        self.within(read).await
    }
}

/// The first serial that was never given. It may be one too high: see [`require_serial`]. Until the end of the
/// transaction, no other one gives serials.
///
/// # Errors
///
/// [`StoreError::ReconcileDue`] if others may have been given since the database was saved.
pub(super) async fn next_serial(connection: &mut PgConnection) -> Result<u32, StoreError> {
    let (next, reconcile_due): (i64, bool) =
        sqlx::query_as("SELECT next_serial, reconcile_due FROM register FOR UPDATE").fetch_one(connection).await?;
    if reconcile_due { Err(StoreError::ReconcileDue) } else { number_of(next) }
}

/// A serial that was never given, as it is stored.
pub(super) fn number_of(next: i64) -> Result<u32, StoreError> {
    u32::try_from(next).map_err(|_| StoreError::Damaged("the next serial".to_owned()))
}

/// Refuses a serial that is not among the first `serials`.
pub(super) fn require_serial(serial: u32, serials: u32) -> Result<(), StoreError> {
    if serial < serials { Ok(()) } else { Err(StoreError::NoSerialLeft(serials.into())) }
}
