//! Arrows inside the service.

use crate::require_none;
use crate::sources::{Source, all};

/// What the service is for. None of it knows how it is asked or where things are kept.
const INNER: [&str; 5] = ["src/issuing/", "src/identity/", "src/publishing/", "src/records/", "src/signing/"];

/// The outer parts, and what only they use.
const OUTER: [&str; 7] = ["crate::http", "crate::cli", "crate::node", "axum", "hyper", "sqlx", "tower_http"];

/// Stores by their names.
const BACKENDS: [&str; 1] = ["SqliteStore"];

/// Where a store is chosen.
const CHOOSERS: [&str; 2] = ["src/node.rs", "src/cli/init.rs"];

#[test]
fn the_inner_parts_do_not_know_the_outer_ones() {
    require_none(&outward(&all()));
}

#[test]
fn stores_are_chosen_in_two_places() {
    require_none(&chosen_elsewhere(&all()));
}

#[test]
fn a_new_arrow_is_found() {
    for line in ["use crate::http::Problem;", "    axum::Json(()),", "use sqlx::Row;", "crate::cli::run();"] {
        for folder in INNER {
            assert_eq!(outward(&[Source::of(&format!("{folder}new.rs"), line)]).len(), 1, "{line}");
        }
        assert_eq!(outward(&[Source::of("src/http/new.rs", line)]), [""; 0]);
    }
    let line = "use crate::store::SqliteStore;";
    for path in ["src/http/routes/new.rs", "src/issuing/new.rs", "src/cli/revoke.rs"] {
        assert_eq!(chosen_elsewhere(&[Source::of(path, line)]).len(), 1, "{path}");
    }
    for path in ["src/node.rs", "src/cli/init.rs", "src/store/sqlite/new.rs", "tests/support/mod.rs"] {
        assert_eq!(chosen_elsewhere(&[Source::of(path, line)]), [""; 0], "{path}");
    }
}

fn outward(files: &[Source]) -> Vec<String> {
    // Their tests may put a whole node together.
    let inner = files.iter().filter(|file| file.ships() && INNER.iter().any(|folder| file.path.starts_with(folder)));
    inner.flat_map(|file| file.lines_with(&OUTER, "the arrow goes the other way")).collect()
}

fn chosen_elsewhere(files: &[Source]) -> Vec<String> {
    let others = files.iter().filter(|file| {
        file.path.starts_with("src/") && !file.path.starts_with("src/store/") && !CHOOSERS.contains(&&*file.path)
    });
    others.flat_map(|file| file.lines_with(&BACKENDS, "a store is chosen in src/node.rs and src/cli/init.rs")).collect()
}
