use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::attestation::{Attestation, Chains};
use crate::http::problem::{Problem, ProblemCode};

/// What the phone's platform says about the holder keys, where the operator accepts or requires it.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "format", deny_unknown_fields)]
#[schema(as = Attestation)]
pub(super) enum AttestationJson {
    /// Android Key Attestation: a chain of certificates for each holder key
    #[serde(rename = "android-key")]
    AndroidKey {
        /// Certificates in DER and base64url, each once
        #[schema(min_items = 1)]
        certificates: Vec<String>,
        /// For each holder key, in their order, the places in `certificates` of its chain, from 0, the leaf first
        #[schema(min_items = 1, max_items = 28, example = json!([[0, 2, 3, 4], [1, 2, 3, 4]]))]
        #[serde(deserialize_with = "places")]
        chains: Vec<Vec<usize>>,
    },
    /// Apple App Attest: one attestation whose client data is the `keys` of the assertion
    #[serde(rename = "apple-appattest")]
    AppleAppAttest {
        /// The attestation object (CBOR) in base64url
        object: String,
    },
}

impl AttestationJson {
    /// The attestation, decoded and not yet verified.
    pub(super) fn decode(self) -> Result<Attestation, Problem> {
        Ok(match self {
            Self::AndroidKey { certificates, chains } => {
                let certificates =
                    certificates.iter().map(|text| bytes(text, "A certificate")).collect::<Result<_, _>>()?;
                Attestation::AndroidKey(Chains { certificates, chains })
            }
            Self::AppleAppAttest { object } => Attestation::AppleAppAttest(bytes(&object, "The object")?),
        })
    }
}

/// Places from 0. JSON has one kind of number: `2.0` is 2 (JSON Schema, section 6.1.1).
fn places<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<usize>>, D::Error> {
    let place = |number: f64| {
        let is_place = number.fract() == 0.0 && number >= 0.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number; one that is too large is nowhere"
        )]
        is_place.then_some(number as usize).ok_or_else(|| D::Error::custom("a place is a whole number from 0 on"))
    };
    let chains = Vec::<Vec<f64>>::deserialize(deserializer)?;
    chains.into_iter().map(|chain| chain.into_iter().map(place).collect()).collect()
}

fn bytes(text: &str, what: &str) -> Result<Vec<u8>, Problem> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| {
        let detail = format!("{what} of the attestation is not base64url without padding.");
        Problem::new(ProblemCode::AttestationInvalid, detail)
    })
}
