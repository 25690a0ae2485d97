//! The commands on a PostgreSQL database.

use haetae_testkit::servers::postgres::{Database, database};
use serde_json::Value;

use crate::place::{Place, Ran};

/// The words of `haetae init` that name a database.
fn settings(database: &Database) -> Vec<String> {
    let Database { host, port, name, user } = database;
    [
        "storage.engine=postgresql".to_owned(),
        format!("storage.host={host}"),
        format!("storage.port={port}"),
        format!("storage.name={name}"),
        format!("storage.user={user}"),
    ]
    .into_iter()
    .flat_map(|setting| ["--set".to_owned(), setting])
    .collect()
}

pub(crate) fn init(place: &Place, folder: &str, database: &Database) -> Ran {
    let settings = settings(database);
    let mut words = vec!["init", "--serial-bits", "20", "--data", folder];
    words.extend(settings.iter().map(String::as_str));
    place.run(&words)
}

pub(crate) fn import(place: &Place) {
    place.write(
        "people.csv",
        "subject,name,birth_date,kind,doses,date,product\n\
         kim,김민수,1990-01-31,vaccination,2,2026-05-01,BNT162B2\n\
         lee,이산,1985-12-24,vaccination,3,2026-06-01,MRNA-1273\n",
    );
    run(place, "records import --data data people.csv").succeeds();
}

fn run(place: &Place, words: &str) -> Ran {
    place.run(&words.split(' ').collect::<Vec<_>>())
}

fn status(place: &Place) -> Value {
    serde_json::from_str(&run(place, "db status --data data --json").succeeds().stdout).expect("JSON")
}

#[test]
fn an_installation_begins_works_and_is_restored_on_a_server() {
    let (place, database) = (Place::empty(), database());
    init(&place, "data", &database).succeeds();
    assert!(!place.path("data/haetae.sqlite").exists());
    assert!(place.read("data/haetae.toml").contains("engine = \"postgresql\""));
    run(&place, "config check --data data").succeeds();
    import(&place);
    place.publish();
    let kim = place.paper_pass("kim");
    place.verify(&[&kim]).succeeds().says("ADMIT");
    run(&place, "db backup --data data backup.sqlite").succeeds();
    run(&place, "revoke --data data --subject kim").succeeds();
    place.publish();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
    let shown = status(&place);
    assert_eq!((shown["people"].as_u64(), shown["revocations"].as_u64()), (Some(2), Some(1)), "{shown}");
    assert!(shown["path"].as_str().is_some_and(|path| path.starts_with(&database.name)), "{shown}");
    run(&place, "db check --data data").succeeds();
    run(&place, "db migrate --data data").succeeds().says("is up to date.");

    // A second installation does not begin in the same database.
    let taken = init(&place, "other", &database).ends(2);
    assert!(taken.stderr.contains("belongs to the installation"), "{taken:?}");
    assert!(!place.path("other").exists());

    run(&place, "db production national --data data").succeeds().says("--i-mean national");
    let refused = run(&place, "db restore backup.sqlite --data data").ends(2);
    assert!(refused.stderr.contains("add --i-mean national"), "{refused:?}");
    run(&place, "db restore backup.sqlite --i-mean national --data data")
        .succeeds()
        .says("in the schema haetae_before_");
    assert_eq!(status(&place)["reconcile_due"], Value::Bool(true));
    assert_eq!(status(&place)["production"], "national");
    run(&place, "db reconcile --yes --data data").succeeds();
    run(&place, "db check --data data").succeeds();
    place.publish();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
    run(&place, "db production --none --i-mean national --data data").succeeds();
}

#[test]
fn no_command_works_in_the_database_of_another_installation() {
    let (place, database) = (Place::published(), database());
    init(&place, "theirs", &database).succeeds();
    run(&place, "operator add theirs --scope read --data theirs").succeeds();
    run(&place, "db backup own.sqlite --data data").succeeds();
    let configured = place.read("data/haetae.toml");
    let (head, tail) = configured.split_once("[storage]").expect("the section");
    let (_, tail) = tail.split_once("\n[").expect("another section");
    place.write("data/haetae.toml", format!("{head}{}\n[{tail}", database.section()));
    let operators = run(&place, "operator list --data theirs").succeeds().stdout;
    for words in [
        "operator add q --scope read",
        "operator rotate theirs",
        "operator remove theirs",
        "operator list",
        "operator proposals",
        "db status",
        "db check",
        "db migrate",
        "db backup new.sqlite",
        "db restore own.sqlite",
        "db production national",
        "db production --none",
        "revoke --subject kim",
    ] {
        let refused = run(&place, &format!("{words} --data data")).ends(2);
        assert!(refused.stderr.contains("is not the one of this installation"), "{words}: {refused:?}");
    }
    assert!(!place.path("new.sqlite").exists());
    assert_eq!(run(&place, "operator list --data theirs").succeeds().stdout, operators);
    let shown: Value =
        serde_json::from_str(&run(&place, "db status --data theirs --json").succeeds().stdout).expect("JSON");
    assert!(shown["production"].is_null(), "{shown}");
}

