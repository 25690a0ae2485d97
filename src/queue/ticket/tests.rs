use haetae_core::UnixTime;
use haetae_core::queue::{Draw, TICKET_CHARACTERS};
use proptest::prelude::*;

use super::*;

fn key(number: u8) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &[number; 32])
}

fn verified(text: &str) -> Result<Ticket, TicketError> {
    verify(&UnverifiedTicket::parse(text)?, &key(1))
}

prop_compose! {
    fn ticket()(room: u32, second in 0..=UnixTime::MAX.seconds(), draw: u64, keys: [u8; 32]) -> Ticket {
        Ticket { room, arrival: UnixTime::saturating_new(second), draw: Draw(draw), keys }
    }
}

proptest! {
    #[test]
    fn every_ticket_comes_back_as_it_was_made(ticket in ticket()) {
        let text = seal(&ticket, &key(1));
        prop_assert_eq!(text.len(), TICKET_CHARACTERS);
        prop_assert_eq!(UnverifiedTicket::parse(&text).map(|read| read.claims), Ok(ticket));
        prop_assert_eq!(verified(&text), Ok(ticket));
        let read = UnverifiedTicket::parse(&text).expect("a form");
        prop_assert_eq!(verify(&read, &key(2)), Err(TicketError::Forged));
    }

    #[test]
    fn a_ticket_with_another_character_is_none(ticket in ticket(), place in 0..TICKET_CHARACTERS, other in "[A-Za-z0-9_-]") {
        let text = seal(&ticket, &key(1));
        let mut changed = text.clone();
        changed.replace_range(place..=place, &other);
        prop_assume!(changed != text);
        prop_assert!(verified(&changed).is_err());
    }

    #[test]
    fn a_rank_never_gets_worse_when_the_opening_moves_before_it_has_come(
        (mine, other) in (ticket(), ticket()), moved in any::<u32>(), first in any::<u32>(),
    ) {
        // Both came before either opening: the order of the two stays as it was drawn.
        let latest = mine.arrival.max(other.arrival);
        let (before, after) = (latest.saturating_add(first.into()), latest.saturating_add(moved.into()));
        let order = |opens| mine.rank(opens).cmp(&other.rank(opens));
        prop_assert_eq!(order(before), order(after));
    }

    #[test]
    fn no_text_is_too_strange(text in ".{0,120}") {
        let _ = verified(&text);
    }
}

#[test]
fn each_way_of_being_wrong_has_an_error_of_its_own() {
    let ticket = Ticket { room: 1, arrival: UnixTime::saturating_new(1_000), draw: Draw(7), keys: [3; 32] };
    let text = seal(&ticket, &key(1));
    let with = |place: usize, byte: u8| {
        let mut bytes = Base64UrlUnpadded::decode_vec(&text).expect("base64url");
        bytes[place] = byte;
        Base64UrlUnpadded::encode_string(&bytes)
    };
    assert_eq!(verified(""), Err(TicketForm::Length.into()));
    assert_eq!(verified(&text[1..]), Err(TicketForm::Length.into()));
    assert_eq!(verified(&format!("{text}A")), Err(TicketForm::Length.into()));
    assert_eq!(verified(&format!("{}=", &text[1..])), Err(TicketForm::Characters.into()));
    assert_eq!(verified(&format!("+{}", &text[1..])), Err(TicketForm::Characters.into()));
    assert_eq!(verified(&with(0, b'P')), Err(TicketForm::Version.into()));
    assert_eq!(verified(&with(1, 2)), Err(TicketForm::Version.into()));
    assert_eq!(verified(&with(6, 0xff)), Err(TicketForm::Second.into()));
    for place in [5, 11, 12, 20, 51, 52, 74] {
        assert_eq!(verified(&with(place, 0xaa)), Err(TicketError::Forged), "{place}");
    }
}

#[test]
fn the_form_of_a_ticket_stays() {
    let ticket = Ticket {
        room: 7,
        arrival: UnixTime::saturating_new(1_626_692_400),
        draw: Draw(0x0123_4567_89ab_cdef),
        keys: [9; 32],
    };
    let bytes = Base64UrlUnpadded::decode_vec(&seal(&ticket, &key(1))).expect("base64url");
    assert_eq!(hex::encode(&bytes[..20]), "5401000000070000".to_owned() + "60f55b30" + "0123456789abcdef");
    assert_eq!(bytes[20..52], [9; 32]);
}

#[test]
fn a_digest_of_keys_has_one_form() {
    let text = Base64UrlUnpadded::encode_string(&[5; 32]);
    assert_eq!(KeysDigest::parse(&text), Some(KeysDigest([5; 32])));
    let unused_bits = format!("{}F", &text[..42]);
    for wrong in ["", &text[1..], &format!("{text}A"), &format!("{text}="), &unused_bits] {
        assert_eq!(KeysDigest::parse(wrong), None, "{wrong}");
    }
}
