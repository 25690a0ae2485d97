use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::super::credential::DIRECTORY;
use super::*;
use crate::config::ConfigProblems;

fn load(settings: &[(&str, &str)]) -> Result<Config, ConfigProblems> {
    let settings = settings.iter().map(|(key, value)| (format!("storage.{key}"), (*value).to_owned()));
    Config::load(Path::new("/nowhere"), [], settings)
}

#[test]
fn each_value_has_its_rule() {
    for (key, good, bad) in [
        ("engine", "sqlite", "mysql"),
        ("host", "db.example", "db example"),
        ("port", "6432", "0"),
        ("name", "passes", ""),
        ("user", "issuer", ""),
        ("password_file", "db.password", ""),
        ("sslmode", "verify-ca", "prefer"),
        ("root_certificate", "roots.pem", ""),
        ("connections", "1000", "1001"),
        ("acquire_timeout", "60", "61"),
        ("statement_timeout", "300", "301"),
    ] {
        load(&[(key, good)]).unwrap_or_else(|problems| panic!("{key} = {good}: {problems}"));
        let problems = load(&[(key, bad)]).expect_err(key).to_string();
        assert!(problems.contains(&format!("storage.{key}")), "{problems}");
    }
}

#[test]
fn a_server_is_verified_unless_somebody_says_otherwise() {
    let server = ("engine", "postgresql");
    let problems = load(&[server]).expect_err("no certificates").to_string();
    assert!(problems.contains("storage.sslmode") && problems.contains("storage.root_certificate"), "{problems}");
    load(&[server, ("root_certificate", "roots.pem")]).expect("verified");
    load(&[server, ("host", "/run/postgresql")]).expect("a socket of this machine");
    let elsewhere = load(&[server, ("host", "db.example"), ("sslmode", "require")]).expect("a configuration");
    assert!(elsewhere.warnings().iter().any(|warning| warning.contains("storage.sslmode")));
    for quiet in [
        [server, ("host", "/run/postgresql"), ("sslmode", "verify-full")],
        [server, ("host", "127.0.0.1"), ("sslmode", "disable")],
        [("engine", "sqlite"), ("host", "db.example"), ("sslmode", "disable")],
    ] {
        let config = load(&quiet).expect("a configuration");
        assert!(!config.warnings().iter().any(|warning| warning.contains("storage.")), "{quiet:?}");
    }
}

#[test]
fn a_password_comes_from_the_value_the_file_or_the_credential_and_may_be_missing() {
    let private =
        || tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir().expect("a folder");
    let (data, credentials) = (private(), private());
    let write = |path: &Path, text: &str| {
        fs::write(path, text).expect("a file");
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a mode");
    };
    let load = |environment: &[(&str, &str)]| {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(data.path(), environment, []).expect("a configuration")
    };
    let password = |config: &Config| config.database_password().map(|found| found.map(|text| text.as_str().to_owned()));
    assert_eq!(password(&load(&[])).expect("none"), None);
    let directory = credentials.path().to_str().expect("a path");
    write(&credentials.path().join("haetae-database"), "of systemd\n");
    let credential = (DIRECTORY, directory);
    assert_eq!(password(&load(&[credential])).expect("one").as_deref(), Some("of systemd"));
    let file = ("HAETAE__STORAGE__PASSWORD_FILE", "database.password");
    let missing = password(&load(&[file])).expect_err("no file").to_string();
    assert!(missing.contains("the password of the database") && missing.contains("database.password"), "{missing}");
    write(&data.path().join("database.password"), "of the file\n");
    assert_eq!(password(&load(&[credential, file])).expect("one").as_deref(), Some("of the file"));
    let value = ("HAETAE__STORAGE__PASSWORD", "given");
    let both = [file, value].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let refused = Config::load(data.path(), both, []).expect_err("two").to_string();
    assert!(refused.contains("storage.password") && refused.contains("exclude each other"), "{refused}");
    let config = load(&[credential, value]);
    assert_eq!(password(&config).expect("one").as_deref(), Some("given"));
    assert!(!format!("{config:?}{:?}", config.settings()).contains("given"));
}
