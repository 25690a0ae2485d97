use alloc::format;
use alloc::string::String;

use haetae_core::{Renewal, Standing};

/// What a phone should do about its passes, as JSON: how each stands, when to ask for others, and what to remember of
/// that.
pub(super) fn planned(renewal: &Renewal) -> String {
    let mut passes = String::new();
    for standing in &renewal.standings {
        passes.push_str(if passes.is_empty() { "" } else { "," });
        passes.push_str(&stood(*standing));
    }
    let asked = renewal.asked.map(|asked| format!(r#","asked":"{asked}""#)).unwrap_or_default();
    format!(r#"{{"passes":[{passes}],"at":{}{asked}}}"#, renewal.at.seconds())
}

/// Its name; of a pass of a withdrawn key, from when on it is refused too.
fn stood(standing: Standing) -> String {
    let name = standing.as_str();
    match standing {
        Standing::Withdrawn(from) => format!(r#"{{"standing":"{name}","from":{}}}"#, from.seconds()),
        _ => format!(r#"{{"standing":"{name}"}}"#),
    }
}

#[cfg(test)]
mod tests {
    use haetae_core::{Asked, UnixTime};

    use super::*;

    #[test]
    fn a_standing_is_told_by_its_name_and_a_withdrawn_key_with_its_time() {
        let from = UnixTime::saturating_new(1_792_254_257);
        let renewal = |standings| planned(&Renewal { standings, at: from, asked: None });
        assert_eq!(renewal(Vec::new()), r#"{"passes":[],"at":1792254257}"#);
        let asked = Asked::parse("00112233445566ff-3-1792254257");
        assert_eq!(
            planned(&Renewal { standings: vec![Standing::Revoked], at: from, asked }),
            r#"{"passes":[{"standing":"revoked"}],"at":1792254257,"asked":"00112233445566ff-3-1792254257"}"#
        );
        assert_eq!(
            renewal(vec![Standing::Good, Standing::Withdrawn(from)]),
            r#"{"passes":[{"standing":"good"},{"standing":"withdrawn","from":1792254257}],"at":1792254257}"#
        );
    }
}
