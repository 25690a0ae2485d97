use super::*;

/// A directory that only its owner can write, whatever the umask; it is removed with its content when dropped.
pub(crate) fn owners_directory() -> tempfile::TempDir {
    tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir().unwrap()
}

#[test]
fn a_file_with_any_permission_for_others_is_refused_and_the_remedy_named() {
    let directory = owners_directory();
    let path = directory.path().join("secret");
    create(&path, b"secret").unwrap();
    assert_eq!(read(&path).unwrap().as_slice(), b"secret");
    for mode in [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let message = read(&path).unwrap_err().to_string();
        assert!(message.contains(&format!("{mode:04o}")), "{message}");
        assert!(message.ends_with(&format!("chmod 600 {}", path.display())), "{message}");
    }
}

#[test]
fn a_directory_that_others_can_write_is_refused_and_the_remedy_named() {
    let directory = owners_directory();
    let path = directory.path().join("secret");
    create(&path, b"secret").unwrap();
    for mode in [0o720, 0o702, 0o777] {
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(mode)).unwrap();
        let message = read(&path).unwrap_err().to_string();
        assert!(message.ends_with(&format!("chmod 700 {}", directory.path().display())), "{message}");
    }
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(read(&path).is_ok());
}

#[test]
fn anything_but_a_small_file_is_refused() {
    let directory = owners_directory();
    let path = directory.path().join("secret");
    create(&path, &[0; MAX_BYTES]).unwrap();
    assert!(read(&path).is_ok());
    replace(&path, &[0; MAX_BYTES + 1]).unwrap();
    assert!(matches!(read(&path), Err(FileError::NotASecret { .. })));
    let inside = directory.path().join("directory");
    create_directory(&inside).unwrap();
    assert!(matches!(read(&inside), Err(FileError::NotASecret { .. })));
    assert!(matches!(read(&directory.path().join("missing")), Err(FileError::Io { .. })));
}

#[test]
fn a_new_file_takes_no_other_ones_place() {
    let directory = owners_directory();
    let path = directory.path().join("secret");
    create(&path, b"first").unwrap();
    assert!(create(&path, b"second").is_err());
    assert_eq!(read(&path).unwrap().as_slice(), b"first");
}
