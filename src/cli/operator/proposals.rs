use clap::Args;
use haetae_core::UnixTime;
use serde::Serialize;

use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::second_operator::hexadecimal;
use crate::cli::{Context, DataFolder, Failure, load};
use crate::model::{Proposal, Scope};
use crate::runtime::installation;

/// Arguments of `haetae operator proposals`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct ProposalsArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    form: AsJson,
}

#[derive(Serialize)]
struct Proposals {
    proposals: Vec<ProposalJson>,
}

#[derive(Serialize)]
struct ProposalJson {
    id: String,
    kind: &'static str,
    summary: String,
    /// SHA-256 of what was proposed, 64 hexadecimal digits.
    content: String,
    by: String,
    /// What the second operator needs.
    scope: Scope,
    proposed: UnixTime,
    expires: UnixTime,
}

pub(super) async fn run(args: &ProposalsArgs, context: &Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let store = installation::open_to_read(&config).await?;
    let proposals = store.proposals(context.clock.now()).await?.into_iter().map(ProposalJson::of);
    let proposals: Vec<ProposalJson> = proposals.collect();
    if args.form.json {
        json::print(&Proposals { proposals })?;
        return Ok(0);
    }
    if proposals.is_empty() {
        outln!("Nothing waits for a second operator.");
    }
    for proposal in proposals {
        let ProposalJson { id, kind, summary, content, by, scope, expires, .. } = proposal;
        outln!("{id}  {kind}  {summary}");
        outln!("  proposed by {by}; another operator with the scope {scope} confirms until {}", expires.to_rfc3339());
        outln!("  SHA-256 {content}");
    }
    Ok(0)
}

impl ProposalJson {
    fn of(proposal: Proposal) -> Self {
        let Proposal { id, kind, summary, content, by, proposed, expires } = proposal;
        let content = hexadecimal(&content);
        let by = by.as_str().to_owned();
        Self { id, kind: kind.as_str(), summary, content, by, scope: kind.scope(), proposed, expires }
    }
}
