use haetae_core::{UnverifiedPass, inspect as core_inspect};

use crate::evidence::Evidence;
use crate::time::seconds;

/// What is written in a code. Nothing about it has been checked: a wallet shows it to its owner, and nobody opens a
/// door by it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Inspected {
    /// The id of the key that is said to have signed the pass, in hexadecimal.
    pub kid: String,
    /// The pass begins at this time.
    pub not_before: i64,
    /// The pass is not valid at or after this time.
    pub expires: i64,
    /// Whether it is a paper pass: it has no holder key.
    pub paper: bool,
    /// What the pass attests.
    pub evidence: Vec<Evidence>,
    /// The holder's masked name.
    pub name: Option<String>,
    /// The holder's birthday as `MM-DD`.
    pub birth: Option<String>,
    /// The UTC day of its status list, counted from 1970-01-01.
    pub status_day: u32,
    /// Its place in that list.
    pub status_index: u32,
    /// When the phone is said to have made the live code; absent where the pass is shown as it is.
    pub presented: Option<i64>,
}

/// What is written in a code, unchecked; nothing if it holds no pass.
#[uniffi::export]
pub fn inspect(text: &str) -> Option<Inspected> {
    let pass = UnverifiedPass::parse(text).ok()?;
    let unchecked = core_inspect::unchecked(&pass);
    let claims = unchecked.claims;
    Some(Inspected {
        kid: unchecked.kid.to_string(),
        not_before: seconds(claims.not_before),
        expires: seconds(claims.expires),
        paper: claims.holder_key.is_none(),
        evidence: claims.evidence.as_slice().iter().map(Evidence::from).collect(),
        name: claims.name.as_ref().map(|name| name.as_str().to_owned()),
        birth: claims.birth.map(|birth| birth.to_string()),
        status_day: claims.not_before.status_day().0,
        status_index: claims.status_index,
        presented: unchecked.presentation.map(|presentation| seconds(presentation.issued)),
    })
}
