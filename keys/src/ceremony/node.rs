use std::path::Path;

use haetae_core::RootSet;

use super::{CeremonyError, InitPlan, Layout, Request, new_directory, root_set_json};
use crate::key_ring::KeyRing;
use crate::private_file;
use crate::random::Random;
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
    let node = KeyRing::from_seeds(super::draw_seeds(plan.node_keys(), random)?.iter().map(|seed| &**seed))?;
    let status_keys = StatusKeys::generate(plan.status_keys_from(), random)?;
    let request = Request::new(plan.trust_list(roots, &node)?, None)?;
    new_directory::fill(&directory, |draft| {
        let layout = Layout::new(draft);
        write(&layout, &node, &status_keys)?;
        let path = layout.root_set();
        private_file::create_public(&path, &root_set_json(request.roots(), &path)?)?;
        Ok(private_file::create_public(&layout.first_request(), request.bytes())?)
    })?;
    Ok(request)
}

/// Writes what is secret on a node.
pub(super) fn write(layout: &Layout, node: &KeyRing, status_keys: &StatusKeys) -> Result<(), CeremonyError> {
    private_file::create_directory(&layout.node())?;
    private_file::create_directory(&layout.node_keys())?;
    node.create_files(&layout.node_keys())?;
    let path = layout.status_keys();
    private_file::create(&path, &status_keys.to_json(&path)?)?;
    Ok(private_file::sync_directory(&layout.node())?)
}
