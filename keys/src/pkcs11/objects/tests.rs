use super::*;

const POINT: [u8; 32] = [7; 32];

fn with_point(prefix: &[u8]) -> [Attribute; 1] {
    [Attribute::EcPoint([prefix, &POINT].concat())]
}

#[test]
fn a_point_is_read_in_each_of_its_three_forms() {
    for prefix in [&[][..], &[0x04, 32], &[0x03, 33, 0]] {
        assert_eq!(point_of(&with_point(prefix)), Some(PublicKey::Ed25519(POINT)), "{prefix:?}");
    }
    for prefix in [&[0x04][..], &[0x04, 33], &[0x03, 33, 1], &[0x05, 32]] {
        assert_eq!(point_of(&with_point(prefix)), None, "{prefix:?}");
    }
    assert_eq!(point_of(&[Attribute::EcPoint(Vec::new())]), None);
    assert_eq!(point_of(&[]), None);
}

#[test]
fn a_key_is_ours_if_its_id_is_its_kid() {
    let kid = PublicKey::Ed25519(POINT).kid();
    let [point] = with_point(&[]);
    assert_eq!(key_of(&[Attribute::Id(kid.0.to_vec()), point.clone()]), Some((kid, PublicKey::Ed25519(POINT))));
    assert_eq!(key_of(&[Attribute::Id(vec![1]), point.clone()]), None);
    assert_eq!(key_of(&[point]), None);
}
