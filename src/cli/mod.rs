//! The command line, a file a sub-command.

pub mod records;
