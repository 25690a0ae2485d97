//! How a cluster is started, broken and stopped: by scripts, which are other ones here.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use crate::stub::Stub;
use haetae_loadtest::scenario::{EventAct, Part};
use haetae_loadtest::service::cluster::Cluster;

const HEALTH: Stub = Stub { body: r#"{"status":"alive","load_test":true}"#, stall: None, each: Duration::ZERO };

/// Scripts that write down how they are called.
fn write_scripts(folder: &Path, proxy: u16, up: &str) {
    let scripts = [
        (
            "up",
            format!(
                "mkdir -p \"$CLUSTER_DATA/node-1\"\nprintf 'nginx {proxy}\\nnode-1-operator 2\\n' >\"$CLUSTER_DATA/ports\"\n\
                 echo \"$$ there\" >\"$CLUSTER_DATA/node-2.pid\"\n\
                 echo '{{\"subject\":\"A\",\"evidence\":[{{\"kind\":\"vaccination\"}}]}}' >\"$CLUSTER_DATA/node-1/citizens.ndjson\"\n{up}"
            ),
        ),
        ("part", "[ \"$2\" != kill ] || { echo it does not run; exit 1; }".to_owned()),
        ("down", String::new()),
    ];
    for (name, body) in scripts {
        let log = folder.join("log");
        let said = "$HAETAE__SERVICE__LOAD_TEST $HAETAE__LIMITS__SHORT_DAYS $CITIZENS";
        let text = format!("#!/bin/sh\necho {name} $* {said} >>'{}'\n{body}\n", log.display());
        let file = folder.join(name);
        std::fs::write(&file, text).expect("written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("a script");
    }
}

async fn start(scripts: &Path, data: &Path) -> anyhow::Result<Cluster> {
    let settings = BTreeMap::from([("limits.short_days".to_owned(), "2".to_owned())]);
    Cluster::start(scripts, Path::new("/bin/true"), data, 1, &settings).await
}

#[tokio::test]
async fn a_cluster_is_started_with_the_settings_broken_as_asked_and_stopped_in_the_end() {
    let (scripts, data) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write_scripts(scripts.path(), HEALTH.serve().await.port(), "");
    let cluster = start(scripts.path(), data.path()).await.expect("started");
    assert_eq!(cluster.processes().into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["node-2"]);
    assert_eq!(std::fs::read_to_string(cluster.data.subjects()).expect("subjects"), "A");
    cluster.act(Part::Node2, EventAct::Start).await.expect("done");
    let error = cluster.act(Part::Redis, EventAct::Kill).await.expect_err("it fails");
    assert_eq!(error.to_string(), "part redis kill failed: it does not run");
    drop(cluster);
    let log = std::fs::read_to_string(scripts.path().join("log")).expect("a log");
    let lines: Vec<&str> = log.lines().map(str::trim).collect();
    assert_eq!(lines, ["up true 2 102", "part node-2 start true 2", "part redis kill true 2", "down"]);
}

#[tokio::test]
async fn a_cluster_that_does_not_start_is_stopped_too() {
    let (scripts, data) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write_scripts(scripts.path(), 1, "echo there is no PostgreSQL >&2; exit 1");
    let error = start(scripts.path(), data.path()).await.expect_err("it does not start");
    assert_eq!(error.to_string(), "up failed: there is no PostgreSQL");
    let log = std::fs::read_to_string(scripts.path().join("log")).expect("a log");
    assert_eq!(log.lines().last().map(str::trim), Some("down"));
}
