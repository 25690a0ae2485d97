//! A waiting room whose cluster is broken while people wait. Nobody's place gets worse, nobody is let in before their
//! turn, and everybody gets their passes, once.

mod hall;
mod person;
mod running;
