use metrics::{counter, describe_counter, describe_gauge, gauge};

use crate::limits::redis::{State, Status};

const STATE: &str = "haetae_redis_state";
const CALLS: &str = "haetae_redis_calls_total";
const FALLBACKS: &str = "haetae_redis_fallbacks_total";
const NODES: &str = "haetae_redis_nodes";

pub(super) fn describe() {
    describe_gauge!(STATE, "2 if Redis counts, 1 if it does for some partners, 0 if not.");
    describe_counter!(CALLS, "Requests that were to be counted in Redis, by outcome.");
    describe_counter!(FALLBACKS, "Requests that this node counted alone, because Redis did not.");
    describe_gauge!(NODES, "Among how many nodes limits are divided while Redis does not count.");
}

pub(super) fn record(redis: &Status) {
    gauge!(STATE).set(match redis.state {
        State::Up => 2.0,
        State::Partly => 1.0,
        State::Down => 0.0,
    });
    for (outcome, number) in &redis.calls {
        counter!(CALLS, "outcome" => *outcome).absolute(*number);
    }
    counter!(FALLBACKS).absolute(redis.fallbacks);
    gauge!(NODES).set(f64::from(redis.nodes));
}
