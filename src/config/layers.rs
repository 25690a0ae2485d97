//! Merges layers: file, environment, command line. Each value is checked alone, so that all problems show at once.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize as _;
use toml::de::{DeTable, DeValue, ValueDeserializer};
use toml::{Spanned, Table, Value};

use super::problem::{ConfigProblems, Violation};
use super::setting::{Origin, Setting};
use super::{Config, FILE_NAME};

const ENVIRONMENT_PREFIX: &str = "HAETAE__";

/// A secret may be in a separate file, which the key with this ending names.
const SECRET_FILE: &str = "_file";

/// The layers read so far.
#[derive(Default)]
pub(super) struct Layers {
    sections: BTreeMap<String, BTreeMap<String, (Value, Origin)>>,
    pub(super) problems: Vec<String>,
}

/// A value of one layer.
struct Entry {
    section: String,
    key: String,
    value: Value,
    origin: Origin,
}

impl Layers {
    pub(super) fn add_file(&mut self, text: &str) {
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let line = error.span().map_or(1, |span| line(text, span.start));
            // Not the error itself: it quotes the line, which may contain a secret.
            self.problems.push(format!("{FILE_NAME} line {line}: {}", error.message()));
        }
        if !errors.is_empty() {
            return;
        }
        let mut entries = Vec::new();
        for (name, content) in document.into_inner() {
            let at = line(text, name.span().start);
            let name = name.into_inner().into_owned();
            let span = content.span();
            match content.into_inner() {
                DeValue::Table(keys) => self.read_section(text, &name, at, keys, &mut entries),
                other => match owned(Spanned::new(span, other)) {
                    Ok(value) => self.refuse_section(&name, value, at),
                    Err(error) => self.problems.push(format!("{FILE_NAME} line {at}: {}", error.message())),
                },
            }
        }
        self.add(entries);
    }

    pub(super) fn add_environment(&mut self, environment: impl IntoIterator<Item = (String, String)>) {
        let mut entries = Vec::new();
        for (variable, text) in environment {
            let Some(name) = variable.strip_prefix(ENVIRONMENT_PREFIX) else { continue };
            match name.to_ascii_lowercase().split_once("__") {
                Some((section, key)) => {
                    let origin = Origin::Environment { variable };
                    entries.extend(self.interpret(section, key, text, origin));
                }
                None => self
                    .problems
                    .push(format!("{variable} must have the form HAETAE__SECTION__KEY, like HAETAE__LOG__LEVEL.")),
            }
        }
        self.add(entries);
    }

    pub(super) fn add_command_line(&mut self, overrides: impl IntoIterator<Item = (String, String)>) {
        let mut entries = Vec::new();
        for (name, text) in overrides {
            match name.split_once('.') {
                Some((section, key)) => entries.extend(self.interpret(section, key, text, Origin::CommandLine)),
                None => {
                    self.problems.push(format!("command line: {name} must have the form section.key, like log.level."));
                }
            }
        }
        self.add(entries);
    }

    pub(super) fn finish(mut self, data_dir: &Path) -> Result<Config, ConfigProblems> {
        let mut document = Table::new();
        for (section, keys) in &self.sections {
            let values = keys.iter().map(|(key, (value, _))| (key.clone(), value.clone()));
            document.insert(section.clone(), Value::Table(values.collect()));
        }
        let read = document.try_into::<Config>().map_err(|error| ConfigProblems(vec![sentence(error.message())]))?;
        let mut config = Config { data_dir: data_dir.to_owned(), ..read };
        // A value replaces the file, in particular the default one.
        if config.keys.passphrase.is_some() {
            config.keys.passphrase_file = None;
        }
        if config.token.pin.is_some() {
            config.token.pin_file = None;
        }
        if config.storage.password.is_some() {
            config.storage.password_file = None;
        }
        config.settings = self.settings(&config)?;
        for Violation { key, rule } in config.problems() {
            let setting = config.settings.iter().find(|setting| setting.key == key);
            let (value, origin) =
                setting.map_or(("", "default".to_owned()), |found| (&found.value, found.origin.to_string()));
            self.problems.push(format!("{key} is {value} ({origin}): {rule}."));
        }
        if self.problems.is_empty() { Ok(config) } else { Err(ConfigProblems(self.problems)) }
    }

    fn read_section(&mut self, text: &str, section: &str, at: usize, keys: DeTable<'_>, entries: &mut Vec<Entry>) {
        if keys.is_empty() {
            self.refuse_section(section, Value::Table(Table::new()), at);
        }
        for (key, value) in keys {
            let origin = Origin::File { line: line(text, key.span().start) };
            let key = key.into_inner().into_owned();
            match owned(value).and_then(|value| fits(section, &key, &value).map(|()| value)) {
                Ok(value) => entries.push(Entry { section: section.to_owned(), key, value, origin }),
                Err(error) => self.refuse(section, &key, &origin, &error),
            }
        }
    }

    /// Reports a section that is not a table, or that is unknown.
    fn refuse_section(&mut self, name: &str, value: Value, line: usize) {
        if let Err(error) = Table::from_iter([(name.to_owned(), value)]).try_into::<Config>() {
            self.problems.push(format!("{FILE_NAME} line {line}: {}", sentence(error.message())));
        }
    }

    /// A value is text if the key takes text, and TOML otherwise.
    fn interpret(&mut self, section: &str, key: &str, text: String, origin: Origin) -> Option<Entry> {
        let number = text.parse::<Value>();
        let mut value = Value::String(text);
        let mut fit = fits(section, key, &value);
        if let (Err(_), Ok(number)) = (&fit, number) {
            fit = fits(section, key, &number);
            value = number;
        }
        match fit {
            Ok(()) => Some(Entry { section: section.to_owned(), key: key.to_owned(), value, origin }),
            Err(error) => {
                self.refuse(section, key, &origin, &error);
                None
            }
        }
    }

    fn refuse(&mut self, section: &str, key: &str, origin: &Origin, error: &toml::de::Error) {
        let why = match (section, key) {
            // What earlier versions had.
            ("service", "operator_token" | "operator_token_file") => {
                "Operators have credentials of their own now: haetae operator add. Remove this setting.".to_owned()
            }
            _ => sentence(error.message()),
        };
        self.problems.push(format!("{origin}: {section}.{key}: {why}"));
    }

    /// Puts the values of one layer over the earlier ones. The file of a secret replaces its value; `finish` handles
    /// the reverse case. In one layer they exclude each other.
    fn add(&mut self, entries: Vec<Entry>) {
        for Entry { section, key, .. } in &entries {
            let file = format!("{key}{SECRET_FILE}");
            if let Some(other) = entries.iter().find(|other| other.section == *section && other.key == file) {
                let origin = &other.origin;
                self.problems
                    .push(format!("{origin}: {section}.{key} and {section}.{file} exclude each other: keep one."));
            }
            if let (Some(secret), Some(keys)) = (key.strip_suffix(SECRET_FILE), self.sections.get_mut(section)) {
                keys.remove(secret);
            }
        }
        for Entry { section, key, value, origin } in entries {
            self.sections.entry(section).or_default().insert(key, (value, origin));
        }
    }

    fn settings(&self, config: &Config) -> Result<Vec<Setting>, ConfigProblems> {
        let document = Table::try_from(config).map_err(|error| ConfigProblems(vec![error.to_string()]))?;
        let mut settings = Vec::new();
        for (section, values) in &document {
            for (key, value) in values.as_table().into_iter().flatten() {
                let given = self.sections.get(section).and_then(|keys| keys.get(key));
                let origin = given.map_or(Origin::Default, |(_, origin)| origin.clone());
                settings.push(Setting { key: format!("{section}.{key}"), value: value.to_string(), origin });
            }
        }
        Ok(settings)
    }
}

