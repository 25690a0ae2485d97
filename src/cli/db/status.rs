use clap::Args;
use haetae_core::UnixTime;
use serde::Serialize;

use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, load};
use crate::runtime::installation;
use crate::store;

/// Arguments of `haetae db status`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct StatusArgs {
    #[command(flatten)]
    form: AsJson,
}

/// The output of `--json`.
#[derive(Serialize)]
struct StatusJson {
    path: String,
    /// The name to type before the database is replaced; null if it is not marked as production.
    production: Option<String>,
    /// Null in a database that an earlier version made.
    installation: Option<String>,
    people: u64,
    revocations: usize,
    withdrawn_keys: usize,
    next_serial: u32,
    serials: u32,
    /// The version that was published last.
    published: Option<u64>,
    reconcile_due: bool,
}

pub(super) async fn run(args: &StatusArgs, data: &DataFolder, context: &Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    let store = installation::open_to_read(&config).await?;
    let changes = store.changes().await?;
    let status = StatusJson {
        path: config.database(),
        production: store::production(&config).await?,
        installation: store.installation().await?,
        people: store.count().await?,
        revocations: store.revoked_since(UnixTime::saturating_new(0)).await?.len(),
        withdrawn_keys: store.withdrawn_keys().await?.len(),
        next_serial: store.next_serial().await?,
        serials: 1 << config.issuer.serial_bits,
        published: changes.published,
        reconcile_due: changes.reconcile_due,
    };
    if args.form.json {
        json::print(&status)?;
        return Ok(0);
    }
    outln!("{:<16} {}", "database", status.path);
    outln!("{:<16} {}", "installation", status.installation.as_deref().unwrap_or("not named yet"));
    if let Some(production) = &status.production {
        outln!("{:<16} {}", "production", production);
    }
    outln!("{:<16} {}", "people", status.people);
    outln!("{:<16} {} of {} given", "serials", status.next_serial, status.serials);
    outln!("{:<16} {}", "revocations", status.revocations);
    outln!("{:<16} {}", "withdrawn keys", status.withdrawn_keys);
    outln!(
        "{:<16} {}",
        "published",
        status.published.map_or_else(|| "nothing".to_owned(), |set| format!("version {set}"))
    );
    outln!("{:<16} {}", "reconcile", if status.reconcile_due { "due: haetae db reconcile" } else { "not needed" });
    Ok(0)
}
