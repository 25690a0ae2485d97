//! The drawing of keys of which those that sign are made somewhere else: inside a token.

use haetae_core::{PublicKey, Role, TrustList, TrustedKey};

use super::drawing::{self, DrawError, Drawn, DrawnKey};
use super::pace::{self, Pace, PassTerms, Span};
use crate::random::Random;

impl Drawn {
    /// Draws the keys of a span as [`Drawn::draw`] does, but for those that issuing nodes sign with, which `make` makes one by one.
    /// Their spares are drawn, and so are the day keys of visits.
    ///
    /// # Errors
    ///
    /// What `make` fails with, and [`DrawError`].
    pub fn around<E: From<DrawError>>(
        terms: &PassTerms,
        span: Span,
        list: Option<&TrustList>,
        random: &mut dyn Random,
        mut make: impl FnMut() -> Result<PublicKey, E>,
    ) -> Result<Self, E> {
        let mut keys = Vec::new();
        for pace in pace::all(terms) {
            for window in pace.windows(span, list) {
                if pace.role == Role::Visits {
                    keys.extend(drawing::of_window(&pace, window, random)?);
                } else {
                    keys.extend(with_spare(&pace, window, make()?, random)?);
                }
            }
        }
        Ok(Self { keys })
    }

    /// How many keys [`Drawn::around`] has made elsewhere.
    pub fn count_around(terms: &PassTerms, span: Span, list: Option<&TrustList>) -> usize {
        let signing = pace::all(terms).into_iter().filter(|pace| pace.role != Role::Visits);
        signing.map(|pace| pace.windows(span, list).len()).sum()
    }
}

/// The key of a window and its spare. The spare is the one with the higher kid, so it is drawn until it is: twice or thrice for
/// most keys.
fn with_spare(pace: &Pace, window: Span, key: PublicKey, random: &mut dyn Random) -> Result<[DrawnKey; 2], DrawError> {
    let (spare, document) = loop {
        let drawn = drawing::draw_key(&pace.role, random)?;
        if drawn.0.kid() > key.kid() {
            break drawn;
        }
    };
    let trusted = |key| TrustedKey { key, from: window.from, until: window.until, role: pace.role.clone() };
    Ok([
        DrawnKey { trusted: trusted(key), spare: false, document: None },
        DrawnKey { trusted: trusted(spare), spare: true, document: Some(document) },
    ])
}
