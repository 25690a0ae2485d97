//! What criterion has measured.

use std::path::Path;

/// The median of a benchmark in nanoseconds. `None` if nothing was measured, as under `--test`. `folder` is that of its
/// results, named by its group and itself.
pub(crate) fn median(folder: &Path) -> Option<f64> {
    let text = std::fs::read(folder.join("new/estimates.json")).ok()?;
    let estimates: serde_json::Value = serde_json::from_slice(&text).ok()?;
    estimates.get("median")?.get("point_estimate")?.as_f64()
}
