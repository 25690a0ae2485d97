//! One file a target.

mod assertion;
mod attestation;
mod bundle;
mod code;
mod frame;
mod http_body;
mod import;
mod json;
mod manifest;
mod pass;
mod picture;
mod presentation;
mod rules;
mod rules_at_the_door;
mod snapshot;
mod status_changes;
mod status_list;
mod trust_list;

use crate::Target;

/// All targets.
pub static TARGETS: [Target; 20] = [
    code::TARGET,
    pass::TARGET,
    presentation::TARGET,
    trust_list::TARGET,
    manifest::TARGET,
    status_list::TARGET,
    status_changes::TARGET,
    bundle::TARGET,
    snapshot::TARGET,
    frame::TARGET,
    json::TARGET,
    rules::TARGET,
    rules_at_the_door::TARGET,
    picture::TARGET,
    import::CSV,
    import::NDJSON,
    import::FHIR,
    assertion::TARGET,
    attestation::TARGET,
    http_body::TARGET,
];

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
