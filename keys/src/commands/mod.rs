pub(crate) mod init;
pub(crate) mod manual;
mod passphrase;
pub(crate) mod root;
pub(crate) mod show;
pub(crate) mod vault;

/// What a command prints, or why it failed; both are for people.
pub(crate) type Said = Result<String, Box<dyn std::error::Error>>;

/// The exit statuses, as `--help` explains them.
pub(crate) const EXIT_STATUS: &str = "Exit status: 0 done, 1 failure, 2 wrong usage";
