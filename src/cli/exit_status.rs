//! The exit statuses as `--help` explains them: 0 for done and yes, 1 for a no, 2 for wrong usage and failure.

/// For commands that do what they are asked or fail.
pub(super) const DONE: &str = "Exit status: 0 done, 2 wrong usage or failure";

/// For commands that have subcommands.
pub(super) const GROUP: &str = "Exit status: that of the command, 2 without one";

/// For `haetae` itself.
pub(super) const PROGRAM: &str = "Exit status: 0 done or yes, 1 no, 2 wrong usage or failure. The --help of each command says what they mean for it.";

/// For commands about one person or many.
pub(super) const PERSON: &str = "Exit status: 0 done, 1 no such person, 2 wrong usage or failure";
