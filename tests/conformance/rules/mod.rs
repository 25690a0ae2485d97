//! `rules.json`: the language of rules, codes with a policy, and planning.

mod good_until;
mod logic;

pub(crate) use logic::json;
use serde::Deserialize;

use crate::vectors::CheckScanner;

pub(crate) const FILE: &str = "rules.json";

/// A part that is not named here would be run by nobody.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    #[serde(rename = "seed")]
    _seed: u64,
    #[serde(rename = "note")]
    _note: String,
    logic: Vec<logic::LogicCase>,
    pub(crate) checks: Vec<CheckScanner>,
    good_until: Vec<good_until::GoodUntilCase>,
}
