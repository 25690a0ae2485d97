use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::super::credential::DIRECTORY;
use super::super::{Config, ConfigProblems};

fn load(data: &Path, environment: &[(&str, &str)], keys: &[(&str, &str)]) -> Result<Config, ConfigProblems> {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let keys = keys.iter().map(|(key, value)| (format!("tracing.{key}"), (*value).to_owned()));
    Config::load(data, environment, keys)
}

#[test]
fn what_does_not_fit_is_named_and_no_header_is_quoted() {
    let folder = tempfile::tempdir().expect("a folder");
    for (key, value, hint) in [
        ("endpoint", "collector:4317", "it must be the whole http:// or https:// address"),
        ("endpoint", "grpc://collector:4317", "it must be the whole"),
        ("endpoint", "http://", "it must be the whole"),
        ("endpoint", "http://me:secret@collector/v1/traces", "it must be the whole"),
        ("endpoint", "http://collector/v1 traces", "it must be the whole"),
        ("sample_ratio", "1.5", "it must be 0 to 1"),
        ("sample_ratio", "nan", "it must be 0 to 1"),
        ("sample_ratio", "-0.1", "it must be 0 to 1"),
        ("service_name", "", "it must be 1 to 128"),
        ("headers", "Bearer hush", "it must be name=value"),
        ("headers", "authorization=Bearer hush,", "it must be name=value"),
        ("headers", "two words=hush", "it must be name=value"),
        ("headers_file", "", "it must name a file"),
    ] {
        let problems = load(folder.path(), &[], &[(key, value)]).expect_err("a problem").to_string();
        assert!(problems.contains(&format!("tracing.{key}")) && problems.contains(hint), "{value}: {problems}");
        assert!(!problems.contains("hush"), "{problems}");
    }
    for endpoint in ["http://127.0.0.1:4318/v1/traces", "https://collector.example/v1/traces", "http://[::1]:4318/x"] {
        load(folder.path(), &[], &[("endpoint", endpoint), ("sample_ratio", "1")]).expect("a configuration");
    }
}

#[test]
fn traces_that_cross_a_network_in_clear_are_warned_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let warnings = |endpoint| load(folder.path(), &[], &[("endpoint", endpoint)]).expect("a configuration").warnings();
    assert!(warnings("http://collector.example:4318/v1/traces")[0].contains("collector.example is another machine"));
    for endpoint in ["http://127.0.0.1:4318/v1/traces", "http://[::1]/x", "http://localhost/x", "https://far.example/x"]
    {
        assert_eq!(warnings(endpoint), [""; 0], "{endpoint}");
    }
}

#[test]
fn the_headers_are_a_value_or_a_file_or_a_credential_or_there_are_none() {
    let folder = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir().expect("a folder");
    let write = |name: &str, text: &str, mode: u32| {
        fs::write(folder.path().join(name), text).expect("a file");
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    write("headers", "authorization=Bearer a=b, x-tenant=seoul\n", 0o600);
    write("open", "authorization=hush\n", 0o644);
    write("wrong", "hush\n", 0o600);
    write("haetae-tracing", "x-from=systemd\n", 0o600);
    let credentials = folder.path().display().to_string();
    let given = |environment: &[(&str, &str)], keys: &[(&str, &str)]| {
        let headers = load(folder.path(), environment, keys).expect("a configuration").tracing_headers();
        let headers = headers.map_err(|error| error.to_string())?;
        Ok::<_, String>(headers.into_iter().map(|(name, value)| (name, value.to_string())).collect::<Vec<_>>())
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(given(&[], &[]), Ok(Vec::new()));
    assert_eq!(given(&[], &[("headers", "a=b")]), Ok(vec![pair("a", "b")]));
    let two = vec![pair("authorization", "Bearer a=b"), pair("x-tenant", "seoul")];
    assert_eq!(given(&[], &[("headers_file", "headers")]), Ok(two));
    assert_eq!(given(&[(DIRECTORY, &credentials)], &[]), Ok(vec![pair("x-from", "systemd")]));
    for file in ["open", "wrong", "none"] {
        let error = given(&[], &[("headers_file", file)]).expect_err("an error");
        assert!(error.contains("the headers for the collector of traces") && !error.contains("hush"), "{error}");
    }
}
