use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{Kid, UnixTime};
use haetae_keys::ceremony::{Request, create_file, minute};
use haetae_keys::planning::take;
use haetae_keys::{SealedFolder, UnlockedFolder};

use super::load::unlock_vault;
use super::voided;
use crate::cli::output::outln;
use crate::cli::publication::Publication;
use crate::cli::{Acts, Context, DataFolder, Failure, open, reason, time, trust_request};
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::{Reason, WithdrawnKey};
use crate::runtime::Node;
use crate::signing::{Compromise, Signing, list_without};
use crate::store::WithdrawalChange;

/// Arguments of `haetae keys compromise`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 withdrawn or taken back, 1 the key is not on the trust list or cannot be withdrawn, 2 wrong usage or failure"
)]
pub(in crate::cli) struct CompromiseArgs {
    /// The key's id, 16 hexadecimal digits
    kid: String,
    /// The reason, for the record: 1 to 500 characters on one line
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// When scanners begin to refuse its passes, such as 2026-11-22T09:00:00Z; by default now. A later time lets phones
    /// renew first, but also lets the thief make passes until then
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<UnixTime>,
    /// The file for the request for a trust list without the key; it must not exist
    #[arg(long, value_name = "FILE", required_unless_present = "undo")]
    out: Option<PathBuf>,
    /// The vault with the cold spare of the key's window, which signs from now on
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
    /// A file with the vault's passphrase in its first line; `vault.passphrase` in the data folder by default
    #[arg(long, value_name = "FILE", requires = "vault")]
    passphrase_file: Option<PathBuf>,
    /// Undo the withdrawal because the key was not stolen: sign with it again, and let scanners admit its passes
    #[arg(long, conflicts_with_all = ["from", "out", "vault"])]
    undo: bool,
}

/// Withdraws a key, or lifts a withdrawal.
pub(super) async fn run(data: &DataFolder, args: &CompromiseArgs, context: &mut Context) -> Result<u8, Failure> {
    let kid = Kid::parse(&args.kid).ok_or("a key's id has 16 hexadecimal digits; haetae trust show lists them")?;
    let reason = reason(&args.reason)?;
    let (config, node) = open(data, context).await?;
    let signing = node.publisher.signing().load();
    let compromise = Compromise::of(&signing.list, kid).map_err(|error| Failure::no(error.to_string()))?;
    let Some(out) = &args.out else {
        let mut acts = Acts::open(&config, context)?;
        return undo(&reason, &config, &node, kid, &mut acts).await;
    };

    let now = node.clock.now();
    require_sense(&compromise, args.from, now)?;
    if out.exists() {
        return Err(format!("{}: the file exists already", out.display()).into());
    }
    let vault = args.vault.as_deref().map(|vault| unlock_vault(&config, Some(vault), args.passphrase_file.as_deref()));
    let vault = vault.transpose()?;
    let withdrawn = node.store.withdrawn_keys().await?;
    // If the command runs again, for another request for instance, the refusal does not begin later than before.
    let begun = withdrawn.iter().find(|key| key.kid == kid && key.refused_from <= now).map(|key| key.refused_from);
    let refused_from = args.from.or(begun).unwrap_or(now);
    let withdrawn = withdrawn.into_iter().map(|key| key.kid).chain([kid]).collect::<BTreeSet<Kid>>();
    let key = WithdrawnKey { kid, refused_from, reason, entered: now };
    let publication = Publication::of(&config, &node).await?;
    // The most urgent step first: the rest may fail and be tried again.
    let mut acts = Acts::open(&config, context)?;
    let change = node.store.withdraw_key(&key).await?;
    node.publisher.apply_withdrawals().await?;
    let from = ("from", Detail::from(key.refused_from.to_rfc3339()));
    acts.enter(ActKind::KeyWithdraw, [("kid", kid.to_string().into()), from], outcome(change))?;
    announce(&compromise, &key, change, (&config, &publication), now);
    if compromise.issues_passes() {
        let today = node.issuer.config().calendar.day_of(now).ok_or("the clock shows a time after year 9999")?;
        voided::describe(&config, kid, today)?;
    }
    if let Some(vault) = &vault {
        bring_spare(&compromise, vault, &config)?;
        node.publisher.signing().reload_if_changed(now).map_err(crate::runtime::OpenError::from)?;
    }
    say_who_signs(&compromise, &withdrawn, &node.publisher.signing().load(), now);
    ask_custodians(&signing, &withdrawn, out, now)
}

fn require_sense(compromise: &Compromise, from: Option<UnixTime>, now: UnixTime) -> Result<(), Failure> {
    let Some(refused_from) = from else { return Ok(()) };
    if refused_from < now {
        return Err("--from is in the past: leave it out to have scanners refuse the passes as soon as possible".into());
    }
    if !compromise.issues_passes() {
        return Err("--from is only for keys that issue passes, and this key does not".into());
    }
    if refused_from >= compromise.ends() {
        let ends = minute(compromise.ends());
        return Err(format!("--from is too late: the last pass of this key ends at {ends}").into());
    }
    Ok(())
}

