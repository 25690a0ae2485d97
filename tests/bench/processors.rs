//! A service and its clients on processors of their own.

use std::process::Command;

/// The processors of the service and those of the clients, as taskset writes them: all for both if there is one.
pub(crate) fn halves() -> (String, String) {
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let middle = all / 2;
    if middle == 0 {
        ("0".to_owned(), "0".to_owned())
    } else {
        (format!("0-{}", middle - 1), format!("{middle}-{}", all - 1))
    }
}

/// Has this process run on these processors. Before it has other threads: they have those of the one that starts them.
pub(crate) fn run_on(processors: &str) {
    let done = Command::new("taskset").args(["-cp", processors, &std::process::id().to_string()]).output();
    let done = done.expect("taskset, of the Debian package util-linux");
    assert!(done.status.success(), "{done:?}");
}

/// A command that runs a program on these processors.
pub(crate) fn command_on(processors: &str, program: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", processors, program]);
    command
}
