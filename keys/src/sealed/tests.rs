use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::private_file::tests::owners_directory;
use zeroize::Zeroizing;

const WORK: Work = Work::new(1).unwrap();
const KID: Kid = Kid([7; 8]);

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned())).unwrap()
}

fn right() -> Passphrase {
    passphrase("a passphrase of tests")
}

fn made() -> (tempfile::TempDir, SealedFolder) {
    let parent = owners_directory();
    let folder = SealedFolder::create(&parent.path().join("node"), &right(), WORK).unwrap();
    (parent, folder)
}

#[test]
fn keys_are_added_without_the_passphrase_and_read_with_it() {
    let (_parent, folder) = made();
    folder.put(KID, b"a secret document").unwrap();
    let opened = SealedFolder::open(folder.directory()).unwrap();
    opened.put(Kid([1; 8]), b"another").unwrap();
    opened.put(KID, b"a later document").unwrap();
    fs::write(folder.directory().join("notes.txt"), "passed over").unwrap();
    assert_eq!(opened.kids().unwrap(), [Kid([1; 8]), KID]);

    let unlocked = opened.unlock(&right()).unwrap();
    assert_eq!(unlocked.read(KID).unwrap().as_slice(), b"a later document");
    assert_eq!(unlocked.read(Kid([1; 8])).unwrap().as_slice(), b"another");
    unlocked.folder().remove(KID).unwrap();
    assert!(matches!(unlocked.read(KID), Err(SealedError::File(_))));
    assert!(unlocked.folder().remove(KID).is_err());
    assert_eq!(folder.kids().unwrap(), [Kid([1; 8])]);
}

#[test]
fn no_file_holds_a_plain_secret_and_none_is_for_others() {
    let (_parent, folder) = made();
    folder.put(KID, b"a secret document").unwrap();
    for path in private_file::entries(folder.directory()).unwrap() {
        let bytes = fs::read(&path).unwrap();
        for plain in [&b"a secret document"[..], b"AGE-SECRET-KEY"] {
            assert!(!bytes.windows(plain.len()).any(|window| window == plain), "{}", path.display());
        }
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if path.ends_with(RECIPIENT) { 0o644 } else { 0o600 }, "{}", path.display());
    }
    assert_eq!(fs::metadata(folder.directory()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn another_passphrase_opens_nothing() {
    let (_parent, folder) = made();
    let error = folder.unlock(&passphrase("another passphrase")).unwrap_err();
    assert!(matches!(&error, SealedError::WrongPassphrase(path) if path.ends_with("node/identity.age")), "{error}");
}

#[test]
fn files_that_are_open_to_others_are_not_read() {
    let (_parent, folder) = made();
    folder.put(KID, b"a secret document").unwrap();
    let unlocked = folder.clone().unlock(&right()).unwrap();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&folder.path_of(&KID.to_string()), 0o640);
    let message = unlocked.read(KID).unwrap_err().to_string();
    assert!(message.contains("chmod 600"), "{message}");
    mode(&folder.directory().join(IDENTITY), 0o604);
    let message = folder.clone().unlock(&right()).unwrap_err().to_string();
    assert!(message.contains("chmod 600"), "{message}");
    mode(folder.directory(), 0o770);
    let message = SealedFolder::open(folder.directory()).unwrap_err().to_string();
    assert!(message.contains("chmod 700"), "{message}");
}

#[test]
fn damage_is_distinguished_from_a_wrong_passphrase() {
    let (_parent, folder) = made();
    folder.put(KID, b"a secret document").unwrap();
    let unlocked = folder.clone().unlock(&right()).unwrap();
    let path = folder.path_of(&KID.to_string());
    let whole = fs::read(&path).unwrap();
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        private_file::replace(&path, &bytes).unwrap();
        assert!(matches!(unlocked.read(KID), Err(SealedError::Damaged { .. })), "byte {place}");
    }
    for (bytes, reason) in [
        (&b"not one"[..], "it does not begin as a file that age has encrypted"),
        (&whole[..whole.len() - 1], "it is cut off, or changed"),
    ] {
        private_file::replace(&path, bytes).unwrap();
        let said = unlocked.read(KID).unwrap_err().to_string();
        assert_eq!(said, format!("{}: damaged, or not of this folder: {reason}", path.display()));
    }
    private_file::replace(&folder.directory().join(IDENTITY), b"not one").unwrap();
    assert!(matches!(folder.unlock(&right()), Err(SealedError::Damaged { .. })));
}

#[test]
fn a_key_of_another_folder_or_its_recipient_is_noticed() {
    let (_parent, folder) = made();
    let (_other_parent, other) = made();
    other.put(KID, b"a secret document").unwrap();
    let name = KID.to_string();
    private_file::replace(&folder.path_of(&name), &fs::read(other.path_of(&name)).unwrap()).unwrap();
    let unlocked = folder.clone().unlock(&right()).unwrap();
    assert!(matches!(unlocked.read(KID), Err(SealedError::Damaged { .. })));

    fs::copy(other.directory().join(RECIPIENT), folder.directory().join(RECIPIENT)).unwrap();
    let swapped = SealedFolder::open(folder.directory()).unwrap();
    assert!(matches!(swapped.unlock(&right()), Err(SealedError::Damaged { .. })));
}

#[test]
fn other_folders_are_refused_and_nothing_is_overwritten() {
    let (parent, folder) = made();
    assert!(matches!(SealedFolder::create(folder.directory(), &right(), WORK), Err(SealedError::File(_))));
    assert!(matches!(SealedFolder::open(&parent.path().join("none")), Err(SealedError::File(_))));
    assert!(matches!(SealedFolder::open(parent.path()), Err(SealedError::NotAFolder(_))));
    assert!(matches!(folder.put(KID, &[0; private_file::MAX_BYTES]), Err(SealedError::File(_))));
    assert!(folder.kids().unwrap().is_empty());
    fs::write(folder.directory().join(RECIPIENT), "age1nothing").unwrap();
    assert!(matches!(SealedFolder::open(folder.directory()), Err(SealedError::Damaged { .. })));
}
