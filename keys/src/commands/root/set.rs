use std::path::PathBuf;

use haetae_core::{Kid, PublicKey, RootSet};
use haetae_keys::ceremony::{create_file, read_bounded};

use crate::commands::{EXIT_STATUS, Said};

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// Root sets whose keys go into the new set
    #[arg(value_name = "ROOTS", required = true)]
    sets: Vec<PathBuf>,
    /// How many of the keys must sign a trust list
    #[arg(long)]
    threshold: u64,
    /// A key to leave out
    #[arg(long, value_name = "KID")]
    without: Vec<String>,
    /// The root set to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Said {
    let mut keys: Vec<(Kid, PublicKey)> = Vec::new();
    for path in &arguments.sets {
        let set: RootSet =
            serde_json::from_slice(&read_bounded(path)?).map_err(|error| format!("{}: {error}", path.display()))?;
        keys.extend(set.keys().copied());
    }
    keys.sort_by_key(|(kid, _)| *kid);
    keys.dedup();
    for text in &arguments.without {
        let place = keys.iter().position(|(kid, _)| Kid::parse(text) == Some(*kid));
        keys.remove(place.ok_or_else(|| format!("--without {text}: none of these sets has such a key"))?);
    }
    let set = RootSet::new(arguments.threshold, keys.iter().map(|(_, key)| *key))
        .map_err(|error| format!("this makes no root set, which needs {}", error.reason()))?;
    let mut json = serde_json::to_vec_pretty(&set)?;
    json.push(b'\n');
    create_file(&arguments.out, &json)?;
    let mut text = format!("{} of {} must sign: {}\n", set.threshold(), keys.len(), arguments.out.display());
    for (kid, _) in keys {
        text.push_str(&format!("  {kid}\n"));
    }
    Ok(text)
}
