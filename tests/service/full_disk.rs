//! A disk that is really full: issuing pauses and says so, everything else continues, and it resumes by itself.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use haetae::journal::Folder;
use haetae_core::Jwk;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::NEIGHBOUR;
use haetae_testkit::service::process::{DataFolder, Serving, send};
use rustix::process::{Resource, Rlimit, prlimit};
use serde_json::Value;

use crate::PROGRAM;
use crate::journal::require_entered;

/// Mounts a small disk on its first argument, for itself only, and becomes the command that follows.
const WITH_A_SMALL_DISK: &str = r#"mount -t tmpfs -o size=1m,mode=0700 none "$0" && exec "$@""#;

/// Lets a write that is too long fail instead of ending the process, and becomes its arguments.
const WITHOUT_THE_SIGNAL: &str = r#"trap '' XFSZ && exec "$@""#;

/// The ways in which a disk is full.
enum Way {
    /// There is a small one under the journal, and nothing is left on it.
    SmallDisk(PathBuf),
    /// No file may become longer.
    Limit,
}

impl Way {
    /// A command that becomes the service, to which `serve` and what belongs to it are added.
    fn command(&self) -> Command {
        let mut command;
        match self {
            Self::SmallDisk(journal) => {
                command = Command::new("unshare");
                command.args(["--map-root-user", "--mount", "sh", "-c", WITH_A_SMALL_DISK]).arg(journal);
            }
            Self::Limit => {
                command = Command::new("sh");
                command.args(["-c", WITHOUT_THE_SIGNAL, "sh"]);
            }
        }
        command.arg(PROGRAM);
        command
    }

    /// The journal as the service sees it.
    fn journal(&self, data: &DataFolder, service: &Serving) -> PathBuf {
        match self {
            Self::SmallDisk(journal) => {
                let inside = journal.strip_prefix("/").expect("an absolute path");
                PathBuf::from(format!("/proc/{}/root", service.pid().as_raw_nonzero())).join(inside)
            }
            Self::Limit => data.path("journal"),
        }
    }

    fn fill(&self, data: &DataFolder, service: &Serving) {
        match self {
            Self::SmallDisk(_) => {
                let mut filler = File::create(self.journal(data, service).join("filler")).expect("a file");
                while filler.write_all(&[0; 512]).is_ok() {}
            }
            Self::Limit => limit(service, Some(0)),
        }
    }

    fn free(&self, data: &DataFolder, service: &Serving) {
        match self {
            Self::SmallDisk(_) => fs::remove_file(self.journal(data, service).join("filler")).expect("a file"),
            Self::Limit => limit(service, None),
        }
    }
}

fn limit(service: &Serving, bytes: Option<u64>) {
    let limit = Rlimit { current: bytes, maximum: None };
    prlimit(Some(service.pid()), Resource::Fsize, limit).expect("a limit");
}

/// Whether this machine lets a test mount something for itself.
fn can_mount() -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", WITH_A_SMALL_DISK]).arg(folder.path()).arg("true");
    command.output().is_ok_and(|output| output.status.success())
}

fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        std::thread::yield_now();
    }
}

/// A data folder whose nodes write to the database every second.
async fn data_folder() -> DataFolder {
    let mut data = DataFolder::new(PROGRAM).await;
    data.environment.push(("HAETAE__PUBLISHING__LEASE", PathBuf::from("3")));
    data
}

fn full_and_free_again(data: &DataFolder, way: &Way) {
    let service = data.serve_by(way.command());
    let mut received = Vec::new();
    let mut ask = || -> (u16, Value) {
        let holder = HolderPair::p256();
        let (status, body) = send(service.public, &data.request(&holder)).expect("an answer");
        if status == 200 {
            received.push(Jwk::thumbprint(&holder.public()));
        }
        (status, body)
    };
    let goes_on = |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n");
        send(service.public, &request).expect("an answer").0
    };
    until(|| goes_on("/readyz") == 200);
    for _ in 0..3 {
        assert_eq!(ask().0, 200);
    }

    way.fill(data, &service);
    // The rest of the last block may still take some entries.
    let refused = loop {
        let (status, body) = ask();
        if status != 200 {
            break (status, body);
        }
    };
    assert_eq!((refused.0, &refused.1["code"]), (503, &"journal_unavailable".into()), "{refused:?}");
    for _ in 0..20 {
        assert_eq!(ask().0, 503);
    }
    assert_eq!(goes_on("/healthz"), 200);
    match way {
        Way::SmallDisk(_) => assert_eq!(goes_on("/readyz"), 200, "the database is elsewhere"),
        // The lease cannot be renewed.
        Way::Limit => until(|| goes_on("/readyz") == 503),
    }
    let revoked = data.haetae(&["revoke", "--subject", NEIGHBOUR]);
    assert!(revoked.status.success(), "{revoked:?}");

    way.free(data, &service);
    until(|| ask().0 == 200);
    assert_eq!(ask().0, 200);
    until(|| goes_on("/readyz") == 200);
    assert!(received.len() >= 5, "{}", received.len());
    require_entered(&Folder::new(way.journal(data, &service)), &received);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_pauses_issuing_until_there_is_room() {
    let data = data_folder().await;
    let journal = data.path("journal");
    fs::create_dir_all(&journal).expect("a folder");
    let way = if can_mount() {
        Way::SmallDisk(journal)
    } else {
        eprintln!("nothing can be mounted here: no file may become longer instead");
        Way::Limit
    };
    full_and_free_again(&data, &way);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_the_process_pauses_issuing_until_it_is_lifted() {
    full_and_free_again(&data_folder().await, &Way::Limit);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_database_is_not_ready_and_no_answer_is_an_internal_error() {
    let data = data_folder().await;
    let service = data.serve();
    let status = |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n");
        send(service.public, &request).expect("an answer").0
    };
    until(|| status("/readyz") == 200);
    for file in ["haetae.sqlite", "haetae.sqlite-wal"] {
        File::options().write(true).open(data.path(file)).and_then(|file| file.set_len(512)).expect("a file");
    }
    until(|| status("/readyz") == 503);
    assert_eq!(status("/healthz"), 200);
    let (status, body) = send(service.public, &data.request(&HolderPair::p256())).expect("an answer");
    assert_ne!(status, 500, "{body}");
}
