use std::fmt::Write as _;

use super::generating::GeneratedKeys;
use crate::ceremony::minute;

/// The roles, in the order of tables.
const ROLES: [&str; 5] = ["phone-passes", "paper-passes", "status", "rules", "visits"];

impl GeneratedKeys {
    /// A line for each role: how many keys, how many of them spares, and the time that they are for.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        for role in ROLES {
            let keys = || self.keys().iter().filter(|key| key.trusted.role.as_str() == role);
            let (first, last) = (keys().map(|key| key.trusted.from).min(), keys().map(|key| key.trusted.until).max());
            if let (Some(first), Some(last)) = (first, last) {
                let (count, spares) = (keys().count(), keys().filter(|key| key.spare).count());
                let (first, last) = (minute(first), minute(last));
                // Writing to a `String` does not fail.
                let _ = writeln!(text, "  {role:12}  {count:3} keys, {spares:2} of them spares, {first} to {last}");
            }
        }
        text
    }
}
