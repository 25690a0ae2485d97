//! The vectors: made by another implementation, and the last word on what the format means. They are read from
//! `tests/vectors/`, or from the directory in `HAETAE_VECTORS`, which holds files of the same names and form; nothing
//! here depends on how many cases there are or what they are called. A failing run names every case that went wrong.
//!
//! The public suites for the formats and algorithms that this one uses are also tested, read from the directory in
//! `HAETAE_SUITES`.

mod checks;
mod reencoding;
mod rules;
mod scanner;
mod store;
mod suites;
mod trust;
mod vectors;
