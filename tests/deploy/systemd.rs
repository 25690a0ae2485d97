use std::process::Command;

use crate::{run, said, text};

/// What systemd-analyze says of the unit, which names a program that is there.
fn analyze(arguments: &[&str], unit: &str) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("haetae.service");
    assert!(unit.contains("/usr/bin/haetae "));
    std::fs::write(&path, unit.replace("/usr/bin/haetae ", "/bin/true ")).expect("a file");
    let output = run(Command::new("systemd-analyze").args(arguments).arg(&path));
    (output.status.success(), said(&output))
}

#[test]
fn systemd_accepts_the_unit_and_finds_little_exposure() {
    let unit = text("systemd/haetae.service");
    let (accepted, said) = analyze(&["verify"], &unit);
    assert!(accepted && said.is_empty(), "{said}");
    // In tenths: what systemd calls OK ends at 4.
    let (accepted, said) = analyze(&["security", "--offline=true", "--threshold=15"], &unit);
    assert!(accepted, "{said}");
    let open = unit.replace("ProtectSystem=strict", "").replace("CapabilityBoundingSet=\n", "");
    assert!(!analyze(&["security", "--offline=true", "--threshold=15"], &open).0, "a weaker unit is noticed");
}

#[test]
fn the_unit_waits_for_the_service_as_long_as_it_may_take() {
    let unit = text("systemd/haetae.service");
    let value = |key: &str| {
        let line =
            unit.lines().find_map(|line| line.strip_prefix(&format!("{key}="))).unwrap_or_else(|| panic!("{key}"));
        line.to_owned()
    };
    assert_eq!((value("Type").as_str(), value("NotifyAccess").as_str()), ("notify", "main"));
    assert!(value("WatchdogSec").parse::<u64>().expect("seconds") >= 10);
    assert_eq!(value("ExecReload"), "/bin/kill -HUP $MAINPID");
    let defaults = haetae::config::Config::default().service;
    let (drain, grace) = (defaults.drain.max(10), defaults.shutdown_grace);
    assert!(value("TimeoutStopSec").parse::<u64>().expect("seconds") > drain + grace);
}
