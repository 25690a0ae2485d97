//! A disk that reports errors when it is to write (`EIO`), made with strace: nothing is acknowledged that it may have
//! lost, and nothing is tried again and taken for good.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use haetae_testkit::faults::client::{PATIENCE, exchange};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::process::{DataFolder, Serving, send};
use rustix::process::{Pid, Signal, kill_process};

use crate::PROGRAM;
use crate::waiting::until;

/// A service that does not come back in this time does not come back.
const LIMIT: Duration = Duration::from_secs(60);

/// A disk under a service that fails until this is dropped.
struct FailingDisk(Child);

impl FailingDisk {
    /// Has each call that must bring something to the disk fail.
    fn under(service: &Serving) -> Self {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"]);
        strace.arg("-p").arg(service.pid().as_raw_nonzero().to_string()).stdout(Stdio::null()).stderr(Stdio::piped());
        let child = strace.spawn().expect("these tests need strace: install the Debian package strace");
        Self(child)
    }

    /// Waits until a call has failed.
    fn has_failed(&mut self) {
        let mut lines = BufReader::new(self.0.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let mut said = Vec::new();
        let failed = lines.by_ref().any(|line| {
            let found = line.contains("(INJECTED)");
            said.push(line);
            found
        });
        assert!(failed, "strace cannot follow the service: {said:#?}");
        // Nothing waits for a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
    }
}

impl Drop for FailingDisk {
    fn drop(&mut self) {
        // It lets the service go.
        let _ = kill_process(Pid::from_child(&self.0), Signal::INT);
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_to_write_pauses_issuing_and_what_was_acknowledged_is_in_the_journal() {
    let data = DataFolder::new(PROGRAM).await;
    let service = data.serve();
    let status = |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n");
        exchange(service.public, &request, PATIENCE).map_or(0, |reply| reply.status)
    };
    let entered = || {
        let report = data.haetae(&["journal", "verify", "--json"]);
        assert!(report.status.success(), "{report:?}");
        let report: serde_json::Value = serde_json::from_slice(&report.stdout).expect("JSON");
        report["entries"].as_u64().unwrap_or_else(|| panic!("{report}"))
    };
    let ask = || send(service.public, &data.request(&HolderPair::p256())).expect("an answer");
    until(LIMIT, "it is ready", || status("/readyz") == 200);
    for _ in 0..5 {
        assert_eq!(ask().0, 200);
    }
    let before = entered();

    let mut disk = FailingDisk::under(&service);
    // What comes before strace has all threads may still be written.
    let mut received = 0;
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut received = 0;
            while ask().0 == 200 {
                received += 1;
            }
            received
        });
        disk.has_failed();
        received = asking.join().expect("no panic");
    });
    for _ in 0..10 {
        let (code, problem) = ask();
        assert_eq!((code, &problem["code"]), (503, &"journal_unavailable".into()), "{problem}");
    }
    assert_eq!(status("/healthz"), 200);
    assert_eq!(status("/v1/trust/manifest"), 200, "what is published is still served");

    drop(disk);
    until(LIMIT, "it issues again", || ask().0 == 200);
    until(LIMIT, "it is ready again", || status("/readyz") == 200);
    assert!(entered() > before + received, "{received} passes were acknowledged after the first {before} entries");
    let checked = data.haetae(&["db", "check"]);
    assert!(checked.status.success(), "{checked:?}");
}
