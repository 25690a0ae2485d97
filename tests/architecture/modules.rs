//! One style of modules: a folder of modules has a `mod.rs`; a file `name.rs` has a folder `name/` only for its tests.

use std::collections::BTreeSet;

use crate::require_none;
use crate::sources::{Source, all};

#[test]
fn a_folder_of_modules_has_a_mod_rs() {
    require_none(&misplaced(&all()));
}

#[test]
fn a_file_beside_a_folder_of_modules_is_found() {
    let files = |paths: &[&str]| paths.iter().map(|path| Source::of(path, "")).collect::<Vec<_>>();
    assert_eq!(misplaced(&files(&["src/new.rs", "src/new/part.rs"])).len(), 1);
    assert_eq!(misplaced(&files(&["src/new.rs", "src/new/tests.rs", "src/new/tests/many.rs"])), [""; 0]);
    assert_eq!(misplaced(&files(&["src/new/mod.rs", "src/new/part.rs"])), [""; 0]);
}

fn misplaced(files: &[Source]) -> Vec<String> {
    let paths: BTreeSet<&str> = files.iter().map(|file| &*file.path).collect();
    let own = files.iter().filter(|file| file.ships());
    own.filter_map(|file| {
        let (folder, _) = file.path.rsplit_once('/')?;
        let beside = format!("{folder}.rs");
        paths
            .contains(&*beside)
            .then(|| format!("{beside}: {} stands in its folder: make it {folder}/mod.rs", file.path))
    })
    .collect()
}
