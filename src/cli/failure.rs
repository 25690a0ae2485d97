use std::fmt;

/// Why a command did not do what it was asked, in a sentence for people.
#[derive(Debug)]
pub struct Failure {
    sentence: String,
    exit_status: u8,
}

/// Exit status for usage, unreadable files and everything else that kept a command from its work.
const FAILED: u8 = 2;

impl Failure {
    /// An answer of no: the command worked, and this is what it found.
    pub fn no(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), exit_status: 1 }
    }

    /// The same, of this file or other thing.
    #[must_use]
    pub fn with(self, name: &str) -> Self {
        Self { sentence: format!("{name}: {}", self.sentence), ..self }
    }

    /// The exit status of the process.
    pub const fn exit_status(&self) -> u8 {
        self.exit_status
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<String> for Failure {
    fn from(sentence: String) -> Self {
        Self { sentence, exit_status: FAILED }
    }
}

impl From<&str> for Failure {
    fn from(sentence: &str) -> Self {
        Self::from(sentence.to_owned())
    }
}

/// Every error that can occur in a command explains itself in its text.
macro_rules! failure_from {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::from(error.to_string())
            }
        })+
    };
}

failure_from!(
    crate::config::ConfigProblems,
    crate::identity::NotADemoKey,
    crate::issuing::IssueError,
    crate::journal::JournalError,
    crate::model::OperatorNameError,
    crate::runtime::OpenError,
    crate::runtime::installation::InstallationError,
    crate::runtime::reconciling::ReconcileError,
    crate::publishing::PublishError,
    crate::records::NameKeyError,
    crate::render::RenderError,
    crate::signing::SigningError,
    crate::sandbox::FolderError,
    crate::specimens::SpecimenError,
    crate::store::StoreError,
    crate::witness::WitnessError,
    haetae_keys::FileError,
    haetae_keys::NodeKeysError,
    haetae_keys::TransferError,
    haetae_keys::ceremony::CeremonyError,
    haetae_keys::ceremony::RequestError,
    haetae_keys::RandomUnavailable,
);
