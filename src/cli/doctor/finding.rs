use serde::Serialize;

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// As it should be.
    Ok,
    /// Nothing is broken yet.
    Warning,
    /// Something is broken, or will be soon.
    Problem,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    /// Which check found it.
    pub(super) check: &'static str,
    /// How it is.
    pub(super) state: State,
    /// What was found and what it means, a sentence or two.
    pub(super) finding: String,
    /// What to do, with the command where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remedy: Option<String>,
}

impl State {
    /// What the command ends with where this is the worst that was found.
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
