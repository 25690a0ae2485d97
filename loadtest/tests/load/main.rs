//! What the load generator must see, and what it must refuse.

mod generator;
mod refusals;
mod stub;