#[test]
fn an_installation_moves_from_sqlite_to_a_server_and_nothing_goes_on_with_the_file() {
    let (place, database) = (Place::published(), database());
    let kim = place.paper_pass("kim");
    run(&place, "revoke --data data --subject kim").succeeds();
    let before = status(&place);
    let configured = place.read("data/haetae.toml");
    let section: String = database.section().replace("engine = \"postgresql\"\n", "");
    let (head, tail) = configured.split_once("[storage]").expect("the section");
    let (_, tail) = tail.split_once("\n[").expect("another section");
    place.write("data/haetae.toml", format!("{head}{section}\n[{tail}"));
    run(&place, "db copy --data data").succeeds().says("are the same");
    let gone = run(&place, "db status --data data").ends(2);
    assert!(gone.stderr.contains("is on the server now: set storage.engine"), "{gone:?}");
    let again = run(&place, "db copy --data data").ends(2);
    assert!(again.stderr.contains("haetae.sqlite.copied-"), "{again:?}");

    let section = database.section();
    place.write("data/haetae.toml", format!("{head}{section}\n[{tail}"));
    let mut after = status(&place);
    after["path"] = before["path"].clone();
    assert_eq!(after, before);
    run(&place, "db check --data data").succeeds();
    place.publish();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
}

#[test]
fn a_password_comes_from_its_file_and_is_never_shown() {
    let (place, database) = (Place::empty(), database());
    init(&place, "data", &database).succeeds();
    let shown = place.run_with(
        &["config", "show", "--data", "data"],
        &[("HAETAE__STORAGE__PASSWORD", "correct horse battery")],
        "",
    );
    assert!(!shown.stdout.contains("horse"), "{shown:?}");
    let missing = [("HAETAE__STORAGE__PASSWORD_FILE", "no.such.file")];
    let refused = place.run_with(&["db", "status", "--data", "data"], &missing, "").ends(2);
    assert!(refused.stderr.contains("the password of the database") && refused.stderr.contains("no.such.file"));
    let stranger = [("HAETAE__STORAGE__USER", "no_such_role")];
    let refused = place.run_with(&["db", "status", "--data", "data"], &stranger, "").ends(2);
    assert!(refused.stderr.contains("no_such_role"), "{refused:?}");
}

#[test]
fn a_second_node_joins_on_the_server_with_what_opens_the_database() {
    let (place, database) = (Place::empty(), database());
    init(&place, "data", &database).succeeds();
    import(&place);
    secret(&place, "data/database.password");
    let configured = place.read("data/haetae.toml");
    let file = configured.replace("# password_file = \"database.password\"", "password_file = \"database.password\"");
    assert_ne!(file, configured);
    place.write("data/haetae.toml", file);
    let asked = run(&place, "node request --data second --name issuer-2 --out request.json").succeeds().stdout;
    let confirmation = asked.split("--confirm ").nth(1).and_then(|rest| rest.split(' ').next()).expect("one");
    let invite = format!("node invite --data data --for request.json --confirm {confirmation} --out invitation.age");
    let invited = run(&place, &invite).succeeds();
    assert!(!invited.stdout.contains("Note:"), "{invited:?}");

    let away = run(&place, "node join --data second invitation.age --set storage.port=1").ends(2);
    assert!(away.stderr.contains("--set storage.host=HOST") && away.stderr.contains("Nothing was made"), "{away:?}");
    run(&place, "node join --data second invitation.age").succeeds();
    assert_eq!(place.read("second/database.password"), place.read("data/database.password"));
    let shown = run(&place, "config show --data second --origin").succeeds().stdout;
    let path = shown.lines().find(|line| line.contains("storage.path")).expect("the setting");
    assert!(path.contains("haetae.sqlite") && !path.contains("/haetae.sqlite"), "{path}");
    run(&place, "records show --data second kim").succeeds().says("김*수");
}

#[test]
fn the_doctor_speaks_of_the_server_and_of_no_file() {
    let (place, database) = (Place::empty(), database());
    init(&place, "data", &database).succeeds();
    let examined = |variables: &[(&str, &str)]| {
        // The servers of these tests do not wait for their disks, which is a problem.
        place.run_with(&["doctor", "--data", "data"], variables, "").ends(2).stdout
    };
    // Left from before a move: no service uses it.
    place.write("data/haetae.sqlite", "");
    let report = examined(&[]);
    assert!(!report.contains("haetae.sqlite"), "{report}");
    let server = format!("The records are in {} on {}:{}", database.name, database.host, database.port);
    assert!(report.contains(&server) && report.contains("ok       permissions"), "{report}");

    let file = [("HAETAE__STORAGE__PASSWORD_FILE", "database.password")];
    secret(&place, "data/database.password");
    assert!(examined(&file).contains("ok       permissions"));
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(place.path("data/database.password"), open).expect("a mode");
    assert!(examined(&file).contains("database.password is open to others"));

    let away = examined(&[("HAETAE__STORAGE__PORT", "1")]);
    assert!(away.contains("start the database or its server") && !away.contains("restore the database"), "{away}");
}

/// Writes a password into a file that only its owner can read.
fn secret(place: &Place, name: &str) {
    place.write(name, "correct horse battery\n");
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(place.path(name), private).expect("a mode");
}
