use std::collections::BTreeSet;

use tempfile::TempDir;

mod files;
mod intervals;
mod proxies;

use super::{Config, ConfigProblems, FILE_NAME, LogLevel, Origin, Setting};

const SECRET: &str = "canary-0123456789abcdef";

/// A data folder with this file in it.
fn folder(file: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join(FILE_NAME), file).expect("file");
    folder
}

fn pairs<'a>(pairs: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn load(file: &str, environment: &[(&str, &str)], overrides: &[(&str, &str)]) -> Result<Config, ConfigProblems> {
    Config::load(folder(file).path(), pairs(environment), pairs(overrides))
}

fn problems(file: &str, environment: &[(&str, &str)], overrides: &[(&str, &str)]) -> Vec<String> {
    load(file, environment, overrides).expect_err("problems").0
}

fn setting(config: &Config, key: &str) -> Setting {
    config.settings().iter().find(|setting| setting.key == key).expect(key).clone()
}

fn values(config: &Config) -> Vec<(String, String)> {
    config.settings().iter().map(|setting| (setting.key.clone(), setting.value.clone())).collect()
}

#[test]
fn without_a_file_everything_is_default() {
    let folder = tempfile::tempdir().expect("folder");
    let config = Config::load(folder.path(), [], []).expect("config");
    assert!(config.settings().iter().all(|setting| setting.origin == Origin::Default));
    assert_eq!(config.service.public_listen.to_string(), "127.0.0.1:8470");
    assert_eq!(config.service.operator_listen.to_string(), "127.0.0.1:8471");
    assert_eq!((config.issuer.serial_bits, config.issuer.error_correction), (26, crate::render::ErrorCorrection::M));
    assert_eq!(config.publishing.expires_after, 1_209_600);
    assert_eq!(config.database_path(), folder.path().join("haetae.sqlite"));
    assert_eq!(config.keys_directory(), folder.path().join("node"));
    assert_eq!(config.journal_directory(), folder.path().join("journal"));
    assert_eq!(config.trust_list_path(), folder.path().join("trust-list"));
    assert_eq!(config.roots_path(), folder.path().join("roots.json"));
    assert_eq!(config.warnings(), Vec::<String>::new());
    assert_eq!(config.issuer.time_zone().expect("zone").iana_name(), Some("Asia/Seoul"));
}

#[test]
fn the_sample_names_every_key_and_changes_nothing() {
    let sample = load(Config::sample(), &[], &[]).expect("the sample");
    assert_eq!(values(&sample), values(&load("", &[], &[]).expect("config")));
    for setting in sample.settings() {
        assert!(matches!(setting.origin, Origin::File { .. }), "{} is missing in the sample", setting.key);
    }
}

#[test]
fn the_documentation_has_every_key_with_its_default() {
    let text = include_str!("../../docs/configuration.md");
    let unset = [
        "passphrase",
        "tls_certificate",
        "tls_key",
        "oldest_release",
        "module",
        "pin",
        "contact_name",
        "contact_telephone",
        "contact_page",
        "security_contact",
        "google_status",
        "google_roots",
        "apple_roots",
        "sentinel_name",
        "username",
        "password",
        "password_file",
        "tls_roots",
        "root_certificate",
        "endpoint",
        "headers",
        "headers_file",
        "max_age",
    ];
    let in_two_sections = ["password", "password_file"];
    let mut expected: Vec<_> = unset.iter().chain(&in_two_sections).map(|key| format!("| `{key}` | |")).collect();
    let mut sections = BTreeSet::new();
    for setting in load("", &[], &[]).expect("config").settings() {
        let (section, key) = setting.key.split_once('.').expect("a section");
        sections.insert(section.to_owned());
        expected.push(format!("| `{key}` | `{}` |", setting.value));
    }
    for row in &expected {
        assert!(text.lines().any(|line| line.starts_with(row.as_str())), "{row}");
    }
    for section in sections {
        assert!(text.contains(&format!("## `[{section}]`")), "{section}");
    }
    let rows = text.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, expected.len(), "a key that does not exist");
}

