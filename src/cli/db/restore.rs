use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest as _, Sha256};

use crate::cli::output::outln;
use crate::cli::second_operator::hexadecimal;
use crate::cli::{Acts, Context, DataFolder, Failure, load};
use crate::journal::{ActKind, ActOutcome};
use crate::runtime::installation;
use crate::store::{self, Replaced};

/// Arguments of `haetae db restore`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct RestoreArgs {
    /// A file that `haetae db backup` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The name under which the database is marked as production (`haetae db production`), if it is
    #[arg(long, value_name = "NAME")]
    i_mean: Option<String>,
}

pub(super) async fn run(args: &RestoreArgs, data: &DataFolder, context: &mut Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    let known = installation::around(&config)?;
    installation::require(&config).await?;
    let unreadable = |error: io::Error| Failure::from(format!("{}: {error}", args.file.display()));
    let hash = file_hash(&args.file).map_err(unreadable)?;
    let mut acts = Acts::open(&config, context)?;
    let meant = args.i_mean.as_deref();
    let kept = store::restore(&config, &args.file, known.as_deref(), meant, context.clock.now()).await?;
    acts.enter(ActKind::DbRestore, [("sha256", hash.into())], ActOutcome::Done)?;
    outln!("{} is in the place of {} now.", args.file.display(), config.database());
    match kept {
        Some(Replaced::File(kept)) => {
            outln!("The database that was there before is kept as {}.", kept.display());
        }
        Some(Replaced::Schema(kept)) => {
            outln!("The tables that were there before are kept in the schema {kept}. When you are sure:");
            outln!("DROP SCHEMA {kept} CASCADE;");
        }
        None => {}
    }
    outln!("Nothing is published from it and no serial is given until what came after the backup is brought back:");
    outln!("haetae db reconcile --data {}", data.path.display());
    Ok(0)
}

/// SHA-256 of a file, as hexadecimal digits.
fn file_hash(path: &Path) -> io::Result<String> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            return Ok(hexadecimal(&hash.finalize()));
        }
        hash.update(buffer.get(..length).unwrap_or_default());
    }
}
