//! Backups as docs/operations.md describes them, and databases that are lost, empty, old or somebody else's.

use std::path::Path;

use serde_json::Value;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::place::{Place, Ran};
use crate::running::Service;

/// The database and what SQLite keeps beside it.
const FILES: [&str; 3] = ["data/haetae.sqlite", "data/haetae.sqlite-wal", "data/haetae.sqlite-shm"];

/// Commands that need the database, one of each kind.
const COMMANDS: [&[&str]; 8] = [
    &["serve", "--data", "data", "--listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0"],
    &["records", "list", "--data", "data"],
    &["records", "import", "people.csv", "--data", "data"],
    &["revoke", "--subject", "kim", "--data", "data"],
    &["issue", "--paper", "--subject", "kim", "--data", "data"],
    &["publish", "--out", "site", "--data", "data"],
    &["partner", "list", "--data", "data"],
    &["db", "reconcile", "--data", "data"],
];

fn lose(place: &Place) {
    for file in FILES {
        let _ = std::fs::remove_file(place.path(file));
    }
}

/// The commands of a section of the guide, word by word.
fn guide(section: &str) -> Vec<Vec<String>> {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md");
    let guide = std::fs::read_to_string(guide).expect("the guide");
    let (_, after) = guide.split_once(&format!("\n### {section}\n")).expect("the section");
    let section = after.split("\n#").next().unwrap_or_default();
    let lines = section.lines().filter_map(|line| line.strip_prefix("    haetae "));
    let commands = lines.filter_map(|line| line.split('#').next());
    let commands: Vec<Vec<String>> =
        commands.map(|command| command.split_whitespace().map(str::to_owned).collect()).collect();
    assert!(!commands.is_empty(), "{guide}");
    commands
}

fn follow(place: &Place, command: &[String]) -> Ran {
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    place.run_with(&words, &[("HAETAE_DATA", "data")], "")
}

fn import(place: &Place, subject: &str) -> Ran {
    let text = format!(
        "subject,name,birth_date,kind,doses,date,product\n{subject},홍길동,1990-01-31,vaccination,2,2026-05-01,BNT162B2\n"
    );
    place.write("more.csv", text);
    place.run(&["records", "import", "more.csv", "--data", "data"])
}

fn serial(place: &Place, subject: &str) -> u64 {
    let shown = place.run(&["records", "show", subject, "--json", "--data", "data"]).succeeds();
    let shown: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    shown["serial"].as_u64().unwrap_or_else(|| panic!("{shown}"))
}

#[test]
fn a_lost_database_comes_back_by_the_guide_with_everything_that_came_after_the_backup() {
    let place = Place::published();
    let kim = place.paper_pass("kim");
    for command in guide("Backing up") {
        follow(&place, &command).succeeds();
    }
    // After the backup: a revocation, and a person who fetches a pass.
    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    import(&place, "choi").succeeds();
    place.paper_pass("choi");
    let given = serial(&place, "choi");
    place.publish();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");

    lose(&place);
    for command in COMMANDS {
        place.refuses(command, 2, "haetae.sqlite is missing");
    }
    let restoring = guide("Restoring");
    for command in &restoring {
        // The step that only shows what is missing.
        let shows = command.iter().any(|word| word == "reconcile") && !command.iter().any(|word| word == "--yes");
        if shows {
            assert!(import(&place, "yoon").stderr.contains("haetae db reconcile"), "no serial is given before");
            place.refuses(&["publish", "--data", "data", "--out", "site"], 2, "haetae db reconcile");
            let revoked = place.run(&["revoke", "--data", "data", "--subject", "lee"]).succeeds();
            let revoked = revoked.says("scanners do not know of it yet. Run: haetae db reconcile");
            assert!(!revoked.stdout.contains("A running service publishes it"), "{revoked:?}");
            let shown = follow(&place, command).ends(1).says("serial 0");
            assert!(shown.stdout.contains(&format!("serials below {} are not given again", given + 1)), "{shown:?}");
        } else {
            follow(&place, command).succeeds();
        }
    }
    let reconcile = ["db", "reconcile", "--yes", "--data", "data"];
    let before = place.snapshot();
    place.run(&reconcile).succeeds().says("Nothing is missing.");
    before.require_same(&place.snapshot(), "reconciled again");

    place.publish();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
    place.run(&["issue", "--data", "data", "--paper", "--subject", "kim"]).ends(1);
    import(&place, "yoon").succeeds();
    assert!(serial(&place, "yoon") > given, "a serial that was given is not given again");
}

#[test]
fn an_empty_database_and_that_of_another_installation_stop_every_command() {
    let place = Place::with_people();
    place.run(&["init", "--serial-bits", "20", "--data", "other"]).succeeds();
    place.run(&["db", "backup", "other.sqlite", "--data", "other"]).succeeds();
    lose(&place);
    place.write("data/haetae.sqlite", "");
    for command in COMMANDS {
        place.refuses(command, 2, "haetae.sqlite is empty");
    }
    place.refuses(&["db", "restore", "other.sqlite", "--data", "data"], 2, "of another installation");
    std::fs::copy(place.path("other.sqlite"), place.path("data/haetae.sqlite")).expect("a copy");
    for command in COMMANDS {
        place.refuses(command, 2, "is not the one of this installation");
    }
    place.refuses(&["db", "restore", "other.sqlite", "--data", "data"], 2, "is not the one of this installation");
}

