//! Prints the results as text, from the files that criterion wrote.

use std::fs;
use std::path::Path;

use crate::in_token::THREADS;

/// Prints how the medians compare. Nothing is printed if nothing was measured, as under `--test`.
pub(crate) fn print(directory: &Path) {
    let median = |group: &str, name: &str| median(&directory.join(group).join(name).join("new/estimates.json"));
    if let Some(ours) = median("issue", "haetae") {
        for other in ["coset and aws-lc-rs", "coset and ed25519-dalek"] {
            if let Some(usual) = median("issue", other) {
                let (microseconds, ratio) = (usual / 1e3, usual / ours);
                println!("Issuing with {other} takes {microseconds:.1} us, {ratio:.2} times as long as ours.");
            }
        }
    }
    for (threads, more) in [(1, ""), (THREADS, ", many threads")] {
        let rate = |custody: &str| median("custody", &format!("{custody}{more}")).map(|nanoseconds| 1e9 / nanoseconds);
        if let (Some(file), Some(token)) = (rate("file"), rate("token")) {
            println!(
                "With a key in SoftHSM {token:.0} passes are issued in a second, with one in a file {file:.0}: {:.2} times as \
                 many ({threads} threads).",
                file / token
            );
        }
    }
    if let (Some(ours), Some(fpe)) = (median("status index", "haetae"), median("status index", "fpe")) {
        println!("A status index takes {ours:.0} ns; crate fpe takes {fpe:.0} ns, {:.1} times as long.", fpe / ours);
    }
}

/// The median in nanoseconds.
fn median(path: &Path) -> Option<f64> {
    let estimates: serde_json::Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    estimates.get("median")?.get("point_estimate")?.as_f64()
}
