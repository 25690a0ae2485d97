use std::fmt::Write as _;

use super::alarm::AlarmKind;
use super::open_alarms::Status;

/// The status as Prometheus text, for the text files that a node exporter collects.
pub fn metrics(status: &Status) -> String {
    let mut text = String::from(
        "# HELP haetae_witness_alarms Alarms that are open, by kind.\n# TYPE haetae_witness_alarms gauge\n",
    );
    for kind in AlarmKind::ALL {
        let number = status.alarms.iter().filter(|open| open.alarm.kind == kind).count();
        let _ = writeln!(text, "haetae_witness_alarms{{kind=\"{}\"}} {number}", kind.as_str());
    }
    let times = [
        ("looked", "When the witness last looked.", Some(status.looked)),
        ("answered", "When the issuer last answered.", status.answered),
        ("manifest_issued", "When the newest manifest was issued.", status.issued),
    ];
    for (name, help, time) in times {
        if let Some(time) = time {
            let name = format!("haetae_witness_{name}_timestamp_seconds");
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {}\n", time.seconds());
        }
    }
    text
}