impl Config {
    fn problems(&self) -> Vec<Violation> {
        let of_service = self.service.problems().chain(self.operators.problems()).chain(self.issuer.problems());
        let of_service = of_service
            .chain(self.limits.problems())
            .chain(self.queue.problems())
            .chain(self.redis.problems())
            .chain(self.cache.problems());
        let of_web = self.web.problems().chain(self.demo.problems());
        let of_keys = self.keys.problems().chain(self.token.problems());
        let of_files = self
            .storage
            .problems()
            .chain(self.journal.problems())
            .chain(of_keys)
            .chain(self.records.problems())
            .chain(self.rules.problems());
        let of_partners = self.attestation.problems().chain(self.tracing.problems());
        of_service.chain(of_web).chain(of_partners).chain(self.publishing.problems()).chain(of_files).collect()
    }
}

/// Whether a configuration of this one value could be read.
fn fits(section: &str, key: &str, value: &Value) -> Result<(), toml::de::Error> {
    let keys = Table::from_iter([(key.to_owned(), value.clone())]);
    Table::from_iter([(section.to_owned(), Value::Table(keys))]).try_into::<Config>().map(|_| ())
}

fn owned(value: Spanned<DeValue<'_>>) -> Result<Value, toml::de::Error> {
    Value::deserialize(ValueDeserializer::from(value))
}

/// The line of a byte, from 1.
fn line(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// The names of Rust types, as a reader would call them.
fn sentence(message: &str) -> String {
    let mut message = message.trim_end().replace('\n', " ");
    let types = [
        ("expected u8", "expected a whole number from 0 to 255"),
        ("expected u32", "expected a whole number, 0 or more"),
        ("expected u64", "expected a whole number, 0 or more"),
        ("expected socket address", "expected an address and a port, like 127.0.0.1:8470"),
        ("invalid socket address syntax", "expected an address and a port, like 127.0.0.1:8470"),
        ("expected a boolean", "expected true or false"),
        ("expected path string", "expected a path"),
    ];
    for (rust, words) in types {
        message = message.replace(rust, words);
    }
    message.push('.');
    message
}