#[test]
fn a_restore_removes_what_one_that_was_killed_has_left() {
    let place = Place::with_people();
    place.run(&["db", "backup", "backup.sqlite", "--data", "data"]).succeeds();
    for name in ["data/.restoreA1b2C3", "data/.restored"] {
        std::fs::create_dir(place.path(name)).expect("a folder");
    }
    place.write("data/.restoreA1b2C3/copy.sqlite", "people");
    place.refuses(&["db", "backup", "nowhere/backup.sqlite", "--data", "data"], 2, "there is no folder nowhere");
    place.run(&["db", "restore", "backup.sqlite", "--data", "data"]).succeeds();
    assert!(!place.path("data/.restoreA1b2C3").exists());
    assert!(place.path("data/.restored").exists(), "an operator's own");
}

/// Takes the names away, as in a data folder of an earlier version.
fn forget_the_installation(place: &Place) {
    for file in ["data/installation", "data/node/installation"] {
        std::fs::remove_file(place.path(file)).expect("a file");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(place.path("data/haetae.sqlite"));
        let mut connection = options.connect().await.expect("a database");
        sqlx::query("UPDATE register SET installation = NULL").execute(&mut connection).await.expect("SQL");
    });
}

#[test]
fn an_installation_of_an_earlier_version_is_named_once_if_its_database_holds_people() {
    let place = Place::with_people();
    forget_the_installation(&place);
    place.run(&["records", "list", "--data", "data"]).succeeds();
    let name = place.read("data/installation");
    assert_eq!((name.trim_end().len(), place.read("data/node/installation")), (32, name.clone()));
    place.run(&["db", "status", "--data", "data"]).succeeds().says(name.trim_end());

    let empty = Place::with_data();
    forget_the_installation(&empty);
    empty.refuses(&["records", "list", "--data", "data"], 2, "nothing shows that the database");
}

#[test]
fn a_service_on_a_copy_from_before_a_revocation_serves_the_last_set_until_it_is_reconciled() {
    let place = Place::published();
    place.run(&["db", "backup", "old.sqlite", "--data", "data"]).succeeds();
    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    place.publish();
    let published = std::fs::read(place.path("site/v1/trust/manifest")).expect("a manifest");
    let version = haetae_core::Manifest::decode_unverified(&published).expect("a manifest").version;
    lose(&place);
    std::fs::copy(place.path("old.sqlite"), place.path("data/haetae.sqlite")).expect("a copy");

    let service = Service::start(&place);
    while service.checks()["published"] != true {
        std::thread::yield_now();
    }
    assert_eq!((service.checks()["reconciled"].clone(), service.version()), (Value::Bool(false), version));
    place.run(&["doctor", "--data", "data"]).ends(2).says("is older than what was issued and published");
    place.refuses(&["db", "restore", "old.sqlite", "--data", "data"], 2, "has the database open");

    let shown = place.run(&["db", "reconcile", "--json", "--data", "data"]).ends(1);
    let shown: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    assert_eq!(shown["missing"]["revoked_serials"], serde_json::json!([0]), "{shown}");
    place.run(&["db", "reconcile", "--yes", "--data", "data"]).succeeds();
    while service.checks()["reconciled"] != true || service.version() == version {
        std::thread::yield_now();
    }
    place.run(&["db", "check", "--data", "data"]).succeeds().says("is sound");
}

/// A service that runs on a restored database must not make it look as if it had heard of its own journal.
#[test]
fn no_serial_is_given_twice_where_a_service_runs_between_restoring_and_reconciling() {
    let place = Place::published();
    place.run(&["db", "backup", "old.sqlite", "--data", "data"]).succeeds();
    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    place.run(&["reinstate", "--data", "data", "--subject", "kim"]).succeeds();
    let given = serial(&place, "kim");
    place.run(&["issue", "--paper", "--subject", "kim", "--data", "data"]).succeeds();
    place.run(&["db", "restore", "old.sqlite", "--data", "data"]).succeeds();

    let service = Service::start(&place);
    while service.checks()["reconciled"] != false {
        std::thread::yield_now();
    }
    place.run(&["db", "reconcile", "--yes", "--data", "data"]).succeeds();
    while service.checks()["reconciled"] != true {
        std::thread::yield_now();
    }
    import(&place, "somebody-new").succeeds();
    assert!(serial(&place, "somebody-new") > given, "{given} was given to kim");
}

#[test]
fn revocations_come_back_from_a_mirror_where_the_data_folder_was_lost_too() {
    let place = Place::published();
    place.run(&["db", "backup", "old.sqlite", "--data", "data"]).succeeds();
    place.run(&["revoke", "--data", "data", "--subject", "lee"]).succeeds();
    place.publish();
    std::fs::remove_dir_all(place.path("data/published")).expect("a folder");
    place.run(&["db", "restore", "old.sqlite", "--data", "data"]).succeeds().says("is kept as");
    place.run(&["db", "reconcile", "--data", "data"]).ends(1).says("Nothing is missing.");
    place.refuses(&["db", "reconcile", "--from", "people.csv", "--yes", "--data", "data"], 2, "it is not a bundle");
    let site = ["db", "reconcile", "--from", "site", "--yes", "--data", "data"];
    place.run(&site).succeeds().says("serial 1");
    place.run(&["revocations", "list", "--data", "data"]).succeeds().says("lee");
}

#[test]
fn a_backup_is_private_and_overwrites_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::with_people();
    let backup = ["db", "backup", "copy.sqlite", "--data", "data"];
    place.run(&backup).succeeds();
    let mode = std::fs::metadata(place.path("copy.sqlite")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    place.refuses(&backup, 2, "copy.sqlite exists already");
    place.refuses(&["db", "backup", "missing/copy.sqlite", "--data", "data"], 2, "there is no folder missing");
    place.write("empty.sqlite", "");
    for file in ["people.csv", "empty.sqlite"] {
        let words = format!("{file} cannot be put back");
        place.refuses(&["db", "restore", file, "--data", "data"], 2, &words);
    }
}
