use haetae_core::{PassClaims, pass_text};
use haetae_ffi::{CoreError, NoOutlook, Outlook, PaperStanding, paper_outlook, paper_standing};
use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, NOW, at, claims};
use haetae_testkit::phone::HolderPair;

use crate::wallet::{confirmed, door};

#[test]
fn a_paper_pass_stands_as_a_door_would_find_it() {
    let authority = Authority::default();
    let phone = HolderPair::ed25519(50);
    let of = || PassClaims { holder_key: None, ..claims(&phone, 3) };
    let genuine = pass_text(&authority.paper.issue(&of()));
    let foreign = pass_text(&authority.phones.issue(&of()));
    let unknown = pass_text(&Signer::new(77).issue(&of()));
    let later = pass_text(&authority.paper.issue(&PassClaims { not_before: at(NOW + 60), ..of() }));
    let expires = of().expires.seconds();
    for (text, now, standing) in [
        (&genuine, NOW, PaperStanding::Good),
        (&later, NOW, PaperStanding::NotYet),
        (&genuine, expires, PaperStanding::Expired),
        (&foreign, NOW, PaperStanding::NotGenuine),
        (&unknown, NOW, PaperStanding::Unchecked),
    ] {
        let found = paper_standing(Some(door(&authority)), text, now.cast_signed());
        assert_eq!(found, Ok(Some(standing)), "{now}");
    }
    // A phone without trust data knows the end alone.
    assert_eq!(paper_standing(None, &genuine, NOW.cast_signed()), Ok(Some(PaperStanding::Unchecked)));
    assert_eq!(paper_standing(None, &genuine, expires.cast_signed()), Ok(Some(PaperStanding::Expired)));

    let on_phone = pass_text(&authority.phones.issue(&claims(&phone, 3)));
    for text in ["HT1:NO", &on_phone] {
        assert_eq!(paper_standing(Some(door(&authority)), text, NOW.cast_signed()), Ok(None));
        assert_eq!(paper_outlook(door(&authority), text, confirmed(NOW)), None);
    }
    assert_eq!(paper_standing(None, &genuine, -1), Err(CoreError::Time(-1)));
    let no_rules = Outlook::Unknown { why: NoOutlook::NoRules };
    assert_eq!(paper_outlook(door(&authority), &genuine, confirmed(NOW)), Some(no_rules));
}
