use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use haetae::witness::WitnessFolder;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::process::{DataFolder, send};
use serde_json::Value;

use crate::PROGRAM;

fn witness_command(data: &DataFolder, folder: &Path, url: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["witness", "--url", url, "--once", "--json"]).arg("--folder").arg(folder);
    command.arg("--trust-anchor").arg(data.path("roots.json"));
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_follows_a_service_and_survives_being_killed() {
    let data = DataFolder::new(PROGRAM).await;
    let serving = data.serve();
    let ready = "GET /readyz HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n";
    while send(serving.public, ready).expect("an answer").0 != 200 {
        std::thread::yield_now();
    }
    assert_eq!(send(serving.public, &data.request(&HolderPair::p256())).expect("an answer").0, 200);
    let (temp, url) = (tempfile::tempdir().expect("a folder"), format!("http://{}", serving.public));
    let folder = temp.path().join("witness");
    for round in 0..20 {
        let mut command = witness_command(&data, &folder, &url);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
        // Somewhere between its start and its end.
        let entries = || fs::read_dir(&folder).map_or(0, Iterator::count);
        while entries() < round % 9 && child.try_wait().expect("a state").is_none() {
            std::thread::yield_now();
        }
        let _ = child.kill();
        child.wait().expect("it ends");
    }
    let metrics = temp.path().join("witness.prom");
    let looked =
        witness_command(&data, &folder, &url).arg("--metrics").arg(&metrics).output().expect("the binary runs");
    assert_eq!(looked.status.code(), Some(0), "{looked:?}");
    let status: Value = serde_json::from_slice(&looked.stdout).expect("JSON");
    assert_eq!((&status["status"], &status["alarms"]), (&"ok".into(), &Value::Array(Vec::new())));
    let metrics = fs::read_to_string(metrics).expect("metrics");
    assert!(metrics.contains("haetae_witness_alarms{kind=\"fork\"} 0"), "{metrics}");
    // The checkpoint of yesterday is in the log that the witness has kept, and the journal has it.
    let logs = WitnessFolder::open_to_read(&folder).expect("a folder").logs().expect("logs");
    assert_eq!(logs.values().map(|log| log.lines().len()).sum::<usize>(), 1);
    let verify = ["journal", "verify", "--witness", folder.to_str().expect("text")];
    let verified = data.haetae(&verify);
    assert!(verified.status.success(), "{verified:?}");
    drop(serving);
    let unreachable = witness_command(&data, &folder, &url).output().expect("the binary runs");
    assert_eq!(unreachable.status.code(), Some(1), "{unreachable:?}");
    assert!(String::from_utf8_lossy(&unreachable.stderr).contains("ALARM: unreachable"), "{unreachable:?}");
    // A thief of the journal's folder puts an older copy of the checkpoints and no entries there.
    fs::remove_file(data.path("journal/checkpoints")).expect("a file");
    let verified = data.haetae(&verify);
    assert_eq!(verified.status.code(), Some(1), "{verified:?}");
    assert!(String::from_utf8_lossy(&verified.stdout).contains("was published and is missing here"), "{verified:?}");
}