#[test]
fn the_command_line_overrides_the_environment_and_that_overrides_the_file() {
    let file = "[issuer]\n\naudience = \"file\"\nzone = \"Asia/Tokyo\"\npaper_days = 7\n";
    let environment = [
        ("HAETAE__ISSUER__ZONE", "Europe/Berlin"),
        ("HAETAE__ISSUER__PAPER_DAYS", "8"),
        ("HAETAE__ISSUER__NAME_ON_PHONE", "true"),
        ("HAETAE__LOG__LEVEL", "debug"),
        ("HAETAE_VECTORS", "not ours"),
        ("PATH", "/bin"),
    ];
    let config = load(file, &environment, &[("issuer.paper_days", "9")]).expect("config");
    assert!(config.issuer.name_on_phone);
    assert_eq!(config.log.level, LogLevel::Debug);
    let variable = "HAETAE__ISSUER__ZONE".to_owned();
    for (key, value, origin) in [
        ("issuer.audience", "\"file\"", Origin::File { line: 3 }),
        ("issuer.zone", "\"Europe/Berlin\"", Origin::Environment { variable }),
        ("issuer.paper_days", "9", Origin::CommandLine),
        ("issuer.days_ahead", "28", Origin::Default),
    ] {
        assert_eq!(setting(&config, key), Setting { key: key.to_owned(), value: value.to_owned(), origin });
    }
}

#[test]
fn a_text_of_the_environment_stays_a_text_where_the_key_takes_one() {
    let digits = "1234567890123456";
    let environment = [("HAETAE__ISSUER__AUDIENCE", "1"), ("HAETAE__TOKEN__PIN", digits)];
    let config = load("", &environment, &[]).expect("config");
    assert_eq!(config.issuer.audience, "1");
    assert_eq!(config.token_pin().expect("a PIN").as_str(), digits);
}

#[test]
fn all_problems_are_found_at_once() {
    let file = "\
[service]
public_listen = \"everywhere\"
request_timeout = \"soon\"
header_timeout = 11
listen = 1
[issuer]
serial_bits = 19
zone = \"Asia/Soul\"
status_base = \"https://pass.example/\"
paper_days = 300
[publishing]
resign_after = 43200
[issuing]
days = 3
";
    let environment = [("HAETAE__ISSUER__DAYS", "3"), ("HAETAE__ZONE", "UTC"), ("HAETAE__LOG__FORMAT", "yaml")];
    let found = problems(file, &environment, &[("listen", "x"), ("issuer.days_ahead", "-1")]);
    let expected = [
        "haetae.toml line 2: service.public_listen: expected an address and a port",
        "haetae.toml line 3: service.request_timeout: invalid type: string \"soon\", expected a whole number",
        "haetae.toml line 5: service.listen: unknown field `listen`, expected one of `public_listen`",
        "service.header_timeout is 11 (haetae.toml line 4): it must not be longer than service.request_timeout.",
        "issuer.serial_bits is 19 (haetae.toml line 7): it must be 20 to 28.",
        "issuer.zone is \"Asia/Soul\" (haetae.toml line 8): it must be a time zone",
        "issuer.status_base is \"https://pass.example/\" (haetae.toml line 9): it must be an http or https address",
        "issuer.paper_days is 300 (haetae.toml line 10): it must be 1 to 14.",
        "publishing.resign_after is 43200 (haetae.toml line 12): it must be less than half of publishing.stale_after",
        "haetae.toml line 14: issuing.days: unknown field `issuing`, expected one of `service`",
        "HAETAE__ISSUER__DAYS: issuer.days: unknown field `days`",
        "HAETAE__ZONE must have the form HAETAE__SECTION__KEY",
        "HAETAE__LOG__FORMAT: log.format: ",
        "command line: listen must have the form section.key",
        "command line: issuer.days_ahead: invalid value: integer `-1`, expected a whole number, 0 or more.",
    ];
    for sentence in expected {
        assert!(found.iter().any(|problem| problem.starts_with(sentence)), "{sentence}\nnot in\n{}", found.join("\n"));
    }
    assert_eq!(found.len(), expected.len(), "{}", found.join("\n"));
    assert!(found.iter().all(|problem| problem.ends_with('.')), "{}", found.join("\n"));
}

