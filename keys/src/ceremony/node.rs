use std::path::Path;

use haetae_core::{RootSet, UnixTime};

use super::{CeremonyError, InitPlan, Layout, Request, new_directory, root_set_json};
use crate::passphrase::{Passphrase, Work};
use crate::planning::GeneratedKeys;
use crate::private_file;
use crate::random::Random;
use crate::sealed::SealedFolder;
use crate::status_keys::StatusKeys;

/// Makes the keys of an issuing node and the request for the first trust list, which the custodians of `roots` sign
/// elsewhere. The plan's own numbers of roots are ignored. `directory` appears with everything in it, or not at all.
///
/// # Errors
///
/// [`CeremonyError`] if the directory is not empty or cannot be written, the plan makes no sense, or there is no
/// randomness.
pub fn initialise_node(
    plan: &InitPlan,
    roots: RootSet,
    random: &mut dyn Random,
    directory: &Path,
) -> Result<Request, CeremonyError> {
    let directory = new_directory::vacant(directory)?;
    let secrets = NodeSecrets::generate(plan, random)?;
    let request = Request::new(plan.trust_list(roots, &secrets.generated)?, None)?;
    new_directory::fill(&directory, |draft| {
        let layout = Layout::new(draft);
        secrets.write(&layout)?;
        let path = layout.root_set();
        private_file::create_public(&path, &root_set_json(request.roots(), &path)?)?;
        Ok(private_file::create_public(&layout.first_request(), request.bytes())?)
    })?;
    Ok(request)
}

/// The secrets of a node and its vault.
pub(super) struct NodeSecrets {
    pub(super) generated: GeneratedKeys,
    now: UnixTime,
    status_keys: StatusKeys,
    passphrase: Passphrase,
    vault_passphrase: Passphrase,
}

impl NodeSecrets {
    pub(super) fn generate(plan: &InitPlan, random: &mut dyn Random) -> Result<Self, CeremonyError> {
        let status_keys = StatusKeys::generate(plan.status_keys_from(), random)?;
        let (passphrase, vault_passphrase) = (Passphrase::generate(random)?, Passphrase::generate(random)?);
        Ok(Self { generated: plan.generate(random)?, now: plan.now, status_keys, passphrase, vault_passphrase })
    }

    /// Writes the keys, encrypted, and the passphrases that open them: what is due soon for the node, all else for the
    /// vault.
    pub(super) fn write(&self, layout: &Layout) -> Result<(), CeremonyError> {
        let node = SealedFolder::create(&layout.node(), &self.passphrase, Work::GENERATED)?;
        let vault = SealedFolder::create(&layout.vault(), &self.vault_passphrase, Work::GENERATED)?;
        for key in self.generated.keys() {
            let folder = if key.is_for_a_node(self.now) { &node } else { &vault };
            if let Some(document) = key.document() {
                folder.put(key.kid(), document)?;
            }
        }
        self.status_keys.save(&node)?;
        self.passphrase.create_file(&layout.keys_passphrase())?;
        Ok(self.vault_passphrase.create_file(&layout.vault_passphrase())?)
    }
}
