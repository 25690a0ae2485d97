use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::private_file::tests::owners_directory;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned())).unwrap()
}

#[test]
fn a_generated_passphrase_is_what_its_file_holds() {
    let directory = owners_directory();
    let path = directory.path().join("keys.passphrase");
    let mut random = |bytes: &mut [u8]| {
        bytes.fill(0xfb);
        Ok(())
    };
    let generated = Passphrase::generate(&mut random).unwrap();
    generated.create_file(&path).unwrap();
    assert!(Passphrase::read(&path).unwrap().is(&generated));
    assert!(generated.is(&passphrase(&format!("{}-_s", "-_v7".repeat(10)))), "32 bytes of 0xfb in base64url");
    assert!(generated.create_file(&path).is_err(), "no passphrase takes another one's place");
}

#[test]
fn the_first_line_counts_whatever_its_end() {
    let directory = owners_directory();
    let path = directory.path().join("p");
    for text in ["twelve chars", "twelve chars\n", "twelve chars\r\nmore", "twelve chars\n\n"] {
        private_file::replace(&path, text.as_bytes()).unwrap();
        assert!(Passphrase::read(&path).unwrap().is(&passphrase("twelve chars")), "{text:?}");
    }
    assert!(!passphrase("twelve chars").is(&passphrase("twelve chars ")));
}

#[test]
fn a_bad_passphrase_is_refused_without_being_shown() {
    let directory = owners_directory();
    let path = directory.path().join("p");
    for bytes in [&b""[..], b"\ncanary canary", b"canary", b"\xff\xfe canary canary"] {
        private_file::replace(&path, bytes).unwrap();
        let error = Passphrase::read(&path).unwrap_err();
        assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
    private_file::replace(&path, b"twelve chars").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let message = Passphrase::read(&path).unwrap_err().to_string();
    assert!(message.contains("chmod 600"), "{message}");
    assert!(matches!(Passphrase::read(&directory.path().join("none")), Err(PassphraseError::File(_))));
    assert_eq!(format!("{:?}", passphrase("twelve chars")), "Passphrase(***)");
}
