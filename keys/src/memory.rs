//! Keeps this process's memory, which holds keys, out of core dumps, other users' debuggers and swap, as far as the
//! system allows. Root can still read it.

use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Forbids core dumps, and debuggers of other users than root. What inherits from this process may allow itself dumps
/// again.
///
/// # Errors
///
/// The system's error if it refuses.
pub fn forbid_dumps() -> Result<(), Errno> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Keeps all memory of this process, present and future, out of swap, if the limit on locked memory is lifted.
/// Returns whether: with a limit, running into it would end the process.
pub fn lock() -> bool {
    let unlimited = Rlimit { current: None, maximum: None };
    // Root may lift the limit itself; others need their service manager to.
    let _ = setrlimit(Resource::Memlock, unlimited);
    getrlimit(Resource::Memlock).current.is_none() && lock_all().is_ok()
}

#[cfg(target_os = "linux")]
fn lock_all() -> Result<(), Errno> {
    use rustix::mm::{MlockAllFlags, mlockall};
    // Pages are locked when they are used: stacks and buffers that are never touched cost nothing.
    mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT)
}

#[cfg(not(target_os = "linux"))]
fn lock_all() -> Result<(), Errno> {
    Err(Errno::NOSYS)
}
