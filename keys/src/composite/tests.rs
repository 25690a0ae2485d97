use super::*;
use crate::key_ring::KeyRing;

fn ring(seeds: &[[u8; 32]]) -> Arc<KeyRing> {
    Arc::new(KeyRing::from_seeds(seeds).unwrap())
}

/// Holds a key and cannot sign.
#[derive(Debug)]
struct Away(KeyRing);

impl Custody for Away {
    fn kids(&self) -> Vec<Kid> {
        self.0.kids()
    }

    fn public_key(&self, kid: Kid) -> Option<PublicKey> {
        self.0.public_key(kid)
    }

    fn sign(&self, kid: Kid, _message: &[u8]) -> Result<Signature, CustodyError> {
        Err(CustodyError::Unavailable { kid, reason: "it is away".to_owned() })
    }
}

#[test]
fn each_key_is_signed_with_where_it_is() {
    let (one, two) = (ring(&[[1; 32]]), ring(&[[2; 32], [3; 32]]));
    let composite = CompositeCustody::new(vec![one.clone(), two.clone()]).unwrap();
    let all = ring(&[[1; 32], [2; 32], [3; 32]]);
    assert_eq!(composite.kids(), all.kids());
    for kid in all.kids() {
        assert_eq!(composite.public_key(kid), all.public_key(kid));
        assert_eq!(composite.sign(kid, b"message"), all.sign(kid, b"message"));
    }
    assert_eq!(composite.sign(Kid([0; 8]), b"message"), Err(CustodyError::NotHeld(Kid([0; 8]))));
}

#[test]
fn a_backend_that_is_away_is_not_replaced_by_another() {
    let away = Arc::new(Away(KeyRing::from_seeds([&[1; 32]]).unwrap()));
    let kid = away.kids()[0];
    let composite = CompositeCustody::new(vec![away, ring(&[[2; 32]])]).unwrap();
    assert!(
        matches!(composite.sign(kid, b"message"), Err(CustodyError::Unavailable { kid: named, .. }) if named == kid)
    );
}

#[test]
fn a_key_that_is_held_twice_is_refused() {
    let (one, two) = (ring(&[[1; 32]]), ring(&[[2; 32], [1; 32]]));
    let kid = one.kids()[0];
    assert_eq!(CompositeCustody::new(vec![one, two]).unwrap_err(), HeldTwice(kid));
}
