//! Four eyes: what one operator asks for, another one confirms with the same command.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use sha2::{Digest as _, Sha256};

use super::acts::Acts;
use super::{Context, Failure};
use crate::cli::output::outln;
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::{Operator, Proposal, ProposalKind, Scope};
use crate::operators::Credential;
use crate::runtime::Node;
use crate::store::Confirmation;

/// How long a proposal can be confirmed, in seconds.
const A_DAY: u64 = 86_400;

/// Exit status while a second operator has to confirm.
pub(super) const WAITS: u8 = 1;

/// Who acts, and what they confirm.
#[derive(Debug, Args)]
pub(super) struct ActingOperator {
    /// A file with the credential of the operator who acts; without it the journal names the user of this machine
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Confirm what another operator has proposed with the same command (operators.four_eyes)
    #[arg(long, value_name = "ID", requires = "token_file")]
    confirm: Option<String>,
}

/// What is to be done, for the second operator.
pub(super) struct Wanted<'a> {
    pub(super) kind: ProposalKind,
    /// The same as it stands in the journal.
    pub(super) act: ActKind,
    pub(super) on: &'a [(&'static str, Detail)],
    /// Whether the configuration asks for two operators.
    pub(super) needs_two: bool,
    /// All of it: what is confirmed must have the same hash.
    pub(super) content: Vec<u8>,
}

/// Whether a command goes on.
pub(super) enum Step {
    /// It does. With a proposal that was confirmed, its id is entered too.
    GoOn(Vec<(&'static str, Detail)>),
    /// It ends here: another operator has to confirm.
    Waits,
}

impl ActingOperator {
    /// The operator of the credential, if the command has one, with this scope.
    async fn operator(&self, node: &Node, scope: Scope) -> Result<Option<Operator>, Failure> {
        let Some(path) = &self.token_file else { return Ok(None) };
        let line = haetae_keys::read_secret_line(path)?;
        let named = |what: &str| Failure::no(format!("{}: {what}", path.display()));
        let credential = Credential::parse(&line).ok_or_else(|| named("this is not the credential of an operator"))?;
        let (hash, now) = (credential.hash(), node.clock.now());
        let operators = node.store.operators().await?;
        let operator =
            operators.into_iter().find(|operator| operator.credential == Some(hash) && operator.is_live(now));
        let operator = operator.ok_or_else(|| named("this credential is wrong, removed or expired"))?;
        if !operator.may(scope) {
            return Err(named(&format!("the credential of {} does not have the scope {scope}", operator.name)));
        }
        Ok(Some(operator))
    }

    /// Who has proposed what this command confirms; `None` if it confirms nothing.
    pub(super) async fn proposer(&self, node: &Node) -> Result<Option<String>, Failure> {
        let Some(id) = &self.confirm else { return Ok(None) };
        let proposals = node.store.proposals(node.clock.now()).await?;
        Ok(proposals.into_iter().find(|proposal| proposal.id == *id).map(|proposal| proposal.by.as_str().to_owned()))
    }

    /// Names the operator of the credential in the journal, where one operator is enough.
    pub(super) async fn act_as(&self, node: &Node, scope: Scope, acts: &mut Acts) -> Result<(), Failure> {
        if self.confirm.is_some() {
            return Err("this needs no second operator: leave --confirm out".into());
        }
        if let Some(operator) = self.operator(node, scope).await? {
            acts.act_as(&operator.name);
        }
        Ok(())
    }

    /// Lets the command go on if one operator is enough or two agree; otherwise stores what a second one must confirm.
    pub(super) async fn require(
        &self,
        wanted: &Wanted<'_>,
        node: &Node,
        acts: &mut Acts,
        context: &mut Context,
    ) -> Result<Step, Failure> {
        let scope = wanted.kind.scope();
        if !wanted.needs_two {
            self.act_as(node, scope, acts).await?;
            return Ok(Step::GoOn(wanted.on.to_vec()));
        }
        let Some(operator) = self.operator(node, scope).await? else {
            return Err(Failure::from(format!(
                "operators.four_eyes asks for two operators: --token-file must name the credential of one with the scope {scope}"
            )));
        };
        acts.act_as(&operator.name);
        let content: [u8; 32] = Sha256::digest(&wanted.content).into();
        match &self.confirm {
            None => propose(wanted, content, &operator, node, acts, context).await,
            Some(id) => confirm(wanted, content, &operator, id, node, acts).await,
        }
    }
}

async fn propose(
    wanted: &Wanted<'_>,
    content: [u8; 32],
    operator: &Operator,
    node: &Node,
    acts: &mut Acts,
    context: &mut Context,
) -> Result<Step, Failure> {
    let mut bytes = [0_u8; 8];
    context.random.fill(&mut bytes)?;
    let id = hexadecimal(&bytes);
    let now = node.clock.now();
    let expires = now.saturating_add(A_DAY);
    let summary: Vec<String> = wanted.on.iter().map(|(name, detail)| format!("{name} {detail}")).collect();
    let proposal = Proposal {
        id: id.clone(),
        kind: wanted.kind,
        summary: summary.join(", "),
        content,
        by: operator.name.clone(),
        proposed: now,
        expires,
    };
    node.store.propose(&proposal).await?;
    acts.enter(wanted.act, with_proposal(wanted, &id), ActOutcome::Proposed)?;
    outln!("Nothing is changed yet: this waits for a second operator, as the proposal {id}.");
    outln!("SHA-256 of what was proposed: {}", hexadecimal(&content));
    outln!(
        "Until {} another operator with the scope {} confirms it with the same command, their own --token-file, and --confirm {id}.",
        expires.to_rfc3339(),
        wanted.kind.scope()
    );
    Ok(Step::Waits)
}

async fn confirm(
    wanted: &Wanted<'_>,
    content: [u8; 32],
    operator: &Operator,
    id: &str,
    node: &Node,
    acts: &mut Acts,
) -> Result<Step, Failure> {
    let on = with_proposal(wanted, id);
    let refusal = match node.store.confirm(id, &content, &operator.name, node.clock.now()).await? {
        Confirmation::Done => return Ok(Step::GoOn(on)),
        Confirmation::Unknown => {
            "there is no such proposal, or it was confirmed before; haetae operator proposals lists them"
        }
        Confirmation::Expired => "nobody has confirmed this proposal within a day: it must be proposed again",
        Confirmation::ProposerGone => {
            "who has proposed this was removed, or their credential has expired: another operator must propose it again"
        }
        Confirmation::SameOperator => "who has proposed this cannot confirm it: another operator must",
        Confirmation::OtherContent => {
            "this is not what was proposed: compare the command and its files with the other operator"
        }
    };
    acts.enter(wanted.act, on, ActOutcome::Refused)?;
    Err(Failure::no(refusal))
}

fn with_proposal(wanted: &Wanted<'_>, id: &str) -> Vec<(&'static str, Detail)> {
    wanted.on.iter().cloned().chain([("proposal", Detail::from(id))]).collect()
}

/// Lower-case hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a string never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
