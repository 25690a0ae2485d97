use haetae_core::StatusDay;

use super::*;
use crate::passphrase::{Passphrase, Work};
use crate::status_keys::StatusKey;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned())).expect("a passphrase")
}

#[test]
fn only_the_node_that_it_is_for_opens_a_parcel() {
    let (own, other) = (TransferIdentity::generate(), TransferIdentity::generate());
    let recipient: TransferRecipient = own.recipient().to_string().parse().expect("a recipient");
    let mut parcel = recipient.encrypt(b"keys").expect("it is encrypted");
    assert_eq!(own.open(&parcel).expect("it opens").as_slice(), b"keys");
    assert!(matches!(other.open(&parcel), Err(TransferError::NotForUs(_))));
    *parcel.last_mut().expect("a byte") ^= 1;
    assert!(matches!(own.open(&parcel), Err(TransferError::NotForUs(_))));
    assert!("age1nothing".parse::<TransferRecipient>().is_err());
}

#[test]
fn an_identity_is_in_a_file_that_only_its_owner_can_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, own) = (folder.path().join("identity"), TransferIdentity::generate());
    own.create_file(&path).expect("a file");
    let read = TransferIdentity::read(&path).expect("an identity");
    assert_eq!(read.recipient().to_string(), own.recipient().to_string());
    assert!(matches!(own.create_file(&path), Err(TransferError::File(_))), "it is not replaced");
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o644)).expect("a mode");
    assert!(matches!(TransferIdentity::read(&path), Err(TransferError::File(FileError::OpenToOthers { .. }))));
    let other = folder.path().join("other");
    private_file::create(&other, b"nothing\n").expect("a file");
    assert!(matches!(TransferIdentity::read(&other), Err(TransferError::NotAnIdentity(_))));
}

#[test]
fn the_keys_of_a_node_are_the_same_under_another_passphrase() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (passphrase("the first node's"), passphrase("the second node's"));
    let from = SealedFolder::create(&folder.path().join("a"), &first, Work::GENERATED).expect("a folder");
    KeyRing::from_seeds([&[1; 32], &[2; 32]]).expect("keys").put_into(&from).expect("keys");
    StatusKeys::new(StatusDay(20_000), StatusKey::new([3; 32])).save(&from).expect("status keys");
    let keys = NodeKeys::read(&from.unlock(&first).expect("it opens")).expect("keys");

    let to = SealedFolder::create(&folder.path().join("b"), &second, Work::GENERATED).expect("a folder");
    NodeKeys::new(keys.keys().to_vec(), keys.status_keys().to_vec()).write(&to).expect("keys");
    assert!(to.clone().unlock(&first).is_err());
    let to = to.unlock(&second).expect("it opens");
    let expected = KeyRing::from_seeds([&[1; 32], &[2; 32]]).expect("keys").kids();
    assert_eq!(KeyRing::open(&to).expect("keys").kids(), expected);
    let status_keys = StatusKeys::load(&to).expect("status keys");
    assert_eq!(status_keys, StatusKeys::new(StatusDay(20_000), StatusKey::new([3; 32])));
    let strange = NodeKeys::new(vec![("../x".to_owned(), vec![1])], keys.status_keys().to_vec());
    assert!(matches!(strange.write(to.folder()), Err(NodeKeysError::NotAKid(_))));
    let damaged = NodeKeys::new(Vec::new(), b"{}".to_vec());
    assert!(matches!(damaged.write(to.folder()), Err(NodeKeysError::StatusKeys(_))));
}

#[test]
fn of_the_keys_of_another_node_those_are_taken_that_are_wanted_and_are_what_their_names_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = passphrase("the other node's");
    let to = SealedFolder::create(&folder.path().join("a"), &own, Work::GENERATED).expect("a folder");
    let ring = KeyRing::from_seeds([&[1; 32], &[2; 32]]).expect("keys");
    let kids = ring.kids();
    let document = |kid: Kid| ring.document(kid).expect("a document").to_vec();
    let keys: Vec<_> = kids.iter().map(|kid| (kid.to_string(), document(*kid))).collect();
    let taken = NodeKeys::new(keys, Vec::new()).write_wanted(|kid| kid == kids[1], &to).expect("keys");
    assert_eq!((taken, to.kids().expect("kids")), (vec![kids[1]], vec![kids[1]]));
    // The other one under its name: none is put.
    let swapped = vec![(kids[0].to_string(), document(kids[0])), (kids[1].to_string(), document(kids[0]))];
    let refused = NodeKeys::new(swapped, Vec::new()).write_wanted(|_| true, &to);
    assert!(matches!(refused, Err(NodeKeysError::OtherKey(kid)) if kid == kids[1]), "{refused:?}");
    assert_eq!(to.kids().expect("kids"), [kids[1]]);
}
