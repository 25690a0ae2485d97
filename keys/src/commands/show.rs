use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use haetae_core::{Kid, TrustList, UnixTime};
use haetae_keys::SealedFolder;
use haetae_keys::ceremony::{Layout, minute};
use serde::Serialize;

use super::{EXIT_STATUS, Said};

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// A directory that `init` made; its private keys may have been moved away
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Write JSON for programs instead of text (docs/commands.md)
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Shown<'l> {
    version: u64,
    issued: UnixTime,
    expires: UnixTime,
    keys: Vec<Key<'l>>,
}

#[derive(Serialize)]
struct Key<'l> {
    kid: String,
    role: &'static str,
    from: UnixTime,
    until: UnixTime,
    /// Whether its private part is in the directory.
    held: bool,
    /// The issuer that passes of this key name; null if it signs none.
    issuer: Option<&'l str>,
}

pub(crate) fn run(arguments: &Arguments) -> Said {
    let layout = Layout::new(&arguments.directory);
    let path = layout.trust_list();
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let bytes = fs::read(&path).map_err(|error| in_file(&error))?;
    let list = TrustList::decode_unverified(&bytes).map_err(|error| in_file(&error))?;
    let node = layout.node();
    let held = if node.exists() { SealedFolder::open(&node)?.kids()? } else { Vec::new() };
    let shown = Shown::of(&list, &held);
    if arguments.json {
        return Ok(serde_json::to_string_pretty(&shown)? + "\n");
    }
    Ok(table(&shown)?)
}

impl<'l> Shown<'l> {
    fn of(list: &'l TrustList, held: &[Kid]) -> Self {
        let mut keys: Vec<_> = list.keys().collect();
        keys.sort_by_key(|(kid, key)| (key.role.as_str(), key.from, *kid));
        let keys = keys.into_iter().map(|(kid, key)| Key {
            kid: kid.to_string(),
            role: key.role.as_str(),
            from: key.from,
            until: key.until,
            held: held.contains(kid),
            issuer: key.role.issuing_constraints().map(|constraints| constraints.issuer.as_str()),
        });
        Self { version: list.version, issued: list.issued, expires: list.expires, keys: keys.collect() }
    }
}

fn table(list: &Shown<'_>) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(
        text,
        "Trust list, version {}, issued {}, expires {}, signatures not checked. Times are UTC, ends are excluded.\n",
        list.version,
        minute(list.issued),
        minute(list.expires)
    )?;
    writeln!(text, "{:16}  {:12}  {:17}  {:17}  {:4}  issuer", "kid", "role", "from", "until", "held")?;
    for key in &list.keys {
        let (from, until) = (minute(key.from), minute(key.until));
        let (held, issuer) = (if key.held { "yes" } else { "no" }, key.issuer.unwrap_or_default());
        let line = format!("{}  {:12}  {from}  {until}  {held:4}  {issuer}", key.kid, key.role);
        writeln!(text, "{}", line.trim_end())?;
    }
    Ok(text)
}
