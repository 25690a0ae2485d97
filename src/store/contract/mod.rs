//! The contract of every store. [`contract_tests!`] makes a test of each case for one backend.

mod changes;
mod clocks;
mod eligibility;
mod idempotency;
mod identities;
mod nodes;
mod operators;
mod paper;
mod partners;
mod people;
mod phones;
mod published;
mod queue;
mod reconciling;
mod revocations;
mod rules;
mod withdrawals;

pub(crate) use changes::*;
pub(crate) use clocks::*;
pub(crate) use eligibility::*;
pub(crate) use idempotency::*;
pub(crate) use identities::*;
pub(crate) use nodes::*;
pub(crate) use operators::*;
pub(crate) use paper::*;
pub(crate) use partners::*;
pub(crate) use people::*;
pub(crate) use phones::*;
pub(crate) use published::*;
pub(crate) use queue::*;
pub(crate) use reconciling::*;
pub(crate) use revocations::*;
pub(crate) use rules::*;
pub(crate) use withdrawals::*;

use std::sync::Arc;

use haetae_core::{CivilDate, DisplayName, Doses, Evidence, Product, UnixTime};

use super::{Store, StoreError};
use crate::model::{Person, Reason, SubjectId};

/// One database, and stores over it: what one of them wrote the others find.
pub(crate) trait Backend {
    /// Another store over the same database.
    async fn open(&self, serial_bits: u8) -> Result<Arc<dyn Store>, StoreError>;

    /// Pretends that all serials below `serial` have been given out.
    async fn set_next_serial(&self, serial: u32);

    /// Whether a server keeps the database, which has a clock of its own.
    fn is_a_server(&self) -> bool;
}

/// Runs the contract over the backend that an expression makes, a new one for each case.
macro_rules! contract_tests {
    ($backend:expr) => {
        contract_tests! { $backend =>
            an_import_adds_people_with_serials_from_zero
            an_import_again_changes_nothing
            an_import_updates_what_changed
            of_a_person_twice_in_a_batch_the_last_counts
            an_import_leaves_the_standing_alone
            evidence_of_every_kind_comes_back
            an_unknown_subject_has_no_record
            people_are_found_by_a_part_of_id_or_name
            people_are_listed_a_page_at_a_time_and_by_standing
            another_person_under_a_subject_id_is_refused
            unknown_data_of_a_person_is_filled_in_without_a_new_version
            an_allowed_change_happens_once
            an_erased_person_stays_out_until_allowed
            a_revoked_person_is_erased_with_all_reasons
            names_are_hashed_with_one_key_until_it_is_replaced
            a_big_batch_goes_in_at_once
            written_data_is_there_after_reopening
            no_serial_is_given_beyond_the_last
            the_size_of_serials_stays_and_is_20_to_28_bits
            imports_by_two_stores_at_once_lose_nothing
            stores_may_open_at_once
            a_revocation_voids_once
            a_reinstated_person_has_a_new_serial
            a_reinstatement_needs_a_serial
            a_serial_is_reissued_to_the_person_who_has_it
            revocations_are_listed_from_a_time_on
            many_are_revoked_and_reinstated_at_once
            revocations_are_listed_as_they_were_made
            standings_of_unknown_subjects_do_not_change
            revocations_by_two_stores_at_once_are_all_counted
            a_key_is_withdrawn_once
            a_withdrawal_may_begin_at_another_time
            a_withdrawal_is_lifted_and_may_come_back
            versions_of_the_rules_only_grow
            versions_of_the_rules_stay_as_they_were_published
            of_two_versions_of_the_rules_at_once_the_higher_stays
            versions_of_the_eligibility_only_grow_and_stay_as_they_are
            of_two_versions_of_the_eligibility_at_once_one_is_stored
            a_partner_has_at_most_two_keys
            a_key_registered_again_has_the_new_uses
            a_key_and_its_id_belong_together
            the_last_key_takes_the_partner_along
            grace_is_set_and_ended
            partners_are_listed_by_name
            nothing_is_published_at_first
            a_set_replaces_the_one_it_names
            an_overtaken_set_changes_nothing
            of_two_publishers_at_once_one_is_overtaken
            the_version_alone_is_that_of_the_set
            every_change_moves_the_counter_of_its_kind
            no_node_holds_the_lease_at_first
            the_lease_passes_only_from_the_epoch_that_is_named
            a_sound_store_has_no_damage
            nodes_store_the_heads_of_their_journals
            nodes_store_the_checkpoints_of_their_journals_once
            of_two_nodes_that_take_the_lease_at_once_one_has_it
            what_was_published_is_brought_back_once
            no_serial_is_given_while_reconciling_is_due
            an_installation_is_named_once
            nodes_see_what_the_clocks_of_the_others_show
            a_doubted_clock_keeps_the_time_at_which_it_was_believed
            acceptances_of_clocks_are_counted
            only_a_server_brings_a_clock_of_its_own
            the_first_use_of_an_assertion_for_paper_is_kept
            of_two_uses_at_once_one_is_kept
            a_use_ends_with_its_assertion
            a_request_that_comes_again_has_the_same_answer
            of_two_requests_at_once_one_is_taken_on
            a_request_without_an_answer_is_taken_on_again
            requests_that_are_over_are_forgotten
            phones_above_the_limit_need_a_fresh_sign_in
            one_day_above_the_limit_refuses_the_request_and_counts_none_of_it
            of_phones_that_ask_at_once_only_the_limit_is_within
            a_crowd_that_asks_at_once_is_counted_one_by_one
            days_that_are_over_are_forgotten
            phones_follow_a_person_to_another_serial_and_go_when_it_is_erased
            operators_come_back_as_they_were_added
            a_removed_operator_keeps_the_name
            a_credential_is_exchanged
            the_last_day_of_use_never_goes_back
            a_proposal_is_confirmed_once_by_another_operator
            what_a_former_operator_proposed_is_not_confirmed
            the_waiting_room_changes_only_from_the_version_that_is_named
            of_two_changes_of_the_waiting_room_at_once_one_is_stored
            those_who_come_to_a_waiting_room_are_added_up
            other_waiting_rooms_and_past_seconds_are_forgotten
            who_has_passes_is_known_by_their_last_day
        }
    };
    ($backend:expr => $($case:ident)*) => {
        $(
            #[tokio::test]
            async fn $case() {
                $crate::store::contract::$case(&$backend).await;
            }
        )*
    };
}
pub(crate) use contract_tests;

fn reason(text: &str) -> Reason {
    Reason::new(text).expect("a reason")
}

fn subject(id: &str) -> SubjectId {
    SubjectId::new(id).expect("subject id")
}

fn time(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).expect("time")
}

fn date(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("date")
}

fn vaccination(doses: u8) -> Evidence {
    let product = Product::new("BNT162B2").expect("product");
    Evidence::Vaccination { doses: Doses::new(doses).expect("doses"), date: date("2021-07-06"), product }
}

/// A person with two doses.
fn person(id: &str) -> Person {
    let name = DisplayName::new("김*수").expect("name");
    Person::new(subject(id), name, date("1985-03-01"), vec![vaccination(2)])
}

/// People whose ids begin with `prefix`.
fn people(prefix: &str, count: usize) -> Vec<Person> {
    (0..count).map(|number| person(&format!("{prefix}-{number}"))).collect()
}

async fn open<B: Backend>(backend: &B) -> Arc<dyn Store> {
    backend.open(20).await.expect("store")
}
