use clap::Args;
use haetae_core::{Kid, TrustList, UnixTime};
use haetae_keys::Custody as _;

use super::token::{HeldInToken, has_ended};
use crate::cli::output::outln;
use crate::cli::{Acts, Context, DataFolder, Failure, load, trust_request};
use crate::journal::{ActKind, ActOutcome};
use crate::signing::open_token;

/// Arguments of `haetae keys destroy`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 destroyed, 1 a key is on the trust list and its window has not ended, 2 wrong usage or failure"
)]
pub(in crate::cli) struct DestroyArgs {
    /// Keys in the token that are on no trust list, present or next: left over or withdrawn
    #[arg(value_name = "KID", required_unless_present = "ended")]
    kids: Vec<String>,
    /// All keys in the token whose windows have ended
    #[arg(long)]
    ended: bool,
}

/// Destroys keys in the token, for good.
pub(super) fn run(data: &DataFolder, args: &DestroyArgs, context: &mut Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    let now = context.clock.now();
    let (_, list) = trust_request::list_in_force(&config)?;
    let token = open_token(&config)?.ok_or("the configuration names no token ([token] module)")?;
    let held = HeldInToken::of(token.kids(), &list, now);
    let mut doomed = args.kids.iter().map(|kid| named(kid, &held, &list, now)).collect::<Result<Vec<_>, _>>()?;
    if args.ended {
        doomed.extend(&held.ended);
    }
    doomed.sort_unstable();
    doomed.dedup();
    let mut acts = Acts::open(&config, context)?;
    for (done, kid) in doomed.iter().enumerate() {
        token.destroy(*kid).map_err(|error| {
            Failure::from(format!("{kid}: {error}. {done} keys were destroyed before it; run it again for the others"))
        })?;
    }
    let kids: Vec<String> = doomed.iter().map(ToString::to_string).collect();
    acts.enter(ActKind::KeysDestroy, [("kids", kids.join(" ").into())], ActOutcome::Done)?;
    outln!("Destroyed {} keys in the token.", doomed.len());
    Ok(0)
}

/// A key that may be destroyed: the token holds it, and nothing more will be signed with it.
fn named(text: &str, held: &HeldInToken, list: &TrustList, now: UnixTime) -> Result<Kid, Failure> {
    let kid = Kid::parse(text).filter(|kid| held.kids.contains(kid));
    let kid = kid.ok_or_else(|| format!("{text}: the token holds no such key. Nothing was destroyed"))?;
    match list.keys().find(|(listed, _)| *listed == kid) {
        Some((_, key)) if !has_ended(key, now) => Err(Failure::no(format!(
            "{kid} is on the trust list, and its window has not ended: a key that may be stolen is withdrawn first \
             (haetae keys compromise). Nothing was destroyed"
        ))),
        _ => Ok(kid),
    }
}
