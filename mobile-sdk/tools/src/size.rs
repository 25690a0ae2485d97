//! How large the libraries may be: an app carries one for each processor that it runs on.

use std::path::Path;

use anyhow::{Result, bail};

/// The most bytes of a stripped library for x86-64 Linux, by the features of `haetae-ffi`: what it has today, and a
/// twentieth more. Who needs more, says why where this changes.
const BUDGETS: [(&str, u64); 2] = [("", 1_005_000), ("decode", 1_220_000)];

/// Prints the size of a library, and fails where it is above its budget.
pub(crate) fn within_budget(library: &Path, features: &str) -> Result<()> {
    let size = library.metadata()?.len();
    let name = library.display();
    let is_measured = cfg!(all(target_os = "linux", target_arch = "x86_64"));
    match BUDGETS.iter().find(|(of, _)| *of == features).filter(|_| is_measured) {
        Some((_, budget)) => {
            println!("{size} bytes of at most {budget}");
            over(size, *budget).map_or(Ok(()), |over| bail!("{name} is {over} bytes above its budget of {budget}"))
        }
        None => {
            println!("{size} bytes");
            Ok(())
        }
    }
}

/// By how much a size is above the budget.
fn over(size: u64, budget: u64) -> Option<u64> {
    size.checked_sub(budget).filter(|over| *over > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_over_its_budget_from_the_first_byte_above_it() {
        assert_eq!([over(699_999, 700_000), over(700_000, 700_000)], [None, None]);
        assert_eq!(over(700_001, 700_000), Some(1));
    }
}
