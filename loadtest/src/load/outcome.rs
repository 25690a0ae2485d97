use super::pool::{Broken, Reply};

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It got what it asked for.
    Good,
    /// There was no room for it, and the answer said so.
    Shed(String),
    /// It was refused for another reason.
    Refused(String),
    /// There was no answer, or that of a fault.
    Failed(String),
    /// The answer said that it was good, and was not.
    Wrong(String),
}

impl Outcome {
    /// What an answer's status and problem code say. A good one has not been looked into.
    pub fn of(reply: &Result<Reply, Broken>) -> Self {
        let reply = match reply {
            Ok(reply) => reply,
            Err(broken) => return Self::Failed(broken.as_str().to_owned()),
        };
        let code = || problem_code(&reply.body).unwrap_or_else(|| format!("http_{}", reply.status));
        match reply.status {
            200..=299 => Self::Good,
            429 => Self::Shed(code()),
            503 if matches!(code().as_str(), "node_full" | "too_many_connections") => Self::Shed(code()),
            300..=499 => Self::Refused(code()),
            _ => Self::Failed(code()),
        }
    }

    /// Of what kind it is, and which one: how it is counted.
    pub fn kind(&self) -> Option<String> {
        match self {
            Self::Good => None,
            Self::Shed(code) => Some(format!("shed: {code}")),
            Self::Refused(code) => Some(format!("refused: {code}")),
            Self::Failed(code) => Some(format!("failed: {code}")),
            Self::Wrong(why) => Some(format!("wrong: {why}")),
        }
    }
}

/// The code of a problem document.
pub fn problem_code(body: &[u8]) -> Option<String> {
    let problem: serde_json::Value = serde_json::from_slice(body).ok()?;
    problem["code"].as_str().map(str::to_owned)
}
