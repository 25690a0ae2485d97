use super::embedded;

#[test]
fn what_is_built_in_has_its_page_and_its_compressed_files_beside_the_plain_ones() {
    // The apps may not be built: then there is nothing, which is tried in tests/service.
    let files = embedded::files();
    for (app, path, _) in &files {
        let has = |wanted: &str| files.iter().any(|(other, path, _)| other == app && path == wanted);
        assert!(has("index.html"), "{app:?}");
        if let Some(plain) = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz")) {
            assert!(has(plain), "{path}");
        }
    }
}
