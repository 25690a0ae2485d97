use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde::Deserialize;
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

fn bytes(text: &str, what: &str) -> Result<Vec<u8>, Problem> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| {
        let detail = format!("{what} of the attestation is not base64url without padding.");
        Problem::new(ProblemCode::AttestationInvalid, detail)
    })
}
