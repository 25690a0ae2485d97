//! The configuration of a further node: that of the first one, without what is each node's own.

use toml_edit::{DocumentMut, Item, TomlError, Value};

use super::named_file::named_files;
use crate::cli::Failure;
use crate::config::{self, Config, Origin, StorageEngine};

/// Where each node keeps its own, and what opens it. The new node has these at their usual places.
const OWN: [(&str, &str); 8] = [
    ("keys", "directory"),
    ("keys", "passphrase"),
    ("keys", "passphrase_file"),
    ("keys", "trust_list"),
    ("keys", "roots"),
    ("records", "name_key"),
    ("journal", "path"),
    ("demo", "key_file"),
];

/// What is a file of each machine, and does not come along.
const ON_EACH_MACHINE: [(&str, &str); 4] =
    [("service", "tls_certificate"), ("service", "tls_key"), ("publishing", "oldest_release"), ("token", "module")];

/// The text for another node, and what the operator must know about it.
pub(super) struct Shared {
    pub(super) text: String,
    pub(super) notes: Vec<String>,
}

/// The configuration of this node for another one.
pub(super) fn share(config: &Config) -> Result<Shared, Failure> {
    let path = config.data_dir.join(config::FILE_NAME);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{}: {error}", path.display()).into()),
    };
    let mut document: DocumentMut =
        text.parse().map_err(|error: TomlError| Failure::from(format!("{}: {error}", path.display())))?;
    for (section, key) in OWN {
        if let Some(table) = document.get_mut(section).and_then(Item::as_table_like_mut) {
            table.remove(key);
        }
    }
    // Both nodes use one database; that of a server is the same from everywhere.
    if config.storage.engine == StorageEngine::Sqlite {
        let database = std::path::absolute(config.database_path()).map_err(|error| error.to_string())?;
        let database = database.to_str().ok_or("the path of the database is no text")?;
        set(&mut document, "storage", "path", Value::from(database))?;
    }
    Ok(Shared { text: document.to_string(), notes: notes(config) })
}

fn notes(config: &Config) -> Vec<String> {
    let mut notes = Vec::new();
    let not_in_the_file: Vec<&str> = config
        .settings()
        .iter()
        .filter(|setting| matches!(setting.origin, Origin::Environment { .. }))
        .map(|setting| setting.key.as_str())
        .collect();
    if !not_in_the_file.is_empty() {
        notes.push(format!(
            "These settings come from the environment of this node and are not in the invitation: {}. Set them on the new node, too.",
            not_in_the_file.join(", ")
        ));
    }
    for (section, key) in ON_EACH_MACHINE {
        let name = format!("{section}.{key}");
        if let Some(setting) = config.settings().iter().find(|setting| setting.key == name) {
            notes.push(format!(
                "{name} is {}: a file of each machine, which the new one must have, too.",
                setting.value
            ));
        }
    }
    let files = named_files(config);
    notes.extend(files.iter().filter(|file| !file.comes_along(config)).map(|file| file.note()));
    notes
}

/// The same text with values of the new node's own, each `section.key=value`.
pub(super) fn with(text: &str, own: &[String]) -> Result<String, Failure> {
    let mut document: DocumentMut = text.parse().map_err(|error: TomlError| error.to_string())?;
    for setting in own {
        let parts = setting.split_once('=').and_then(|(name, value)| Some((name.split_once('.')?, value)));
        let ((section, key), value) = parts.ok_or_else(|| {
            Failure::from(format!("--set {setting} must have the form section.key=value, like log.level=debug"))
        })?;
        // What is no value of TOML is a text.
        let value = value.parse::<Value>().unwrap_or_else(|_| Value::from(value));
        set(&mut document, section, key, value)?;
    }
    Ok(document.to_string())
}

fn set(document: &mut DocumentMut, section: &str, key: &str, value: Value) -> Result<(), Failure> {
    let table = document.entry(section).or_insert_with(toml_edit::table);
    let table = table.as_table_like_mut().ok_or_else(|| Failure::from(format!("{section} is not a section")))?;
    table.insert(key, Item::Value(value));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_node_has_the_same_settings_but_its_own_places() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "# kept\n[keys]\ndirectory = \"/etc/keys\"\npassphrase_file = \"/run/pass\"\n[issuer]\ndays_ahead = 7\n\
                    [service]\ntls_certificate = \"cert.pem\"\ntls_key = \"key.pem\"\n";
        std::fs::write(folder.path().join(config::FILE_NAME), text).expect("a file");
        let environment = [("HAETAE__LOG__LEVEL".to_owned(), "debug".to_owned())];
        let config = Config::load(folder.path(), environment, []).expect("a configuration");
        let shared = share(&config).map_err(|error| error.to_string()).expect("a text");
        assert!(shared.text.contains("# kept") && !shared.text.contains("/etc/keys"), "{}", shared.text);
        let notes = shared.notes.join("\n");
        for named in ["log.level", "service.tls_certificate", "service.tls_key"] {
            assert!(notes.contains(named), "{notes}");
        }

        let other = tempfile::tempdir().expect("a folder");
        let own = ["service.drain=5".to_owned(), "log.level=warn".to_owned()];
        let text = with(&shared.text, &own).map_err(|error| error.to_string()).expect("a text");
        std::fs::write(other.path().join(config::FILE_NAME), text).expect("a file");
        let read = Config::load(other.path(), [], []).expect("a configuration");
        assert_eq!(read.database_path(), folder.path().join("haetae.sqlite"));
        assert_eq!(read.keys_directory(), other.path().join("node"));
        assert_eq!((read.issuer.days_ahead, read.service.drain), (7, 5));
        assert_eq!(read.log.level, crate::config::LogLevel::Warn);
    }

    #[test]
    fn what_opens_a_database_server_comes_along_from_the_data_folder_and_is_named_elsewhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "[storage]\nengine = \"postgresql\"\nhost = \"db.example\"\nroot_certificate = \"/etc/db-roots.pem\"\n\
                    password_file = \"database.password\"\n[redis]\nservers = [\"redis.example:6379\"]\n\
                    password_file = \"redis.password\"\n";
        std::fs::write(folder.path().join(config::FILE_NAME), text).expect("a file");
        std::fs::write(folder.path().join("database.password"), "secret").expect("a file");
        let config = Config::load(folder.path(), [], []).expect("a configuration");
        let shared = share(&config).map_err(|error| error.to_string()).expect("a text");
        assert_eq!(shared.text, text, "no SQLite database gets a path");
        let along = |file: &crate::cli::node::named_file::NamedFile<'_>| file.comes_along(&config);
        let files = named_files(&config);
        let along: Vec<_> = files.iter().filter(|file| along(file)).map(|file| file.path).collect();
        assert_eq!(along, [std::path::Path::new("database.password")]);
        let notes = shared.notes.join("\n");
        assert!(notes.contains("storage.root_certificate is /etc/db-roots.pem"), "{notes}");
        assert!(notes.contains("redis.password_file is redis.password") && notes.contains("credential"), "{notes}");
        assert!(!notes.contains("database.password"), "{notes}");
    }
}
