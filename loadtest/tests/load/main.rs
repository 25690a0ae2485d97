//! What the load generator must see, and what it must refuse.

mod cluster;
mod generator;
mod refusals;
mod stub;
mod syncing;
