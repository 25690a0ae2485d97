use haetae_core::MAX_BUNDLE_BYTES;

use super::Failure;

/// Reads a bundle from an http(s) address; an answer of more than 64 MiB or of more than 30 seconds is a failure.
pub(super) fn fetch(address: &str) -> Result<Vec<u8>, Failure> {
    // The provider can be chosen only once; choosing the same one again changes nothing.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let fetched = ureq::get(address)
        .config()
        .timeout_global(Some(std::time::Duration::from_secs(30)))
        .build()
        .call()
        .and_then(|mut answer| answer.body_mut().with_config().limit(MAX_BUNDLE_BYTES as u64).read_to_vec());
    fetched.map_err(|error| Failure::from(format!("{address}: {error}")))
}
