//! A nation, simulated: phones with the core's own wallet, tablets with the core's own scanner, what they ask of the
//! centre, and what becomes of check-ins when it is away. docs/nation.md says what is simulated and what is modelled.

mod authority;
mod calendar;
mod command;
mod figures;
mod first_issues;
mod nation_report;
mod people;
mod phone;
mod publisher;
mod random;
mod revocations;
mod signer;
mod situation;
mod tablet;
mod tally;
#[cfg(test)]
mod tests;
mod world;

pub use command::Arguments;
