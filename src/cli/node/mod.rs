//! `haetae node`: further nodes of an installation, from the first one's shared parts.

mod ask;
mod configuration;
mod give;
mod invitation;
mod invite;
mod join;
mod named_file;
mod request;
mod take;
mod update;

use clap::Subcommand;

pub(in crate::cli) use join::DRAFT;

use super::{Context, Failure};

/// Commands about the nodes of an installation.
#[derive(Debug, Subcommand)]
pub(super) enum NodeCommand {
    /// On the new machine: make a request to be invited
    Request(request::RequestArgs),
    /// On a node: encrypt the shared parts of the installation for the node that requested them
    Invite(invite::InviteArgs),
    /// On the new machine: make the data folder from an invitation
    Join(join::JoinArgs),
    /// On a node: ask another one for the keys and the trust list that this one lacks
    Ask(ask::AskArgs),
    /// On another node: encrypt its keys and its trust list for the node that asked
    Give(give::GiveArgs),
    /// On the node that asked: take what the other one has given
    Take(take::TakeArgs),
}

/// Runs one of them.
pub(super) async fn run(command: &NodeCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        NodeCommand::Request(args) => request::run(args, context),
        NodeCommand::Invite(args) => invite::run(args, context).await,
        NodeCommand::Join(args) => join::run(args, context).await,
        NodeCommand::Ask(args) => ask::run(args, context),
        NodeCommand::Give(args) => give::run(args, context).await,
        NodeCommand::Take(args) => take::run(args, context),
    }
}
