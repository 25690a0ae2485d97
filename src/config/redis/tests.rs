use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::super::credential::DIRECTORY;
use super::super::{Config, ConfigProblems};

fn load(data: &Path, environment: &[(&str, &str)], redis: &[(&str, &str)]) -> Result<Config, ConfigProblems> {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let redis = redis.iter().map(|(key, value)| (format!("redis.{key}"), (*value).to_owned()));
    Config::load(data, environment, redis)
}

#[test]
fn what_does_not_fit_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = ("servers", "[\"127.0.0.1:6379\"]");
    for (redis, hint) in [
        (&[("servers", "[\"redis-1\"]")][..], "\"redis-1\" is not an address with a port"),
        (&[("servers", "[\"redis-1:0\"]")], "is not an address with a port"),
        (&[("servers", "[\"redis://a:1\"]")], "is not an address with a port"),
        (&[("servers", "[\"a:1\", \"b:1\"]")], "several are for sentinel or cluster"),
        (&[one, ("mode", "sentinel")], "sentinel needs redis.sentinel_name"),
        (&[one, ("sentinel_name", "primary")], "the other modes have none"),
        (&[one, ("mode", "pair")], "unknown variant `pair`, expected one of `single`, `sentinel`, `cluster`"),
        (&[one, ("mode", "cluster"), ("database", "1")], "a Cluster has only the database 0"),
        (&[one, ("tls_roots", "ca.pem")], "it is of no use without redis.tls = true"),
        (&[one, ("prefix", "two words")], "it must be 1 to 64 characters"),
        (&[one, ("deadline_ms", "4")], "it must be 5 to 1000"),
        (&[one, ("nodes", "0")], "it must be 1 to 1000"),
    ] {
        let problems = load(folder.path(), &[], redis).expect_err("a problem").to_string();
        assert!(problems.contains("redis.") && problems.contains(hint), "{redis:?}: {problems}");
    }
    let good = [
        &[one][..],
        &[("servers", "[\"[::1]:6379\", \"b.example:1\"]"), ("mode", "cluster"), ("tls", "true"), ("tls_roots", "a")],
        &[("servers", "[\"a:1\", \"b:1\"]"), ("mode", "sentinel"), ("sentinel_name", "primary"), ("database", "3")],
    ];
    for redis in good {
        load(folder.path(), &[], redis).unwrap_or_else(|problems| panic!("{redis:?}: {problems}"));
    }
}

#[test]
fn a_password_that_crosses_a_network_in_clear_is_warned_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let warnings = |redis: &[(&str, &str)]| load(folder.path(), &[], redis).expect("a configuration").warnings();
    let far = ("servers", "[\"redis-1.example:6379\"]");
    assert!(warnings(&[far]).iter().any(|warning| warning.contains("redis.tls is off and redis-1.example")));
    assert_eq!(warnings(&[far, ("tls", "true")]), [""; 0]);
    for here in ["[\"127.0.0.1:6379\"]", "[\"[::1]:6379\"]", "[\"localhost:6379\"]"] {
        assert_eq!(warnings(&[("servers", here)]), [""; 0], "{here}");
    }
}

#[test]
fn the_password_is_a_value_or_a_file_or_a_credential_or_there_is_none() {
    let folder = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir().expect("a folder");
    let write = |name: &str, text: &str, mode: u32| {
        fs::write(folder.path().join(name), text).expect("a file");
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    let password = |environment: &[(&str, &str)], redis: &[(&str, &str)]| {
        let found = load(folder.path(), environment, redis).expect("a configuration").redis_password();
        found.map(|found| found.map(|found| found.to_string())).map_err(|error| error.to_string())
    };
    let given = [(DIRECTORY, folder.path().to_str().expect("a path"))];
    assert_eq!(password(&given, &[]), Ok(None));
    let missing = password(&[], &[("password_file", "redis.password")]).expect_err("no file");
    assert!(missing.contains("the password of Redis is missing") && missing.contains("haetae-redis"), "{missing}");
    write("haetae-redis", "of the credential\n", 0o440);
    assert_eq!(password(&given, &[]), Ok(Some("of the credential".to_owned())));
    write("redis.password", "of the file\n", 0o600);
    assert_eq!(password(&given, &[("password_file", "redis.password")]), Ok(Some("of the file".to_owned())));
    let value = [("HAETAE__REDIS__PASSWORD", "canary-of-redis")];
    let config = load(folder.path(), &value, &[]).expect("a configuration");
    assert_eq!(config.redis_password().expect("a password").as_deref().map(String::as_str), Some("canary-of-redis"));
    assert!(!format!("{config:?} {:?}", config.settings()).contains("canary-of-redis"));
    write("redis.password", "of the file\n", 0o644);
    assert!(password(&[], &[("password_file", "redis.password")]).is_err(), "others can read it");
}
