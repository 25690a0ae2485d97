//! Generates keys of which those that sign are made elsewhere: inside a token.

use haetae_core::{PublicKey, Role, TrustList, TrustedKey};

use super::generating::{self, GenerateError, GeneratedKey, GeneratedKeys};
use super::schedule::{self, PassConfig, Schedule, Span};
use crate::random::Random;

impl GeneratedKeys {
    /// Generates the keys of a span as [`GeneratedKeys::generate`] does, except those that issuing nodes sign with,
    /// which `make` makes one by one. Their spares are generated, and so are the day keys of visits.
    ///
    /// # Errors
    ///
    /// The errors of `make`, and [`GenerateError`].
    pub fn with_signing_keys<E: From<GenerateError>>(
        config: &PassConfig,
        span: Span,
        list: Option<&TrustList>,
        random: &mut dyn Random,
        mut make: impl FnMut() -> Result<PublicKey, E>,
    ) -> Result<Self, E> {
        let mut keys = Vec::new();
        for schedule in schedule::all(config) {
            for window in schedule.windows(span, list) {
                if schedule.role == Role::Visits {
                    keys.extend(generating::of_window(&schedule, window, random)?);
                } else {
                    keys.extend(with_spare(&schedule, window, make()?, random)?);
                }
            }
        }
        Ok(Self { keys })
    }

    /// How many keys [`GeneratedKeys::with_signing_keys`] has made elsewhere.
    pub fn count_signing_keys(config: &PassConfig, span: Span, list: Option<&TrustList>) -> usize {
        let signing = schedule::all(config).into_iter().filter(|schedule| schedule.role != Role::Visits);
        signing.map(|schedule| schedule.windows(span, list).len()).sum()
    }
}

/// The key of a window and its spare. The spare is the one with the higher kid, so it is generated again until this
/// holds: two or three times for most keys.
fn with_spare(
    schedule: &Schedule,
    window: Span,
    key: PublicKey,
    random: &mut dyn Random,
) -> Result<[GeneratedKey; 2], GenerateError> {
    let (spare, document) = loop {
        let generated = generating::generate_key(&schedule.role, random)?;
        if generated.0.kid() > key.kid() {
            break generated;
        }
    };
    let trusted = |key| TrustedKey { key, from: window.from, until: window.until, role: schedule.role.clone() };
    Ok([
        GeneratedKey { trusted: trusted(key), spare: false, document: None },
        GeneratedKey { trusted: trusted(spare), spare: true, document: Some(document) },
    ])
}
