use clap::Args;
use haetae_core::{TrustList, UnixTime};
use haetae_keys::ceremony::minute;
use serde::Serialize;

use super::list_in_force;
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, load};

/// Arguments of `haetae trust show`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 shown, 2 wrong usage or failure")]
pub(in crate::cli) struct ShowArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    form: AsJson,
}

#[derive(Serialize)]
struct ListJson {
    version: u64,
    issued: UnixTime,
    expires: UnixTime,
    expired: bool,
    /// How many of the roots must sign the next list.
    threshold: u64,
    roots: Vec<String>,
    keys: Vec<KeyJson>,
}

#[derive(Serialize)]
struct KeyJson {
    kid: String,
    role: &'static str,
    from: UnixTime,
    until: UnixTime,
}

/// Shows the list in force.
pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let (_, list) = list_in_force(&config)?;
    let shown = ListJson::of(&list, context.clock.now());
    if args.form.json {
        json::print(&shown)?;
    } else {
        in_words(&shown);
    }
    Ok(0)
}

impl ListJson {
    fn of(list: &TrustList, now: UnixTime) -> Self {
        let keys = list.keys().map(|(kid, key)| KeyJson {
            kid: kid.to_string(),
            role: key.role.as_str(),
            from: key.from,
            until: key.until,
        });
        Self {
            version: list.version,
            issued: list.issued,
            expires: list.expires,
            expired: list.expires <= now,
            threshold: list.roots.threshold(),
            roots: list.roots.keys().map(|(kid, _)| kid.to_string()).collect(),
            keys: keys.collect(),
        }
    }
}

fn in_words(list: &ListJson) {
    outln!("Version {}, issued {}, expires {}", list.version, minute(list.issued), minute(list.expires));
    if list.expired {
        outln!("IT HAS EXPIRED: scanners cannot admit anyone until the custodians have signed a new list.");
    }
    outln!("\nRoots, of which {} must sign the next list:", list.threshold);
    for kid in &list.roots {
        outln!("  {kid}");
    }
    outln!("\nKeys:");
    for key in &list.keys {
        outln!("  {}  {:<12}  {} to {}", key.kid, key.role, minute(key.from), minute(key.until));
    }
}
