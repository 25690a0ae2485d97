use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use haetae_core::TrustList;
use haetae_keys::ceremony::{Layout, minute};
use haetae_keys::{Custody as _, KeyRing};

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
    let keys = layout.node_keys();
    let ring = if keys.exists() { KeyRing::open(&keys)? } else { KeyRing::default() };
    Ok(table(&list, &ring)?)
}

fn table(list: &TrustList, ring: &KeyRing) -> Result<String, std::fmt::Error> {
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
        let held = if ring.public_key(*kid) == Some(key.key) { "yes" } else { "no" };
        let issuer = key.role.issuing_terms().map_or("", |terms| terms.issuer.as_str());
        let (from, until) = (minute(key.from), minute(key.until));
        let line = format!("{kid}  {:12}  {from}  {until}  {held:4}  {issuer}", key.role.as_str());
        writeln!(text, "{}", line.trim_end())?;
    }
    Ok(text)
}
