use std::os::unix::fs::PermissionsExt as _;

use haetae_keys::RandomUnavailable;

use super::*;

fn key(byte: u8) -> NameKey {
    NameKey::new(&[byte; 32])
}

#[test]
fn a_name_is_the_same_however_it_is_typed() {
    let same: [&[&str]; 6] = [
        &["김민수", "김 민수", "\u{1100}\u{1175}\u{11B7}민수", "김민수\u{200B}", "\u{FEFF}김민수"],
        &["Hans Müller", "MÜLLER Hans", "hans  muller", "Hans Mu\u{308}ller"],
        &["Anne-Marie O'Brien", "Anne Marie O’Brien", "anne\u{2010}marie OBrien", "O\u{2BC}Brien, Anne Marie"],
        &["Strauß", "STRAUSS"],
        &["John B. Doe", "John B Doe", "Ｊｏｈｎ Ｂ Ｄｏｅ"],
        &["Ștefan Țurcanu", "Stefan Turcanu", "S\u{326}tefan Ţurcanu"],
    ];
    for names in same {
        let hashes: Vec<_> = names.iter().map(|name| key(1).hash(name)).collect();
        assert!(hashes.iter().all(|hash| hash.is_some() && *hash == hashes[0]), "{names:?}");
    }
}

#[test]
fn another_name_is_another_hash_though_its_mask_is_the_same() {
    for (left, right) in [
        ("김민수", "김현수"),
        ("김민수", "수민김"),
        ("Hans Müller", "Heinz Müller"),
        ("Hans Müller", "Hans Mueller"),
        ("たかし", "たがし"),
        ("이산", "이신"),
    ] {
        assert_ne!(key(1).hash(left), key(1).hash(right), "{left} {right}");
    }
    assert_ne!(key(1).hash("김민수"), key(2).hash("김민수"), "the key counts");
    assert_ne!(key(1).check(), key(2).check());
    for hidden in ["김*수", "J* D*", "", "*", " - "] {
        assert_eq!(key(1).hash(hidden), None, "{hidden:?}");
    }
    assert!(!format!("{:?} {:?}", key(1), key(1).hash("김민수")).contains("17"), "nothing of it is printed");
}

#[test]
fn a_hash_survives_being_written() {
    let hash = key(3).hash("김민수");
    let text = serde_json::to_string(&hash).expect("JSON");
    assert_eq!(serde_json::from_str::<Option<NameHash>>(&text).expect("JSON"), hash);
}

#[test]
fn the_key_is_made_once_for_its_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("names.key");
    let mut random = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok(())
    };
    let made = NameKey::open(&path, &mut random).expect("a key");
    assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    let mut none = |_: &mut [u8]| Err(RandomUnavailable);
    assert_eq!(NameKey::open(&path, &mut none).expect("the same key").check(), made.check());
    assert_eq!(made.check(), key(7).check());
    assert!(matches!(NameKey::open(&folder.path().join("other"), &mut none), Err(NameKeyError::Make(_))));

    std::fs::write(&path, "not a key\n").expect("a file");
    assert!(matches!(NameKey::open(&path, &mut none), Err(NameKeyError::Unfit(_))));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("chmod");
    assert!(matches!(NameKey::open(&path, &mut none), Err(NameKeyError::File(_))));
}
