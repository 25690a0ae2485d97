//! `haetae node`: further nodes of an installation, from the first one's shared parts.

mod configuration;
mod invitation;
mod invite;
mod join;
mod named_file;
mod request;

use clap::Subcommand;

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
}

/// Runs one of them.
pub(super) async fn run(command: &NodeCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        NodeCommand::Request(args) => request::run(args, context),
        NodeCommand::Invite(args) => invite::run(args, context).await,
        NodeCommand::Join(args) => join::run(args, context).await,
    }
}
