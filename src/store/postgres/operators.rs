//! Operators: rows of `operator` and `proposal`.

use async_trait::async_trait;
use haetae_core::{CivilDate, UnixTime};
use sqlx::{PgConnection, PgExecutor};

use super::PostgresStore;
use crate::model::{CredentialHash, Operator, OperatorName, Proposal};
use crate::store::rows::{OpenProposal, OperatorRow, ProposalRow, operator, proposal, seconds};
use crate::store::{Confirmation, OperatorChange, OperatorStore, StoreError};

const OPERATORS: &str = "\
    SELECT name, credential, scopes, created, expires, removed, last_used FROM operator ORDER BY name";

const ADD: &str = "\
    INSERT INTO operator (name, credential, scopes, created, expires, removed, last_used) \
    VALUES ($1, $2, $3, $4, $5, NULL, NULL) ON CONFLICT (lower(name)) DO NOTHING";

const NOTE_USE: &str = "\
    UPDATE operator SET last_used = $2 WHERE name = $1 AND (last_used IS NULL OR last_used < $2)";

const PROPOSE: &str = "\
    INSERT INTO proposal (id, kind, summary, content, proposed_by, proposed, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Those that are not confirmed, or the one of the id $1; and whether who proposed it is an operator at the time $2.
const PROPOSALS: &str = "\
    SELECT proposal.id, kind, summary, content, proposed_by, proposed, proposal.expires, \
        operator.removed IS NULL AND (operator.expires IS NULL OR operator.expires > $2) \
    FROM proposal JOIN operator ON operator.name = proposed_by \
    WHERE confirmed IS NULL AND ($1::text IS NULL OR id = $1) ORDER BY proposed, id";

#[async_trait]
impl OperatorStore for PostgresStore {
    async fn add_operator(&self, operator: &Operator) -> Result<OperatorChange, StoreError> {
        let scopes: Vec<&str> = operator.scopes.iter().map(|scope| scope.as_str()).collect();
        let query = sqlx::query(ADD)
            .bind(operator.name.as_str())
            .bind(operator.credential.as_ref().map(|hash| hash.0.as_slice()))
            .bind(scopes.join(" "))
            .bind(seconds(operator.created))
            .bind(operator.expires.map(seconds));
        let added = self.within(async { Ok(query.execute(&self.pool).await?) }).await?;
        Ok(if added.rows_affected() == 0 { OperatorChange::NameTaken } else { OperatorChange::Done })
    }

    async fn exchange_credential(
        &self,
        name: &OperatorName,
        credential: CredentialHash,
    ) -> Result<OperatorChange, StoreError> {
        let query = sqlx::query("UPDATE operator SET credential = $2 WHERE name = $1 AND removed IS NULL")
            .bind(name.as_str())
            .bind(credential.0.as_slice());
        let changed = self.within(async { Ok(query.execute(&self.pool).await?) }).await?;
        Ok(if changed.rows_affected() == 0 { OperatorChange::Unknown } else { OperatorChange::Done })
    }

    async fn remove_operator(&self, name: &OperatorName, at: UnixTime) -> Result<OperatorChange, StoreError> {
        let remove = "UPDATE operator SET credential = NULL, removed = $2 WHERE name = $1 AND removed IS NULL";
        let query = sqlx::query(remove).bind(name.as_str()).bind(seconds(at));
        let removed = self.within(async { Ok(query.execute(&self.pool).await?) }).await?;
        Ok(if removed.rows_affected() == 0 { OperatorChange::Unknown } else { OperatorChange::Done })
    }

    async fn operators(&self) -> Result<Vec<Operator>, StoreError> {
        let read = async {
            let rows: Vec<OperatorRow> = sqlx::query_as(OPERATORS).fetch_all(&self.pool).await?;
            rows.into_iter().map(operator).collect()
        };
        self.within(read).await
    }

    async fn note_use(&self, name: &OperatorName, day: CivilDate) -> Result<(), StoreError> {
        let query = sqlx::query(NOTE_USE).bind(name.as_str()).bind(i64::from(day.days()));
        self.within(async { Ok(query.execute(&self.pool).await.map(drop)?) }).await
    }

    async fn propose(&self, proposal: &Proposal) -> Result<(), StoreError> {
        let query = sqlx::query(PROPOSE)
            .bind(&proposal.id)
            .bind(proposal.kind.as_str())
            .bind(&proposal.summary)
            .bind(proposal.content.as_slice())
            .bind(proposal.by.as_str())
            .bind(seconds(proposal.proposed))
            .bind(seconds(proposal.expires));
        self.within(async { Ok(query.execute(&self.pool).await.map(drop)?) }).await
    }

    async fn proposals(&self, now: UnixTime) -> Result<Vec<Proposal>, StoreError> {
        let open = self.within(open_proposals(&self.pool, None, now)).await?;
        let waiting = open.into_iter().filter(|open| open.proposer_is_live && now < open.proposal.expires);
        Ok(waiting.map(|open| open.proposal).collect())
    }

    async fn confirm(
        &self,
        id: &str,
        content: &[u8; 32],
        by: &OperatorName,
        at: UnixTime,
    ) -> Result<Confirmation, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            // Of two confirmations at once, the second one finds it confirmed.
            sqlx::query("SELECT id FROM proposal WHERE id = $1 FOR UPDATE").bind(id).execute(&mut *tx).await?;
            let confirmation = confirm(&mut tx, id, content, by, at).await?;
            tx.commit().await?;
            Ok(confirmation)
        };
        self.within(write).await
    }
}

async fn confirm(
    connection: &mut PgConnection,
    id: &str,
    content: &[u8; 32],
    by: &OperatorName,
    at: UnixTime,
) -> Result<Confirmation, StoreError> {
    let Some(open) = open_proposals(&mut *connection, Some(id), at).await?.pop() else {
        return Ok(Confirmation::Unknown);
    };
    let OpenProposal { proposal, proposer_is_live } = open;
    if at >= proposal.expires {
        return Ok(Confirmation::Expired);
    }
    if proposal.by == *by {
        return Ok(Confirmation::SameOperator);
    }
    if !proposer_is_live {
        return Ok(Confirmation::ProposerGone);
    }
    if proposal.content != *content {
        return Ok(Confirmation::OtherContent);
    }
    sqlx::query("UPDATE proposal SET confirmed_by = $2, confirmed = $3 WHERE id = $1")
        .bind(id)
        .bind(by.as_str())
        .bind(seconds(at))
        .execute(connection)
        .await?;
    Ok(Confirmation::Done)
}

async fn open_proposals(
    connection: impl PgExecutor<'_>,
    id: Option<&str>,
    now: UnixTime,
) -> Result<Vec<OpenProposal>, StoreError> {
    let rows: Vec<ProposalRow> = sqlx::query_as(PROPOSALS).bind(id).bind(seconds(now)).fetch_all(connection).await?;
    rows.into_iter().map(proposal).collect()
}
