//! Rules before they count: what is wrong with a file, whether it answers as its authors say, why it answers so, and
//! for whom another file answers otherwise. And while they count: how a file is made and published, what of it is in
//! force, and whether invented people still get the answers that they should. The core alone evaluates.

pub mod canaries;
pub mod cases;
pub mod checking;
pub mod comparing;
pub mod document;
pub mod draft;
pub mod explaining;
pub mod following;
pub mod making;
pub mod notice;
mod page;
#[cfg(test)]
mod schemas;
pub mod short_notice;
pub mod standing;
pub mod testing;
#[cfg(test)]
mod tests;