#[test]
fn the_contact_is_a_name_with_a_telephone_or_a_page_that_people_can_use() {
    let named = |key, value| load("[issuer]\ncontact_name = \"질병관리청\"", &[], &[(key, value)]);
    for (key, good) in [
        ("issuer.contact_name", "Agency for Health (demo)"),
        ("issuer.contact_telephone", "1339"),
        ("issuer.contact_telephone", "+82 (2) 123-4567"),
        ("issuer.contact_page", "https://pass.example/help?topic=revoked"),
    ] {
        named(key, good).unwrap_or_else(|problems| panic!("{key} = {good}: {problems}"));
    }
    for (key, bad) in [
        ("issuer.contact_name", ""),
        ("issuer.contact_name", " Agency"),
        ("issuer.contact_name", "two\nlines"),
        ("issuer.contact_telephone", ""),
        ("issuer.contact_telephone", "call us"),
        ("issuer.contact_telephone", "+"),
        ("issuer.contact_telephone", "12+34"),
        ("issuer.contact_page", ""),
        ("issuer.contact_page", "pass.example/help"),
        ("issuer.contact_page", "http://pass.example/help"),
        ("issuer.contact_page", "javascript:alert(1)"),
        ("issuer.contact_page", "https://nobody@pass.example/"),
    ] {
        assert!(named(key, bad).is_err(), "{key} = {bad:?}");
    }
    for (key, value) in [("issuer.contact_telephone", "1339"), ("issuer.contact_page", "https://pass.example/help")] {
        assert!(load("", &[], &[(key, value)]).is_err(), "{key} without a name");
    }
    // Digits from the environment are still read as a telephone number.
    let environment = [("HAETAE__ISSUER__CONTACT_NAME", "119"), ("HAETAE__ISSUER__CONTACT_TELEPHONE", "1339")];
    let issuer = load("", &environment, &[]).expect("config").issuer;
    assert_eq!((issuer.contact_name.as_deref(), issuer.contact_telephone.as_deref()), (Some("119"), Some("1339")));
}

