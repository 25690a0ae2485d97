//! The surface that Kotlin, Swift and Python are generated from, used as they use it: the vectors, bad input, and an
//! authority with a phone.

mod bad_input;
mod checks;
mod limits;
mod paper;
mod policies;
mod queue;
mod request_timer;
mod scripts;
mod shown;
mod slots;
mod trust;
mod vectors;
mod wallet;
mod words;
