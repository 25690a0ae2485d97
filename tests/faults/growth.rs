//! A node keeps nothing of the requests that it has answered: neither memory nor open files.

use std::path::PathBuf;
use std::time::Duration;

use haetae_testkit::faults::client::{PATIENCE, exchange};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::process::{DataFolder, Serving};

use crate::PROGRAM;
use crate::waiting::until;

/// Requests before memory is looked at for the first time: caches, pools and threads are there then.
const FIRST: usize = 800;
/// Requests after that.
const MORE: usize = 1_600;
/// What memory may have grown by, in KiB: less than 2 KiB a request, in which what a request needs would not fit.
const GROWTH: u64 = 3_072;

/// The resident memory of a process in KiB, and how many files it has open.
fn used(service: &Serving) -> (u64, usize) {
    let folder = PathBuf::from(format!("/proc/{}", service.pid().as_raw_nonzero()));
    let status = std::fs::read_to_string(folder.join("status")).expect("a process");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    let resident = resident.trim().trim_end_matches(" kB").parse().expect("a number");
    (resident, std::fs::read_dir(folder.join("fd")).expect("its files").count())
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_and_open_files_do_not_grow_with_the_requests_that_were_answered() {
    let mut data = DataFolder::new(PROGRAM).await;
    data.environment.push(("HAETAE__LIMITS__REQUESTS_PER_MINUTE", PathBuf::from("0")));
    let service = data.serve();
    let ready = "GET /readyz HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n";
    let is_ready = || exchange(service.public, ready, PATIENCE).is_ok_and(|reply| reply.status == 200);
    until(Duration::from_secs(60), "it is ready", is_ready);
    let ask = |requests: usize| {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for number in 0..requests / 4 {
                        // One in three is refused: what was refused must not stay either.
                        let signed_in = if number % 3 == 0 { 1_000_000_000 } else { 0 };
                        let holder = HolderPair::p256();
                        let request = match signed_in {
                            0 => data.request(&holder),
                            long_ago => data.request_signed_in(long_ago, &holder),
                        };
                        let status = exchange(service.public, &request, PATIENCE).expect("an answer").status;
                        assert_eq!(status, if signed_in == 0 { 200 } else { 401 });
                    }
                });
            }
        });
    };
    ask(FIRST);
    let before = used(&service);
    ask(MORE);
    let after = used(&service);
    assert!(after.0 < before.0 + GROWTH, "memory grew from {} to {} KiB", before.0, after.0);
    assert!(after.1 <= before.1 + 8, "open files grew from {} to {}", before.1, after.1);
}
