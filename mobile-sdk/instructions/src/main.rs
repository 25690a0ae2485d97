//! Does one thing of the core ten times, in a function whose instructions callgrind counts (`tests/instructions`).
//! Everything that the thing needs is there before, and it is done once before, so that what happens once for a whole
//! program is not counted.
//!
//! `haetae-instructions` names the cases, `haetae-instructions CASE` runs one.

mod cases;
mod vectors;

use std::process::ExitCode;

use cases::{CASES, Work};

/// How often the work is counted. Whoever reads the count divides it by this.
const TIMES: usize = 10;

fn main() -> ExitCode {
    let Some(name) = std::env::args().nth(1) else {
        CASES.iter().for_each(|(name, _)| println!("{name}"));
        return ExitCode::SUCCESS;
    };
    let Some((_, prepare)) = CASES.iter().find(|(case, _)| *case == name) else {
        eprintln!("there is no case {name}");
        return ExitCode::FAILURE;
    };
    let mut work = prepare();
    work();
    counted(&mut work);
    ExitCode::SUCCESS
}

/// callgrind counts what happens in here.
#[inline(never)]
fn counted(work: &mut Work) {
    (0..TIMES).for_each(|_| work());
}
