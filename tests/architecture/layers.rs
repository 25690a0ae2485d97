//! Tests the dependencies inside the service and inside the core: the tables of ARCHITECTURE.md say which folder may
//! use which.

use std::collections::{BTreeMap, BTreeSet};

use crate::require_none;
use crate::sources::{Source, all, root};

/// Crates that only these folders of the service may name.
const LIBRARIES: [(&[&str], &[&str]); 2] =
    [(&["src/http/", "src/sandbox/"], &["axum", "tower", "tower_http"]), (&["src/store/"], &["sqlx", "moka"])];

/// Backends of the store, which only the store chooses.
const BACKENDS: [&str; 2] = ["SqliteStore", "PostgresStore"];

/// The folders of the service. `lib.rs` and `main.rs` may use everything.
const SERVICE: Part = Part { heading: "### Inside `src`", folder: "src/", roots: &["lib", "main"] };

/// The modules of the core.
const CORE: Part = Part { heading: "### Inside the core", folder: "mobile-sdk/core/src/", roots: &["lib"] };

/// The folders of one crate, and the place of their table.
struct Part {
    heading: &'static str,
    folder: &'static str,
    roots: &'static [&'static str],
}

/// Which folders a folder may use.
type Table = BTreeMap<String, BTreeSet<String>>;

#[test]
fn folders_of_the_service_use_what_the_table_allows() {
    require_none(&SERVICE.violations(&SERVICE.table(), &all()));
}

#[test]
fn modules_of_the_core_use_what_the_table_allows() {
    require_none(&CORE.violations(&CORE.table(), &all()));
}

#[test]
fn the_tables_have_no_cycle() {
    let rings = [SERVICE.table(), CORE.table()].map(|table| ring(&table));
    require_none(&rings.into_iter().flatten().map(|folder| format!("{folder} reaches itself")).collect::<Vec<_>>());
    let table = |text: &str| -> Table { text.split(' ').filter_map(|row| row.split_once('>')).map(row).collect() };
    assert_eq!(ring(&table("a>b b>c c>")), None);
    assert!(ring(&table("a>b b>c c>a")).is_some());
}

#[test]
fn libraries_of_one_folder_are_named_nowhere_else() {
    require_none(&foreign_libraries(&all()));
}

#[test]
fn the_store_chooses_its_backend() {
    require_none(&chosen_elsewhere(&all()));
}

#[test]
fn a_new_arrow_is_found() {
    let table = SERVICE.table();
    let found = |path: &str, line: &str| SERVICE.violations(&table, &[Source::of(path, line)]).len();
    for (path, line) in [
        ("src/model/new.rs", "use crate::store::Store;"),
        ("src/issuing/new.rs", "use crate::http::Problem;"),
        ("src/signing/new.rs", "    let pass: crate::issuing::Issued = todo;"),
        ("src/journal/new.rs", "use crate::{issuing::Issuer, model::Pass};"),
        ("src/new/mod.rs", "use crate::model::Pass;"),
        ("src/new.rs", ""),
    ] {
        assert!(found(path, line) > 0, "{path}: {line}");
    }
    for (path, line) in [
        ("src/issuing/new.rs", "use crate::model::Pass;"),
        ("src/issuing/new.rs", "use crate::issuing::Issuer;"),
        ("src/issuing/new.rs", "/// See [`crate::http`]."),
        ("src/issuing/tests.rs", "use crate::http::Problem;"),
        ("src/main.rs", "use crate::http::Problem;"),
    ] {
        assert_eq!(found(path, line), 0, "{path}: {line}");
    }

    for path in ["src/http/routes/new.rs", "src/runtime/new.rs", "src/cli/init.rs"] {
        assert_eq!(chosen_elsewhere(&[Source::of(path, "use crate::store::SqliteStore;")]).len(), 1, "{path}");
    }
    assert_eq!(chosen_elsewhere(&[Source::of("src/store/open.rs", "SqliteStore::open();")]), [""; 0]);
    assert_eq!(foreign_libraries(&[Source::of("src/issuing/new.rs", "    axum::Json(()),")]).len(), 1);
    assert_eq!(foreign_libraries(&[Source::of("src/issuing/new.rs", "use moka::future::Cache;")]).len(), 1);
    assert_eq!(foreign_libraries(&[Source::of("src/http/new.rs", "use axum::Json;")]), [""; 0]);
}

