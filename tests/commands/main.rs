//! The program as an operator meets it: the real binary, run in temporary folders. One module a command; what is wrong
//! with the input is said in a sentence, with the right exit status, and changes nothing.

mod config;
mod crash;
mod help;
mod init;
mod inspect;
mod issue;
mod partner;
mod place;
mod publish;
mod records;
mod revoke;
mod running;
mod scanner;
mod serve;
mod snapshot;
mod specimens;
mod verify;
