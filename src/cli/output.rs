//! Writes to the standard output. The reader may stop reading, as `head` does: then this process ends at once, without
//! a message. Rust ignores the signal for that, so each write checks its error.

use std::fmt;
use std::io::{self, ErrorKind, Write as _};

/// The exit status that shells report for a program that a closed pipe has ended.
const CLOSED_PIPE: i32 = 141;

/// The exit status if the output cannot be written, on a full disk for instance.
const FAILED: i32 = 2;

/// Prints a line to the standard output, as `println!` does.
macro_rules! outln {
    () => {
        $crate::cli::output::print(format_args!("\n"))
    };
    ($($text:tt)*) => {
        $crate::cli::output::print(format_args!("{}\n", format_args!($($text)*)))
    };
}

/// Prints to the standard output, as `print!` does.
macro_rules! out {
    ($($text:tt)*) => {
        $crate::cli::output::print(format_args!($($text)*))
    };
}

pub(super) use {out, outln};

/// Writes text.
pub(super) fn print(text: fmt::Arguments<'_>) {
    let mut output = io::stdout().lock();
    end_on_failure(output.write_fmt(text));
}

/// Writes bytes, all of them before this returns.
pub(super) fn write(bytes: &[u8]) {
    let mut output = io::stdout().lock();
    end_on_failure(output.write_all(bytes).and_then(|()| output.flush()));
}

fn end_on_failure(written: io::Result<()>) {
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(CLOSED_PIPE),
        Err(error) => {
            eprintln!("haetae: the output cannot be written: {error}");
            std::process::exit(FAILED);
        }
    }
}