impl Part {
    /// The table below the heading in ARCHITECTURE.md: rows of a folder and what it may use, all in backquotes.
    fn table(&self) -> Table {
        let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
        let (_, below) = text.split_once(self.heading).unwrap_or_else(|| panic!("no {:?}", self.heading));
        let rows = below.lines().skip_while(|line| !line.starts_with("| `")).take_while(|line| line.starts_with("| `"));
        let table: Table =
            rows.map(names_in).map(|names| (names[0].clone(), names[1..].iter().cloned().collect())).collect();
        assert!(table.len() > 5, "no table below {:?}", self.heading);
        table
    }

    fn violations(&self, table: &Table, files: &[Source]) -> Vec<String> {
        let mut found = Vec::new();
        for file in files.iter().filter(|file| file.ships()) {
            let Some(folder) = self.folder_of(&file.path) else { continue };
            if self.roots.contains(&folder) {
                continue;
            }
            let Some(allowed) = table.get(folder) else {
                found.push(format!("{}: {folder} is not in the table of ARCHITECTURE.md", file.path));
                continue;
            };
            let used = file.code().flat_map(|(number, line)| used(line).map(move |other| (number, other)));
            let wrong = used.filter(|(_, other)| *other != folder && !allowed.contains(other.as_str()));
            found.extend(
                wrong.map(|(number, other)| format!("{}:{number}: {folder} -> {other}: no such arrow", file.path)),
            );
        }
        found
    }

    /// The first part of a path below the crate, without the ending.
    fn folder_of<'p>(&self, path: &'p str) -> Option<&'p str> {
        let first = path.strip_prefix(self.folder)?.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }
}

/// The folders that a line of code names: `crate::folder`, and those of `use crate::{folder::..., ...}`.
fn used(line: &str) -> impl Iterator<Item = String> {
    let name =
        |text: &str| text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>();
    let several =
        line.trim_start().strip_prefix("use crate::{").map(|list| list.split(", ").map(name).collect::<Vec<_>>());
    let single = line.split("crate::").skip(1).map(name).collect::<Vec<_>>();
    several.into_iter().flatten().chain(single).filter(|name| name.starts_with(|letter: char| letter.is_lowercase()))
}

fn names_in(row: &str) -> Vec<String> {
    row.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn row((folder, used): (&str, &str)) -> (String, BTreeSet<String>) {
    (folder.to_owned(), used.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// A folder that depends on itself through others.
fn ring(table: &Table) -> Option<String> {
    table
        .keys()
        .find(|start| {
            let mut reached: BTreeSet<&String> = BTreeSet::new();
            let mut next: Vec<&String> = vec![start];
            while let Some(folder) = next.pop() {
                let used = table.get(folder).into_iter().flatten();
                next.extend(used.filter(|other| reached.insert(other)));
            }
            reached.contains(start)
        })
        .cloned()
}

fn foreign_libraries(files: &[Source]) -> Vec<String> {
    let service = files.iter().filter(|file| file.ships() && file.path.starts_with("src/"));
    service
        .flat_map(|file| {
            let foreign =
                LIBRARIES.iter().filter(|(owners, _)| !owners.iter().any(|owner| file.path.starts_with(owner)));
            foreign.flat_map(|(owners, names)| {
                file.lines_with(names, &format!("this belongs into {}", owners.join(" or ")))
            })
        })
        .collect()
}

fn chosen_elsewhere(files: &[Source]) -> Vec<String> {
    let others = files
        .iter()
        .filter(|file| file.ships() && file.path.starts_with("src/") && !file.path.starts_with("src/store/"));
    others.flat_map(|file| file.lines_with(&BACKENDS, "store::open chooses the backend")).collect()
}
