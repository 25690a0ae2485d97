use super::embedded;

#[test]
fn a_built_in_app_has_its_page_and_its_files_plain_and_compressed() {
    // The apps may not be built: tests/service tests that case.
    let files = embedded::files();
    for (app, path, _) in &files {
        let has = |wanted: &str| files.iter().any(|(other, path, _)| other == app && path == wanted);
        assert!(has("index.html"), "{app:?}");
        if let Some(plain) = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz")) {
            assert!(has(plain), "{path}");
        }
    }
}
