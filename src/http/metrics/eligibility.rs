use metrics::{Unit, describe_gauge, gauge};

use super::as_float;
use crate::issuing::EligibilityStatus;

const VERSION: &str = "haetae_eligibility_version";
const CANARIES: &str = "haetae_eligibility_canaries";
const WRONG: &str = "haetae_eligibility_canaries_wrong";
const AGE: &str = "haetae_eligibility_canaries_age_seconds";
const PROBLEM: &str = "haetae_eligibility_problem";

pub(super) fn describe() {
    describe_gauge!(VERSION, "The version of the eligibility file in force; 0 without one.");
    describe_gauge!(CANARIES, "Canaries of the eligibility file in force, which are asked every minute.");
    describe_gauge!(WRONG, "Canaries that the eligibility file in force answers otherwise than they say.");
    describe_gauge!(AGE, Unit::Seconds, "How long ago this node asked the canaries of the eligibility file.");
    describe_gauge!(PROBLEM, "1 while this node refuses nobody, because it could not be sure of it.");
}

pub(super) fn record(status: &EligibilityStatus) {
    gauge!(VERSION).set(as_float(status.version.unwrap_or(0)));
    gauge!(CANARIES).set(as_float(status.canaries as u64));
    gauge!(WRONG).set(as_float(status.wrong.len() as u64));
    gauge!(AGE).set(as_float(status.age.unwrap_or(0)));
    gauge!(PROBLEM).set(f64::from(u8::from(status.problem.is_some())));
}
