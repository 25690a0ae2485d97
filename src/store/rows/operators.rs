//! Operators and what they proposed.

use haetae_core::CivilDate;

use super::time;
use crate::model::{CredentialHash, Operator, OperatorName, Proposal, ProposalKind, Scope};
use crate::store::StoreError;

/// Name, credential, scopes, and when it was created, expires, was removed and was last used.
pub(in crate::store) type OperatorRow = (String, Option<Vec<u8>>, String, i64, Option<i64>, Option<i64>, Option<i64>);

pub(in crate::store) fn operator(row: OperatorRow) -> Result<Operator, StoreError> {
    let (name, credential, scopes, created, expires, removed, last_used) = row;
    let credential = credential.map(|bytes| bytes.try_into().map(CredentialHash)).transpose();
    let scopes: Option<Vec<Scope>> = scopes.split(' ').filter(|text| !text.is_empty()).map(Scope::parse).collect();
    Ok(Operator {
        name: OperatorName::new(&name).map_err(|_| damaged("an operator's name"))?,
        scopes: scopes.ok_or_else(|| damaged("an operator's scopes"))?,
        credential: credential.map_err(|_| damaged("an operator's credential"))?,
        created: time(created)?,
        expires: expires.map(time).transpose()?,
        removed: removed.map(time).transpose()?,
        last_used: last_used.and_then(CivilDate::from_days),
    })
}

/// A proposal that was not confirmed.
pub(in crate::store) struct OpenProposal {
    pub(in crate::store) proposal: Proposal,
    pub(in crate::store) proposer_is_live: bool,
}

/// Id, kind, summary, content, who proposed it, when, until when, and whether that operator is one still.
pub(in crate::store) type ProposalRow = (String, String, String, Vec<u8>, String, i64, i64, bool);

pub(in crate::store) fn proposal(row: ProposalRow) -> Result<OpenProposal, StoreError> {
    let (id, kind, summary, content, by, proposed, expires, proposer_is_live) = row;
    let proposal = Proposal {
        id,
        kind: ProposalKind::parse(&kind).ok_or_else(|| damaged("a proposal's kind"))?,
        summary,
        content: content.try_into().map_err(|_| damaged("a proposal's content"))?,
        by: OperatorName::new(&by).map_err(|_| damaged("an operator's name"))?,
        proposed: time(proposed)?,
        expires: time(expires)?,
    };
    Ok(OpenProposal { proposal, proposer_is_live })
}

fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(what.to_owned())
}
