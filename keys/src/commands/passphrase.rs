//! Passphrases, from the terminal or from files.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use haetae_keys::{Passphrase, Work};
use zeroize::Zeroizing;

type Read = Result<Passphrase, Box<dyn std::error::Error>>;

/// More than any passphrase needs, in bytes.
const MAX_BYTES: usize = 1_024;

/// The first line of a file.
pub(crate) fn of_file(path: &Path) -> Read {
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    // The full capacity from the start: a buffer that grows would leave copies of the secret in memory.
    let mut text = Zeroizing::new(String::with_capacity(MAX_BYTES + 64));
    let read = File::open(path).and_then(|file| file.take(MAX_BYTES as u64).read_to_string(&mut text));
    read.map_err(|error| in_file(&error))?;
    let line = Zeroizing::new(text.lines().next().unwrap_or_default().to_owned());
    Ok(Passphrase::new(line).map_err(|error| in_file(&error))?)
}

/// Asks at the terminal, without showing what is typed.
pub(crate) fn ask(prompt: &str) -> Read {
    let typed = rpassword::prompt_password(format!("{prompt}: ")).map(Zeroizing::new);
    let typed = typed.map_err(|error| format!("no passphrase could be read from the terminal: {error}"))?;
    Ok(Passphrase::new(typed)?)
}

/// Asks twice, so that a typing error does not lock a key away.
pub(crate) fn ask_for_new(whose: &str) -> Read {
    let first = ask(&format!("New passphrase of {whose}"))?;
    let second = ask("Repeat the passphrase")?;
    if first.is(&second) { Ok(first) } else { Err("the two passphrases differ: nothing was made".into()) }
}

/// How hard a passphrase is to guess, from the command line.
pub(crate) fn work(text: &str) -> Result<Work, &'static str> {
    text.parse().ok().and_then(Work::new).ok_or("a number from 1 to 22")
}
