//! The format from outside: what is made comes back, what is hostile is refused, and other implementations agree.

mod arbitrary;
mod example;
mod hostile_codes;
mod hostile_files;
mod malformed;
mod peers;
mod round_trips;
mod size;
