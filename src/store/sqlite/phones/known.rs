use std::collections::{BTreeSet, HashMap};

use aws_lc_rs::hmac;
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

use crate::model::Serial;
use crate::store::phones::{Admission, KnownPhones};
use crate::store::{PhoneRequest, StoreError};

/// In one statement, which sees one state of both tables.
const READ: &str = "\
    SELECT 'day', day, salt, NULL FROM holder_day WHERE day IN (SELECT value FROM json_each(?1)) UNION ALL \
    SELECT 'person', serial, keys, signed_in FROM holder WHERE serial IN (SELECT value FROM json_each(?2))";

/// Each as its serial, where its keys begin in the second value, how many bytes they are, and the rest. Nothing is kept
/// of people who are gone.
const KEEP: &str = "\
    INSERT INTO holder (serial, keys, phones, last_day, signed_in) \
    SELECT value ->> 0, substr(?2, value ->> 1, value ->> 2), value ->> 3, value ->> 4, value ->> 5 FROM json_each(?1) \
    WHERE EXISTS (SELECT 1 FROM person WHERE person.serial = json_each.value ->> 0) \
    ON CONFLICT DO UPDATE SET keys = excluded.keys, phones = excluded.phones, last_day = excluded.last_day, \
        signed_in = excluded.signed_in \
    RETURNING serial";

/// What is known of the phones of the people who ask, and the keys of the days that they ask for.
pub(super) struct Known {
    /// By the day. One without a key has no phones.
    keys: HashMap<i32, hmac::Key>,
    /// `None` of those whose row is damaged.
    people: HashMap<Serial, Option<KnownPhones>>,
}

impl Known {
    /// Reads what these requests need.
    pub(super) async fn read<'r>(
        connection: &mut SqliteConnection,
        requests: impl Iterator<Item = &'r PhoneRequest> + Clone,
    ) -> Result<Self, sqlx::Error> {
        let people = list(requests.clone().map(|request| request.serial.0.into()));
        let rows = sqlx::query(READ).bind(days(requests)).bind(people).fetch_all(connection).await?;
        let mut known = Self { keys: HashMap::new(), people: HashMap::new() };
        for row in rows {
            known.add(&row)?;
        }
        Ok(known)
    }

    fn add(&mut self, row: &SqliteRow) -> Result<(), sqlx::Error> {
        let bytes: &[u8] = row.try_get(2)?;
        if row.try_get::<&str, _>(0)? == "day" {
            self.keys.insert(row.try_get(1)?, hmac::Key::new(hmac::HMAC_SHA256, bytes));
        } else {
            let signed_in: i64 = row.try_get(3)?;
            let phones = KnownPhones::decode(bytes, signed_in.cast_unsigned());
            self.people.insert(Serial(row.try_get(1)?), phones);
        }
        Ok(())
    }

    /// Whether a phone may have its passes, and what is known of the person's phones then.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if what is stored of this person is.
    pub(super) fn admission(&self, request: &PhoneRequest) -> Result<(Admission, KnownPhones), StoreError> {
        let mut phones = match self.people.get(&request.serial) {
            None => KnownPhones::default(),
            Some(None) => return Err(StoreError::Damaged("the phones of a person".to_owned())),
            Some(Some(phones)) => phones.clone(),
        };
        let admission = phones.admit(request, |day, thumbprint| {
            let mut hash = [0; 8];
            // A day without a key has no hashes yet, so none is equal to this.
            if let Some(key) = self.keys.get(&day.days()) {
                hash.iter_mut().zip(hmac::sign(key, thumbprint).as_ref()).for_each(|(byte, digest)| *byte = *digest);
            }
            hash
        });
        Ok((admission, phones))
    }

    /// The same; a phone that is new and may have its passes is known from now on.
    ///
    /// # Errors
    ///
    /// As [`Known::admission`].
    pub(super) fn admit(&mut self, request: &PhoneRequest) -> Result<Admission, StoreError> {
        let (admission, phones) = self.admission(request)?;
        self.people.insert(request.serial, Some(phones));
        Ok(admission)
    }

    /// Stores what is known of these people. Returns those who are still there.
    pub(super) async fn keep(
        &self,
        connection: &mut SqliteConnection,
        changed: &BTreeSet<Serial>,
    ) -> Result<BTreeSet<Serial>, sqlx::Error> {
        let mut keys = Vec::new();
        let rows = changed.iter().filter_map(|serial| {
            let phones = self.people.get(serial)?.as_ref()?;
            let (begin, own) = (keys.len() + 1, phones.encode());
            keys.extend_from_slice(&own);
            let (signed_in, last_day) = (phones.signed_in.cast_signed(), phones.last_day());
            Some(format!("[{},{begin},{},{},{last_day},{signed_in}]", serial.0, own.len(), phones.phones()))
        });
        let rows = format!("[{}]", rows.collect::<Vec<_>>().join(","));
        let kept: Vec<u32> = sqlx::query_scalar(KEEP).bind(rows).bind(keys).fetch_all(connection).await?;
        Ok(kept.into_iter().map(Serial).collect())
    }
}

/// The days of requests, as a list in JSON.
pub(super) fn days<'r>(requests: impl Iterator<Item = &'r PhoneRequest>) -> String {
    list(requests.flat_map(|request| request.keys.iter().map(|(day, _)| day.days().into())))
}

/// Numbers as a list in JSON, which SQLite reads as a table.
fn list(numbers: impl Iterator<Item = i64>) -> String {
    let numbers: BTreeSet<i64> = numbers.collect();
    format!("[{}]", numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}
