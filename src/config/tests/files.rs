use super::*;
use crate::config::INSTALLATION_FILE;

#[test]
fn a_file_that_cannot_be_read_is_a_problem() {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::create_dir(folder.path().join(FILE_NAME)).expect("a folder in its place");
    let problems = Config::load(folder.path(), [], []).expect_err("problems");
    assert!(problems.to_string().contains("haetae.toml cannot be read"), "{problems}");
}

#[test]
fn the_file_of_an_installation_is_not_replaced_by_the_defaults() {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join(INSTALLATION_FILE), "2b\n").expect("file");
    let problems = Config::load(folder.path(), [], []).expect_err("problems");
    assert!(problems.to_string().contains("haetae.toml is missing: put it back"), "{problems}");
    std::fs::write(folder.path().join(FILE_NAME), "").expect("file");
    assert!(Config::load(folder.path(), [], []).is_ok());
}
