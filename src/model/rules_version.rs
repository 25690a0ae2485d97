use haetae_core::UnixTime;

/// A version of the rules that was published, and who decided that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesRecord {
    /// The version that the file states.
    pub version: u64,
    /// When it was published.
    pub published: UnixTime,
    /// Who published it: an operator's name, or `local:` and a user of the machine.
    pub by: String,
    /// The second operator, who approved it, where two are asked for.
    pub approved_by: Option<String>,
    /// Why it was published with less notice than configured.
    pub emergency: Option<String>,
    /// The earlier version whose content it has, where it takes a change back.
    pub content_of: Option<u64>,
}

/// A version of the rules as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesVersion {
    /// Which it is, and who published it.
    pub record: RulesRecord,
    /// The signed file.
    pub file: Vec<u8>,
    /// The canaries as they were given: JSON; empty where there are none.
    pub cases: Vec<u8>,
}
