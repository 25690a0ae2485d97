use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use haetae_core::{Kid, TrustList};
use haetae_keys::SealedFolder;
use haetae_keys::ceremony::{Layout, minute};

use super::Said;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A directory that `init` made; its private keys need not be there any more
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Said {
    let layout = Layout::new(&arguments.directory);
    let path = layout.trust_list();
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let bytes = fs::read(&path).map_err(|error| in_file(&error))?;
    let list = TrustList::decode_unverified(&bytes).map_err(|error| in_file(&error))?;
    let node = layout.node();
    let held = if node.exists() { SealedFolder::open(&node)?.kids()? } else { Vec::new() };
    Ok(table(&list, &held)?)
}

fn table(list: &TrustList, held: &[Kid]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(
        text,
        "Trust list, version {}, issued {}, expires {}, signatures not checked. Times are UTC, ends are excluded.\n",
        list.version,
        minute(list.issued),
        minute(list.expires)
    )?;
    writeln!(text, "{:16}  {:12}  {:17}  {:17}  {:4}  issuer", "kid", "role", "from", "until", "held")?;
    let mut keys: Vec<_> = list.keys().collect();
    keys.sort_by_key(|(kid, key)| (key.role.as_str(), key.from, *kid));
    for (kid, key) in keys {
        let held = if held.contains(kid) { "yes" } else { "no" };
        let issuer = key.role.issuing_terms().map_or("", |terms| terms.issuer.as_str());
        let (from, until) = (minute(key.from), minute(key.until));
        let line = format!("{kid}  {:12}  {from}  {until}  {held:4}  {issuer}", key.role.as_str());
        writeln!(text, "{}", line.trim_end())?;
    }
    Ok(text)
}
