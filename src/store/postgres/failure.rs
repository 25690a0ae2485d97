//! Maps failures of PostgreSQL to errors of the store. Their texts contain no stored value: the server's details, hints
//! and contexts, which may quote some, are left out.

use std::time::Duration;

use sqlx::postgres::PgDatabaseError;

use crate::store::StoreError;

/// Why a PostgreSQL database is not available, for operators.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unavailable {
    #[error("PostgreSQL cannot be reached: {0}")]
    Unreachable(String),
    #[error("PostgreSQL has not answered for {0} seconds")]
    NoAnswer(f64),
    #[error("no connection to the database in time: it is down or out of reach, or all connections are in use")]
    NoConnection,
    #[error("the server has no room for another connection: {0}")]
    TooManyConnections(String),
    #[error("PostgreSQL is down; it is tried every half second")]
    Down,
    #[error("PostgreSQL ended the statement: {0} (storage.statement_timeout)")]
    TooSlow(String),
    #[error("PostgreSQL has no room left: {0}")]
    Full(String),
    #[error("PostgreSQL is read-only: it is a standby, or an administrator has made it so")]
    ReadOnly,
    #[error("PostgreSQL refuses the connection: {0}")]
    Refused(String),
    #[error("PostgreSQL stops or starts: {0}")]
    Stopping(String),
    #[error("two transactions got in each other's way: {0}")]
    Conflict(String),
    #[error("PostgreSQL failed with SQLSTATE {code}")]
    Other { code: String },
}

fn unavailable(why: Unavailable) -> StoreError {
    StoreError::Unavailable(Box::new(why))
}

/// The server has not answered in time.
pub(super) fn no_answer(limit: Duration) -> StoreError {
    unavailable(Unavailable::NoAnswer(limit.as_secs_f64()))
}

/// The server is known to be down.
pub(super) fn down() -> StoreError {
    unavailable(Unavailable::Down)
}

/// Whether the reason may be that the server is down.
pub(super) fn is_suspicious(error: &StoreError) -> bool {
    let StoreError::Unavailable(why) = error else { return false };
    matches!(
        why.downcast_ref(),
        Some(
            Unavailable::Unreachable(_)
                | Unavailable::NoAnswer(_)
                | Unavailable::NoConnection
                | Unavailable::Stopping(_)
        )
    )
}

/// The server is a standby, which cannot write.
pub(super) fn standby() -> sqlx::Error {
    sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::ReadOnlyFilesystem, Unavailable::ReadOnly))
}

/// An error of the driver that is not of the database itself.
pub(in crate::store) fn explain_driver(error: &sqlx::Error) -> Option<StoreError> {
    let why = match error {
        sqlx::Error::Io(error) => Unavailable::Unreachable(error.to_string()),
        sqlx::Error::Tls(error) => Unavailable::Unreachable(format!("TLS: {error}")),
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Unavailable::NoConnection,
        _ => return None,
    };
    Some(unavailable(why))
}

/// An error that the server reported. <https://www.postgresql.org/docs/current/errcodes-appendix.html>
pub(in crate::store) fn explain(error: &PgDatabaseError) -> StoreError {
    let message = error.message().to_owned();
    match error.code() {
        // This program keeps every rule of the schema: if one is broken, the database is damaged.
        "XX001" | "XX002" => StoreError::Damaged(message),
        "25006" => unavailable(Unavailable::ReadOnly),
        "57014" | "55P03" | "25P03" => unavailable(Unavailable::TooSlow(message)),
        "57P01" | "57P02" | "57P03" => unavailable(Unavailable::Stopping(message)),
        "40001" | "40P01" => unavailable(Unavailable::Conflict(message)),
        "53300" => unavailable(Unavailable::TooManyConnections(message)),
        "42501" => unavailable(Unavailable::Refused(message)),
        code => match code.get(..2).unwrap_or_default() {
            "53" => unavailable(Unavailable::Full(message)),
            "28" | "3D" | "08" => unavailable(Unavailable::Refused(message)),
            // A table or column is missing.
            "42" | "3F" => StoreError::UnknownSchema(message),
            // The message of a broken rule names the rule, and its detail the value.
            "23" => StoreError::Damaged(error.constraint().map_or_else(
                || "a rule of the schema is broken".to_owned(),
                |rule| format!("the rule {rule} of the schema is broken"),
            )),
            "22" => StoreError::Damaged("a value that cannot be read".to_owned()),
            // A full disk is a failure of the operating system too.
            "58" if message.contains("No space left") => unavailable(Unavailable::Full(message)),
            _ => unavailable(Unavailable::Other { code: code.to_owned() }),
        },
    }
}
