//! A partner's word for a citizen. An input that begins like an object is taken as claims, which the partner signs;
//! anything else is the assertion itself.

use haetae::identity::{AssertionError, Requested};
use haetae_core::{PublicKey, keys_digest};
use serde_json::{Value, json};

use crate::Target;
use crate::service::{CITIZEN, NOW, PARTNER, Service};

pub(super) const TARGET: Target = Target {
    name: "assertion",
    promise: "an assertion that is accepted is one that the partner signed, of the citizen whom it names",
    run,
    seeds,
    rounds: 2_000,
};

fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    Service::with(|service| {
        let is_claims = text.starts_with('{');
        let assertion = if is_claims { service.partner.sign(&text) } else { text.to_string() };
        let keys = [service.partner.public];
        let (verifier, digest) = (&service.node.assertions, keys_digest(&keys));
        let signed = service.wait_for(verifier.signed(&assertion, &*service.node.store));
        match signed.and_then(|signed| verifier.verify(&signed, Requested::Passes(&digest), NOW)) {
            Ok(asserted) => {
                let said: Option<Value> = if is_claims { serde_json::from_str(&text).ok() } else { Some(good(&keys)) };
                let said = said.expect("claims in JSON");
                assert_eq!(said["sub"], asserted.subject.as_str());
                assert_eq!(said["keys"], digest);
                assert_eq!(asserted.partner, PARTNER);
                let is_the_partners = is_claims || service.partner.sign(&good(&keys).to_string()) == assertion;
                assert!(is_the_partners, "{assertion} is accepted, and the partner did not sign it");
            }
            Err(AssertionError::Store(error)) => panic!("{error}"),
            Err(error) => assert!(error.to_string().len() < 300, "{error}"),
        }
    });
}

fn good(keys: &[PublicKey]) -> Value {
    let seconds = NOW.seconds();
    json!({
        "iss": PARTNER, "sub": CITIZEN, "aud": "haetae", "iat": seconds, "exp": seconds + 200, "auth_time": seconds,
        "use": "passes", "keys": keys_digest(keys),
    })
}

fn seeds() -> Vec<Vec<u8>> {
    Service::with(|service| {
        let claims = good(&[service.partner.public]);
        let mut of_many = claims.clone();
        of_many["aud"] = json!(["haetae", "another"]);
        of_many["nbf"] = json!(NOW.seconds());
        of_many["iat"] = json!(1_794_729_600.5);
        let texts = [claims.to_string(), of_many.to_string(), service.partner.sign(&claims.to_string())];
        texts.into_iter().map(String::into_bytes).collect()
    })
}
