//! The data model's page and its drawing name every table and column that the migrations leave behind.

use std::collections::BTreeMap;

use crate::require_none;
use crate::sources::{entries, root};

/// The columns of each table.
type Tables = BTreeMap<String, Vec<String>>;

#[test]
fn the_data_model_names_every_table_and_column() {
    let tables = tables(&migrations());
    assert!(tables.len() > 5, "{tables:?}");
    let page = read("docs/data-model.md");
    require_none(&missing_on_page(&tables, &page));
    require_none(&missing_in_drawing(&tables, &read("docs/pictures/tables.svg")));
}

#[test]
fn what_a_page_or_a_drawing_lacks_is_found() {
    let sql = "-- A table; no more.
        CREATE TABLE old (
            -- Its key.
            id INTEGER,
            name TEXT,
            UNIQUE (name)
        ) STRICT;
        ALTER TABLE old ADD COLUMN added INTEGER;
        ALTER TABLE old RENAME TO new;
        ALTER TABLE new RENAME COLUMN id TO number;
        CREATE TABLE gone (
            id INTEGER
        );
        DROP TABLE gone;
        INSERT INTO new VALUES (1);";
    let tables = tables(sql);
    assert_eq!(tables, Tables::from([("new".to_owned(), ["number", "name", "added"].map(str::to_owned).to_vec())]));
    let page = "### `new`\n\n| `number` | `name` | `added` |\n\n## Files\n";
    assert_eq!(missing_on_page(&tables, page), [""; 0]);
    assert_eq!(missing_on_page(&tables, "### `new`\n\n`number` `name`\n\n## Files\n\n`added`\n").len(), 1);
    assert_eq!(missing_on_page(&tables, "### `old`\n").len(), 2);
    assert_eq!(missing_in_drawing(&tables, "<text>new</text><text>number (key)</text><text>name</text>").len(), 1);
}

fn missing_on_page(tables: &Tables, page: &str) -> Vec<String> {
    let mut missing = Vec::new();
    for (table, columns) in tables {
        let Some((_, after)) = page.split_once(&format!("### `{table}`\n")) else {
            missing.push(format!("docs/data-model.md has no section of the table {table}"));
            continue;
        };
        let section = after.split("\n## ").next().and_then(|rest| rest.split("\n### ").next()).unwrap_or_default();
        let lacks = columns.iter().filter(|column| !section.contains(&format!("`{column}`")));
        missing.extend(lacks.map(|column| format!("docs/data-model.md does not name {table}.{column}")));
    }
    let sections = page.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'));
    let strange = sections.filter(|section| !tables.contains_key(*section));
    missing.extend(strange.map(|section| format!("docs/data-model.md has a section of {section}, which is no table")));
    missing
}

fn missing_in_drawing(tables: &Tables, drawing: &str) -> Vec<String> {
    let shows = |name: &str| [format!(">{name}<"), format!(">{name} (")].iter().any(|text| drawing.contains(text));
    let names = tables.iter().flat_map(|(table, columns)| columns.iter().chain([table]));
    names.filter(|name| !shows(name)).map(|name| format!("docs/pictures/tables.svg does not show {name}")).collect()
}

/// What is there after all statements.
fn tables(sql: &str) -> Tables {
    let mut tables = Tables::new();
    let code: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or_default().trim_end()).collect();
    for statement in code.join("\n").split(';') {
        let words: Vec<&str> = statement.split_whitespace().collect();
        match words.as_slice() {
            ["CREATE", "TABLE", name, ..] => {
                tables.insert((*name).to_owned(), columns(statement));
            }
            ["DROP", "TABLE", name] => {
                tables.remove(*name);
            }
            ["ALTER", "TABLE", name, "RENAME", "TO", new] => {
                let columns = tables.remove(*name).expect("a table that is there");
                tables.insert((*new).to_owned(), columns);
            }
            ["ALTER", "TABLE", name, "RENAME", "COLUMN", old, "TO", new] => {
                let columns = tables.get_mut(*name).expect("a table that is there");
                let column = columns.iter_mut().find(|column| column == old).expect("a column that is there");
                *column = (*new).to_owned();
            }
            ["ALTER", "TABLE", name, "ADD", "COLUMN", column, ..] => {
                tables.get_mut(*name).expect("a table that is there").push((*column).to_owned());
            }
            ["ALTER", "TABLE", name, "DROP", "COLUMN", column] => {
                tables.get_mut(*name).expect("a table that is there").retain(|other| other != column);
            }
            ["ALTER", ..] => panic!("a statement that this test does not know: {statement}"),
            _ => {}
        }
    }
    tables
}

/// The names at the beginning of the lines of a `CREATE TABLE`; constraints begin with capital letters.
fn columns(statement: &str) -> Vec<String> {
    let lines = statement.trim().lines().skip(1).map(str::trim);
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase())).map(str::to_owned).collect()
}

fn migrations() -> String {
    let mut files = entries(&root().join("src/store/migrations/sqlite"));
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).expect("SQL")).collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
