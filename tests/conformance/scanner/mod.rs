//! `scanner.json`: what happens to a scanner over time, step by step. `generate_scanner.py` beside it wrote it, which
//! shares nothing with the core.

mod command_line;
mod core;
mod script;

const FILE: &str = "scanner.json";
