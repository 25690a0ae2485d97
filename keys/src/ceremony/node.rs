use std::path::Path;

use haetae_core::RootSet;

use super::{CeremonyError, InitPlan, Layout, Request, new_directory, root_set_json};
use crate::key_ring::KeyRing;
use crate::passphrase::{Passphrase, Work};
use crate::private_file;
use crate::random::{self, Random};
use crate::sealed::SealedFolder;
use crate::status_keys::StatusKeys;

/// Makes the keys of an issuing node and the request for the first trust list, which the custodians of `roots` sign elsewhere. The
/// plan's own numbers of roots are passed over. `directory` appears with everything in it, or not at all.
///
/// # Errors
///
/// [`CeremonyError`] if the directory is not empty or cannot be written, the plan makes no sense, or there is no randomness.
pub fn initialise_node(
    plan: &InitPlan,
    roots: RootSet,
    random: &mut dyn Random,
    directory: &Path,
) -> Result<Request, CeremonyError> {
    let directory = new_directory::vacant(directory)?;
    let secrets = NodeSecrets::draw(plan, random)?;
    let request = Request::new(plan.trust_list(roots, &secrets.keys)?, None)?;
    new_directory::fill(&directory, |draft| {
        let layout = Layout::new(draft);
        secrets.write(&layout)?;
        let path = layout.root_set();
        private_file::create_public(&path, &root_set_json(request.roots(), &path)?)?;
        Ok(private_file::create_public(&layout.first_request(), request.bytes())?)
    })?;
    Ok(request)
}

/// What is secret on a node.
pub(super) struct NodeSecrets {
    pub(super) keys: KeyRing,
    status_keys: StatusKeys,
    passphrase: Passphrase,
}

impl NodeSecrets {
    pub(super) fn draw(plan: &InitPlan, random: &mut dyn Random) -> Result<Self, CeremonyError> {
        let seeds = (0..plan.node_keys()).map(|_| random::draw(random)).collect::<Result<Vec<_>, _>>()?;
        let keys = KeyRing::from_seeds(seeds.iter().map(|seed| &**seed))?;
        let status_keys = StatusKeys::generate(plan.status_keys_from(), random)?;
        Ok(Self { keys, status_keys, passphrase: Passphrase::draw(random)? })
    }

    /// Writes the keys, encrypted, and the passphrase that opens them.
    pub(super) fn write(&self, layout: &Layout) -> Result<(), CeremonyError> {
        let folder = SealedFolder::create(&layout.node(), &self.passphrase, Work::DRAWN)?;
        self.keys.put_into(&folder)?;
        self.status_keys.save(&folder)?;
        Ok(self.passphrase.create_file(&layout.keys_passphrase())?)
    }
}
