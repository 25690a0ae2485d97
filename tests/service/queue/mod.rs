//! The waiting room.

mod bypass;
mod july;
mod place;
mod running;
mod survival;
