use serde::Serialize;

/// The state of what was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// All is well.
    Ok,
    /// Nothing is broken yet.
    Warning,
    /// Something is broken, or will be soon.
    Problem,
}

/// A finding of a check.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    /// Which check found it.
    pub(super) check: &'static str,
    /// The state that was found.
    pub(super) state: State,
    /// The finding and its meaning, in a sentence or two.
    pub(super) finding: String,
    /// What to do, with the command if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remedy: Option<String>,
}

impl State {
    /// The exit status of the command if this is the worst finding.
    pub(super) const fn exit_status(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Problem => 2,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

impl Finding {
    pub(super) fn ok(check: &'static str, finding: impl Into<String>) -> Self {
        Self { check, state: State::Ok, finding: finding.into(), remedy: None }
    }

    pub(super) fn warning(check: &'static str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, state: State::Warning, finding: finding.into(), remedy: Some(remedy.into()) }
    }

    pub(super) fn problem(check: &'static str, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, state: State::Problem, finding: finding.into(), remedy: Some(remedy.into()) }
    }
}
