//! Real programs that are broken on purpose while clients issue and revoke: three nodes, PostgreSQL, Redis, and what is
//! between them. The scenarios are data, in `scenarios/`; docs/reliability.md says what each of them shows.

mod clients;
mod clocks;
mod driver;
mod growth;
mod io_errors;
mod ledger;
mod making;
mod promises;
mod queue;
mod scenario;
mod waiting;

use driver::run;
use scenario::Scenario;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_haetae");

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_gone_or_hangs_costs_a_clear_not_now_and_nothing_that_was_acknowledged() {
    run(Scenario::named("database")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_to_redis_every_client_gets_its_passes() {
    run(Scenario::named("redis")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_node_is_gone_hangs_or_restarts_the_others_answer() {
    run(Scenario::named("nodes")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn networks_that_are_slow_cut_or_lose_replies_make_no_effect_twice_and_lose_none() {
    run(Scenario::named("network")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_while_each_part_is_killed_in_turn() {
    run(Scenario::named("kills").with_environment()).await;
}
