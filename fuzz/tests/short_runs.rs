//! Each target with its seeds and some thousand changed ones: seconds, as part of all tests. What is found is kept as a
//! file, and the message says how to see it again.

use haetae_fuzz::{TARGETS, crash_folder, search, target};

fn require(name: &str) {
    let target = target(name).unwrap_or_else(|| panic!("there is no target {name}"));
    assert!(!(target.seeds)().is_empty(), "{name} has nothing to start from");
    if let Err(failed) = search(target) {
        panic!("{}", failed.keep(target, &crash_folder()).expect("the crash can be written"));
    }
}

/// A test for each target, named after what holds, and the list of all of them.
macro_rules! short_runs {
    ($($holds:ident: $name:literal,)*) => {
        $(
            #[test]
            fn $holds() {
                require($name);
            }
        )*

        const TRIED: &[&str] = &[$($name),*];
    };
}

short_runs! {
    no_changed_code_is_admitted: "code",
    a_changed_pass_is_refused_or_is_made_again: "pass",
    a_changed_presentation_is_refused_or_is_made_again: "presentation",
    a_changed_trust_list_is_refused_or_is_made_again: "trust-list",
    a_changed_manifest_is_refused_or_is_made_again: "manifest",
    a_changed_status_list_is_refused_or_is_made_again: "status-list",
    changed_status_changes_are_refused_or_are_made_again: "status-changes",
    a_changed_bundle_changes_no_scanner_that_refuses_it: "bundle",
    a_changed_snapshot_is_restored_as_far_as_it_is_genuine: "snapshot",
    changed_codes_of_a_series_never_give_another_object: "frame",
    changed_json_is_read_as_others_read_it: "json",
    changed_rules_are_refused_or_planned_with_within_their_steps: "rules",
    changed_rules_leave_a_check_bounded_and_with_an_answer: "rules-at-the-door",
    a_changed_picture_gives_a_text_or_none: "picture",
    every_row_of_a_changed_csv_file_is_counted_once: "import-csv",
    every_row_of_a_changed_ndjson_file_is_counted_once: "import-ndjson",
    every_row_of_a_changed_fhir_file_is_counted_once: "import-fhir",
    no_changed_assertion_is_accepted_that_the_partner_did_not_sign: "assertion",
    no_changed_attestation_is_accepted: "attestation",
    every_changed_body_is_answered_without_a_5xx: "http-body",
}

#[test]
fn every_target_is_tried() {
    let all: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(all, TRIED);
}
