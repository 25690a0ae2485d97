//! Enters what a command does into this node's journal, with who did it.

use std::fs;
use std::sync::Arc;

use haetae_core::UnixTime;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use zeroize::Zeroizing;

use super::{Context, Failure};
use crate::clock::{Clock, ManualClock};
use crate::config::{Config, JournalMode};
use crate::journal::{Act, ActKind, ActOutcome, Detail, Folder, SystemDisk, Writer};
use crate::model::OperatorName;

/// Where the users of the machine are listed.
const USERS: &str = "/etc/passwd";

/// The acts of one command.
pub(super) struct Acts {
    /// `None` if the configuration turns the journal off.
    writer: Option<Writer<SystemDisk>>,
    actor: String,
    clock: Arc<dyn Clock>,
}

impl Acts {
    /// Opens the journal that the service of this node writes too, and tries whether it can be written: a command that
    /// cannot enter what it does does nothing.
    pub(super) fn open(config: &Config, context: &mut Context) -> Result<Self, Failure> {
        let (actor, clock) = (local_user(), Arc::clone(&context.clock));
        if config.journal.mode == JournalMode::Off {
            eprintln!("haetae: journal.mode is off: no one will be able to find out who did this");
            return Ok(Self { writer: None, actor, clock });
        }
        let folder = Folder::new(config.journal_directory());
        let path = folder.path().display().to_string();
        let unusable = |error: std::io::Error| {
            Failure::from(format!("the journal in {path} cannot be written, so nothing was changed: {error}"))
        };
        // The journal keeps its randomness.
        let mut seed = Zeroizing::new([0_u8; 32]);
        context.random.fill(seed.as_mut_slice())?;
        let mut generator = ChaCha20Rng::from_seed(*seed);
        let random = Box::new(move |bytes: &mut [u8]| {
            generator.fill_bytes(bytes);
            Ok(())
        });
        let (mut writer, _) = Writer::open(folder, SystemDisk, random).map_err(&unusable)?;
        writer.probe().map_err(unusable)?;
        Ok(Self { writer: Some(writer), actor, clock })
    }

    /// The acts of a command on a node without a journal.
    #[cfg(test)]
    pub(super) fn unjournalled(clock: Arc<dyn Clock>) -> Self {
        Self { writer: None, actor: local_user(), clock }
    }

    /// The same by another clock than the machine's.
    pub(super) fn at(self, now: UnixTime) -> Self {
        Self { clock: Arc::new(ManualClock::new(now)), ..self }
    }

    /// From now on they are acts of this operator, whose credential the command has.
    pub(super) fn act_as(&mut self, operator: &OperatorName) {
        self.actor = operator.as_str().to_owned();
    }

    /// Who acts.
    pub(super) fn actor(&self) -> &str {
        &self.actor
    }

    /// Enters an act. When this returns, it is on the disk, and the command may say what it did.
    pub(super) fn enter(
        &mut self,
        kind: ActKind,
        on: impl IntoIterator<Item = (&'static str, Detail)>,
        outcome: ActOutcome,
    ) -> Result<(), Failure> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let now = self.clock.now();
        let act = Act { time: now, actor: self.actor.clone(), kind, on: on.into_iter().collect(), outcome };
        match writer.append(&[act], now) {
            Ok(_) => Ok(()),
            Err(error) => Err(Failure::from(format!(
                "this was done, but the journal does not have it ({error}): run the command again, and it will"
            ))),
        }
    }
}

/// `local:` and the user who runs the command, by the system's own number of the user: the environment could say
/// anything.
pub(super) fn local_user() -> String {
    let number = rustix::process::getuid().as_raw();
    let users = fs::read_to_string(USERS).unwrap_or_default();
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(number)).then_some(name)
    });
    name.map_or_else(|| format!("local:{number}"), |name| format!("local:{name}"))
}