fn announce(
    compromise: &Compromise,
    key: &WithdrawnKey,
    change: WithdrawalChange,
    (config, publication): (&Config, &Publication),
    now: UnixTime,
) {
    let TrustedWords { role, from, until } = TrustedWords::of(compromise);
    match change {
        WithdrawalChange::Done => outln!("Withdrawn: the key {} ({role}, {from} to {until}).", key.kid),
        WithdrawalChange::Already => outln!("The key {} ({role}, {from} to {until}) was withdrawn already.", key.kid),
    }
    let poll = config.publishing.poll;
    if !compromise.issues_passes() {
        outln!(
            "A running service stops signing with it within {poll} s. Scanners trust it until they have a list without it."
        );
        return;
    }
    outln!("A running service stops signing with it within {poll} s. {}", publication.of_change());
    if key.refused_from > now {
        outln!("Scanners refuse its passes from {} on.", minute(key.refused_from));
        outln!(
            "!! Until then they admit passes that a thief makes with it. If you see such passes, withdraw it with immediate effect."
        );
    } else {
        outln!(
            "Scanners refuse its passes as soon as they have that manifest; those without a network, when they are online again."
        );
    }
}

/// A key's role and window as text.
struct TrustedWords {
    role: &'static str,
    from: String,
    until: String,
}

impl TrustedWords {
    fn of(compromise: &Compromise) -> Self {
        let key = &compromise.key;
        Self { role: key.role.as_str(), from: minute(key.from), until: minute(key.until) }
    }
}

/// Moves the spare from the vault to the node.
fn bring_spare(compromise: &Compromise, vault: &UnlockedFolder, config: &Config) -> Result<(), Failure> {
    let failed =
        |error: String| Failure::from(format!("the withdrawal is entered, but the spare is not here: {error}"));
    let node = SealedFolder::open(&config.keys_directory()).map_err(|error| failed(error.to_string()))?;
    let kids = vault.folder().kids().map_err(|error| failed(error.to_string()))?;
    for spare in compromise.spares.iter().filter(|spare| kids.contains(spare)) {
        take(vault, *spare, &node, false).map_err(|error| failed(error.to_string()))?;
    }
    Ok(())
}

fn say_who_signs(compromise: &Compromise, withdrawn: &BTreeSet<Kid>, signing: &Signing, now: UnixTime) {
    let spares: Vec<&Kid> = compromise.spares.iter().filter(|spare| !withdrawn.contains(spare)).collect();
    outln!();
    match spares.first() {
        None => outln!(
            "It has no spare: what only this key could sign must wait for another key on the list and on this node."
        ),
        Some(first) => match spares.iter().find(|spare| signing.custody.public_key(***spare).is_some()) {
            Some(spare) => outln!("The key {spare} of the same window signs in its place."),
            None => outln!(
                "The cold spare of its window is {first}. Bring it to this node: haetae keys load --vault DIR --spare {first}"
            ),
        },
    }
    if signing.keys.status_key_at(now) == Some(compromise.kid) {
        outln!("It keeps signing manifests until another status key is here: the thief can sign anyway, and without");
        outln!("manifests scanners would miss revocations.");
    }
}

fn ask_custodians(signing: &Signing, withdrawn: &BTreeSet<Kid>, out: &Path, now: UnixTime) -> Result<u8, Failure> {
    let entered = |error: String| Failure::from(format!("the withdrawal is entered, but there is no request: {error}"));
    let next = list_without(&signing.list, withdrawn, now).map_err(|error| entered(error.to_string()))?;
    let request = Request::new(next, Some(signing.signed_list.clone())).map_err(|error| entered(error.to_string()))?;
    create_file(out, request.bytes()).map_err(|error| entered(error.to_string()))?;
    outln!();
    trust_request::announce(&request, out);
    outln!(
        "\nThen: haetae trust install. Once that list is installed, scanners no longer know the key and manifests no longer name it."
    );
    Ok(0)
}

const fn outcome(change: WithdrawalChange) -> ActOutcome {
    match change {
        WithdrawalChange::Done => ActOutcome::Done,
        WithdrawalChange::Already => ActOutcome::Already,
    }
}

async fn undo(reason: &Reason, config: &Config, node: &Node, kid: Kid, acts: &mut Acts) -> Result<u8, Failure> {
    let publication = Publication::of(config, node).await?;
    let change = node.store.lift_withdrawal(kid, reason, node.clock.now()).await?;
    acts.enter(ActKind::KeyWithdrawalLift, [("kid", kid.to_string().into())], outcome(change))?;
    match change {
        WithdrawalChange::Done => {
            outln!("Taken back: a running service signs with {kid} again. {}", publication.of_change());
            outln!(
                "Scanners admit its passes once they have that manifest; those without a network still refuse them."
            );
            outln!("Destroy the request for a list without the key, and inform the custodians.");
        }
        WithdrawalChange::Already => outln!("This key is not withdrawn; nothing changed."),
    }
    Ok(0)
}
