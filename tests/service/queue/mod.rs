//! The waiting room.

mod bypass;
mod july;
mod phone;
mod place;
mod running;
mod survival;