#[test]
fn every_limit_holds_on_both_sides() {
    let cases = [
        ("service.request_timeout", "5", "4"),
        ("service.request_timeout", "3600", "3601"),
        ("service.header_timeout", "1", "0"),
        ("service.header_timeout", "10", "11"),
        ("service.body_limit", "16384", "16383"),
        ("service.body_limit", "16777216", "16777217"),
        ("service.shutdown_grace", "3600", "3601"),
        ("service.max_connections", "1", "0"),
        ("service.max_connections_per_address", "1", "0"),
        ("service.max_requests_per_client", "1", "0"),
        ("service.trusted_proxies", "[\"127.0.0.1\", \"2001:db8::/32\"]", "[\"10.0.0.0/33\"]"),
        ("service.proxy_header", "forwarded", "x-real-ip"),
        ("service.write_timeout", "1", "0"),
        ("service.min_rate", "1", "0"),
        ("service.operator_listen", "127.0.0.1:8472", "127.0.0.1:8470"),
        ("operators.mass_revocation", "0", "10000001"),
        ("operators.four_eyes", "[\"partner-keys\", \"mass-revocation\", \"rules\"]", "[\"passes\"]"),
        ("keys.passphrase", "0123456789ab", "0123456789a"),
        ("keys.passphrase_file", "/etc/passphrase", ""),
        ("token.module", "/usr/lib/module.so", ""),
        ("token.label", "haetae", ""),
        ("token.label", "12345678901234567890123456789012", "123456789012345678901234567890123"),
        ("token.pin", "1234", "123"),
        ("token.pin_file", "/etc/pin", ""),
        ("issuer.audience", "a", ""),
        ("issuer.audience", "https://pass.example", "two words"),
        ("issuer.serial_bits", "20", "19"),
        ("issuer.serial_bits", "28", "29"),
        ("issuer.zone", "UTC", "Etc/Unknown"),
        ("issuer.status_base", "http://localhost:8470/x", "ftp://localhost"),
        ("issuer.status_base", "https://pass.example", "pass.example"),
        ("issuer.status_base", "https://pass.example", "https://pass.example?a=b"),
        ("issuer.status_base", "https://pass.example", "https://pass.example#a"),
        ("issuer.strip_lead_hours", "12", "13"),
        ("issuer.days_ahead", "1", "0"),
        ("issuer.days_ahead", "28", "29"),
        ("issuer.paper_days", "14", "15"),
        ("issuer.auth_time_limit_days", "1", "0"),
        ("issuer.auth_time_limit_days", "366", "367"),
        ("issuer.error_correction", "H", "X"),
        ("issuer.security_contact", "mailto:security@pass.example", "security@pass.example"),
        ("issuer.security_contact", "mailto:security@pass.example", "mailto:security"),
        ("issuer.security_contact", "mailto:a@b", "mailto:a@b\nExpires: 2099-01-01T00:00:00Z"),
        ("issuer.security_contact", "https://pass.example/report", "http://pass.example/report"),
        ("publishing.stale_after", "7201", "7200"),
        ("publishing.stale_after", "1209600", "1209601"),
        ("publishing.expires_after", "2419200", "2419201"),
        ("publishing.resign_after", "1", "0"),
        ("publishing.resign_after", "43199", "43200"),
        ("publishing.poll", "1", "0"),
        ("publishing.clock_limit", "120", "119"),
        ("publishing.clock_limit", "86400", "86401"),
        ("rules.notice_hours", "0", "8761"),
        ("records.name_key", "x.key", ""),
        (
            "records.identifier_systems",
            "[{ system = \"urn:a\", prefix = \"a\" }]",
            "[{ system = \"urn:a\", prefix = \":\" }]",
        ),
        ("records.identifier_systems", "[{ system = \"urn:a\" }]", "[{ system = \"urn:a\" }, { system = \"urn:a\" }]"),
        ("records.identifier_systems", "[]", "[{ prefix = \"a\" }]"),
        ("storage.path", "x.sqlite", ""),
        ("keys.directory", "x", ""),
        ("keys.trust_list", "x", ""),
        ("keys.roots", "x", ""),
        ("log.level", "error", "loud"),
    ];
    for (key, good, bad) in cases {
        load("", &[], &[(key, good)]).unwrap_or_else(|problems| panic!("{key} = {good}: {problems}"));
        assert!(load("", &[], &[(key, bad)]).is_err(), "{key} = {bad}");
    }
}

#[test]
fn odd_documents_are_refused_with_their_line() {
    let cases = [
        ("[service]\nrequest_timeout = \n", 2),
        ("[service]\npoll = 1\npoll = 1\n", 3),
        ("\naudience = \"x\"\n", 2),
        ("\n\nservice = 5\n", 3),
        ("[log]\n[[service]]\n", 2),
        ("\n[issuing]\n", 2),
        ("[log]\nlevel.x = 1\n", 2),
    ];
    for (file, line) in cases {
        let found = problems(file, &[], &[]);
        let start = format!("haetae.toml line {line}:");
        assert!(found.iter().any(|problem| problem.starts_with(&start)), "{file:?}: {found:?}");
    }
}

