//! The program as an operator uses it: the real binary, run in temporary folders. One module per command; wrong input
//! is reported in a sentence, with the right exit status, and changes nothing.

mod bundle;
mod calendar;
mod certificate;
mod config;
mod crash;
mod db;
mod doctor;
mod former_keys;
mod help;
mod init;
mod inspect;
mod issue;
mod journal;
mod json_forms;
mod keys;
mod lease;
mod manual_page;
mod oldest_release;
mod operator;
mod partner;
mod people;
mod pipe;
mod place;
mod publish;
mod records;
mod revoke;
mod running;
mod scanner;
mod series;
mod serve;
mod snapshot;
mod specimens;
mod trust;
mod verify;
mod wrong_input;
