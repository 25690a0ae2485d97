use alloc::string::String;
use alloc::vec::Vec;

use haetae_core::{Renewal, Standing, UnixTime, UnverifiedPass};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::check::Scanner;
use crate::check::time::time;
use crate::problem::{Problem, json};

/// What a phone should do about its passes, as JSON:
/// `{"passes":[{"standing":"withdrawn","from":seconds}...],"at":seconds}`.
#[derive(Serialize)]
pub(super) struct Planned {
    /// In the order in which the passes were given.
    passes: Vec<OwnPass>,
    /// When to ask for others: the time that was planned, or an earlier one.
    at: u64,
}

#[derive(Serialize)]
struct OwnPass {
    standing: &'static str,
    /// From when on a pass of a withdrawn key is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<u64>,
}

/// Holds a phone's own passes against what is in force for `scanner`, as JSON: which of them scanners refuse, or will,
/// and when to ask for others. `passes` are the texts (`HT1:`), one a line. `planned` is when the phone was going to
/// ask; the seed spreads what many phones do.
///
/// # Errors
///
/// If a text holds no pass, or a time is none.
#[wasm_bindgen(js_name = renewalOf)]
pub fn renewal_of(scanner: &Scanner, passes: &str, planned: f64, now: f64, seed: u64) -> Result<String, JsError> {
    Ok(json(&planned_for(scanner, passes, time(planned)?, time(now)?, seed)?)?)
}

fn planned_for(
    scanner: &Scanner,
    passes: &str,
    planned: UnixTime,
    now: UnixTime,
    seed: u64,
) -> Result<Planned, Problem> {
    let passes: Result<Vec<_>, _> = passes.lines().map(UnverifiedPass::parse).collect();
    let passes = passes.map_err(|_| Problem::Pass("it cannot be read"))?;
    Ok(Renewal::of(scanner.0.store(), &passes, planned, now, seed).into())
}

impl From<Renewal> for Planned {
    fn from(renewal: Renewal) -> Self {
        Self { passes: renewal.standings.into_iter().map(OwnPass::from).collect(), at: renewal.at.seconds() }
    }
}

impl From<Standing> for OwnPass {
    fn from(standing: Standing) -> Self {
        let from = match standing {
            Standing::Withdrawn(from) => Some(from.seconds()),
            _ => None,
        };
        Self { standing: standing.as_str(), from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_is_told_by_its_name_and_a_withdrawn_key_with_its_time() {
        let told = |standing| json(&OwnPass::from(standing)).expect("JSON");
        assert_eq!(told(Standing::Good), r#"{"standing":"good"}"#);
        let from = UnixTime::saturating_new(1_792_254_257);
        assert_eq!(told(Standing::Withdrawn(from)), r#"{"standing":"withdrawn","from":1792254257}"#);
    }
}