#[test]
fn a_secret_is_a_value_or_a_file() {
    let both = format!("[token]\npin = \"{SECRET}\"\npin_file = \"x\"\n");
    let found = problems(&both, &[], &[]);
    assert_eq!(found, ["haetae.toml line 3: token.pin and token.pin_file exclude each other: keep one."]);
    // The later layer wins, whichever of the two it names.
    let value = format!("[token]\npin = \"{SECRET}\"\n");
    let config = load(&value, &[("HAETAE__TOKEN__PIN_FILE", "x")], &[]).expect("config");
    assert!(config.token.pin.is_none());
    assert_eq!(setting(&config, "token.pin_file").value, "\"x\"");
    let config = load("[token]\npin_file = \"x\"\n", &[("HAETAE__TOKEN__PIN", SECRET)], &[]).expect("config");
    assert_eq!(config.token_pin().expect("a PIN").as_str(), SECRET);
    assert!(config.settings().iter().all(|setting| setting.key != "token.pin_file"));
}

#[test]
fn secrets_are_never_shown() {
    let config = load("", &[("HAETAE__TOKEN__PIN", SECRET)], &[]).expect("config");
    assert_eq!(setting(&config, "token.pin").value, "\"***\"");
    assert!(!format!("{config:?}").contains("canary"));
    let mistakes = [
        "[token]\npin = canary\n",
        "[token]\npin = \"canary\n",
        "[token]\npin = [\"canary\"]\n",
        "[token]\npin = { canary = \"canary\" }\n",
        "[token.pin]\nx = \"canary\"\n",
        "[token]\nPIN = \"canary\"\n",
        "pin = \"canary\"\n",
        "[token]\npin = \"canary\" \"canary\"\n",
        "[token]\npin = \"canary\"\npin = \"canary\"\n",
    ];
    for file in mistakes {
        let found = problems(file, &[], &[]).join("\n");
        assert!(!found.contains("canary"), "{file:?}: {found}");
    }
    let number = problems("[token]\npin = 12345678901234567\n", &[], &[]);
    assert_eq!(number, ["haetae.toml line 2: token.pin: a secret must be a text in quotes."]);
}

#[test]
fn the_token_of_earlier_versions_is_refused_with_what_to_do() {
    for key in ["operator_token", "operator_token_file"] {
        let found = problems(&format!("[service]\n{key} = \"canary\"\n"), &[], &[]);
        let words = "Operators have credentials of their own now: haetae operator add. Remove this setting.";
        assert_eq!(found, [format!("haetae.toml line 2: service.{key}: {words}")]);
    }
}

#[test]
fn one_operator_alone_has_a_limit_only_where_two_are_asked_for() {
    let limit = |file: &str| load(file, &[], &[]).expect("config").operators.revocations_alone();
    assert_eq!(limit("[operators]\nmass_revocation = 5\n"), None);
    assert_eq!(limit("[operators]\nfour_eyes = [\"mass-revocation\"]\nmass_revocation = 5\n"), Some(5));
}

#[test]
fn an_operator_listener_that_others_can_reach_gives_a_warning() {
    for (address, warnings) in [("127.0.0.2:1", 0), ("[::1]:1", 0), ("0.0.0.0:1", 1), ("[::]:1", 1), ("10.0.0.1:1", 1)]
    {
        let config = load("", &[], &[("service.operator_listen", address)]).expect("config");
        assert_eq!(config.warnings().len(), warnings, "{address}");
        assert!(config.warnings().iter().all(|warning| warning.contains(address)), "{address}");
    }
}

#[test]
fn a_service_without_a_journal_is_possible_and_gives_a_warning() {
    let warnings = load("[journal]\nmode = \"off\"\n", &[], &[]).expect("config").warnings();
    assert!(warnings.len() == 1 && warnings[0].starts_with("journal.mode is off"), "{warnings:?}");
    let problems = problems("[journal]\npath = \"\"\nkeep_days = 0\n", &[], &[]);
    assert_eq!(problems.len(), 2, "{problems:?}");
}
