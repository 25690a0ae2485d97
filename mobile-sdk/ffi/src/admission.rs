use haetae_core::Admission as CoreAdmission;

use crate::evidence::Evidence;
use crate::time::seconds;
use crate::warning::Warning;

/// That a pass is good here and now, and what the venue may see of it: everything, or what its policy shows.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Admission {
    /// What to look at, in the order of section 10 of the wire format.
    pub warnings: Vec<Warning>,
    /// What the pass attests, 1 to 4 pieces; absent where the venue may not see it.
    pub evidence: Option<Vec<Evidence>>,
    /// The holder's masked name, if the pass carries it and the venue may see it.
    pub name: Option<String>,
    /// The holder's birthday as `MM-DD`, if the pass carries it and the venue may see it.
    pub birth: Option<String>,
    /// Who issued the pass, by the key that signed it, if the venue may see it.
    pub issuer: Option<String>,
    /// The pass is not valid at or after this time; absent where the venue may not see it.
    pub valid_until: Option<i64>,
}

impl From<&CoreAdmission> for Admission {
    fn from(admission: &CoreAdmission) -> Self {
        // A pass carries at least one piece: none means that none is shown.
        let shown = Some(admission.evidence()).filter(|evidence| !evidence.is_empty());
        Self {
            warnings: admission.warnings().iter().copied().map(Warning::from).collect(),
            evidence: shown.map(|evidence| evidence.iter().map(Evidence::from).collect()),
            name: admission.name().map(|name| name.as_str().to_owned()),
            birth: admission.birth().map(|birth| birth.to_string()),
            issuer: admission.issuer().map(str::to_owned),
            valid_until: admission.valid_until().map(seconds),
        }
    }
}
