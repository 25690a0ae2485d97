pub(crate) mod init;
mod passphrase;
pub(crate) mod root;
pub(crate) mod show;
pub(crate) mod vault;

/// What a command says, or why it failed; both are for people.
pub(crate) type Said = Result<String, Box<dyn std::error::Error>>;
