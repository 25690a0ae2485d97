//! Custody in a hardware module, against SoftHSM.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, thread};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::object::{Attribute, AttributeType, ObjectClass};
use cryptoki::session::{Session, UserType};
use ed25519_dalek::VerifyingKey;
use haetae_core::{Kid, PublicKey};
use haetae_keys::{Custody as _, CustodyError, TokenCustody, TokenError};
use haetae_testkit::token::{CONFIGURATION, LABEL, MODULE, PIN, TokenFolder};
use zeroize::Zeroizing;

/// Runs a test in a process of its own, whose environment names a new token.
/// In that process it says where the tokens are.
fn with_a_token(test: &str) -> Option<PathBuf> {
    if let Some(configuration) = env::var_os(CONFIGURATION) {
        return Path::new(&configuration).parent().map(|folder| folder.join("tokens"));
    }
    let token = TokenFolder::make();
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture"]).env(CONFIGURATION, token.configuration());
    let output = command.output().expect("it starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.contains("1 passed"), "there is no test {test}: {printed}");
    assert!(token.tokens().exists());
    None
}

fn open_with(pin: &str) -> Result<TokenCustody, TokenError> {
    TokenCustody::open(Path::new(MODULE), LABEL, &Zeroizing::new(pin.to_owned()))
}

fn open() -> TokenCustody {
    open_with(PIN).expect("the token opens")
}

/// The same token, through the library alone.
fn session() -> Session {
    let library = Pkcs11::new(MODULE).expect("a module");
    // It may run already.
    let _ = library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK));
    let slots = library.get_slots_with_token().expect("slots");
    let slot = slots.into_iter().find(|slot| library.get_token_info(*slot).expect("a token").label() == LABEL);
    let session = library.open_rw_session(slot.expect("the token")).expect("a session");
    // It may be logged in already.
    let _ = session.login(UserType::User, Some(&PIN.into()));
    session
}

fn verifies(public: PublicKey, message: &[u8], signature: &[u8; 64]) -> bool {
    let PublicKey::Ed25519(bytes) = public else { panic!("an Ed25519 key") };
    VerifyingKey::from_bytes(&bytes).expect("a point").verify_strict(message, &(*signature).into()).is_ok()
}

#[test]
fn a_key_is_made_inside_and_signs_the_same_bytes_each_time() {
    if with_a_token("a_key_is_made_inside_and_signs_the_same_bytes_each_time").is_none() {
        return;
    }
    let token = open();
    assert!(token.kids().is_empty());
    let generated: Vec<(Kid, PublicKey)> = (0..3).map(|_| token.generate().expect("a key")).collect();
    let mut kids: Vec<Kid> = generated.iter().map(|(kid, _)| *kid).collect();
    kids.sort();
    assert_eq!(token.kids(), kids);
    for (kid, public) in generated {
        assert_eq!((public.kid(), token.public_key(kid)), (kid, Some(public)));
        let signature = token.sign(kid, b"message").expect("a signature");
        assert!(verifies(public, b"message", &signature));
        assert_eq!(token.sign(kid, b"message"), Ok(signature));
        assert_ne!(token.sign(kid, b"another"), Ok(signature));
    }
    let other = Kid([0; 8]);
    assert_eq!(token.sign(other, b"message"), Err(CustodyError::NotHeld(other)));
    let again = open();
    assert_eq!(again.kids(), kids, "they stay");
    assert!(!format!("{token:?}").contains(PIN), "{token:?}");
}

#[test]
fn a_key_cannot_be_read_or_leave() {
    if with_a_token("a_key_cannot_be_read_or_leave").is_none() {
        return;
    }
    let (kid, _) = open().generate().expect("a key");
    let session = session();
    let found = session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)]).expect("objects");
    let [key] = found[..] else { panic!("one private key: {found:?}") };
    let asked = [AttributeType::Sensitive, AttributeType::Extractable, AttributeType::Id, AttributeType::Value];
    let attributes = session.get_attributes(key, &asked).expect("attributes");
    assert!(attributes.iter().any(|attribute| matches!(attribute, Attribute::Sensitive(true))), "{attributes:?}");
    assert!(attributes.iter().any(|attribute| matches!(attribute, Attribute::Extractable(false))), "{attributes:?}");
    assert!(
        attributes.iter().any(|attribute| matches!(attribute, Attribute::Id(id) if *id == kid.0)),
        "{attributes:?}"
    );
    assert!(!attributes.iter().any(|attribute| matches!(attribute, Attribute::Value(_))), "{attributes:?}");
    for made_weaker in [Attribute::Extractable(true), Attribute::Sensitive(false)] {
        assert!(session.update_attributes(key, std::slice::from_ref(&made_weaker)).is_err(), "{made_weaker:?}");
    }
}

#[test]
fn many_threads_share_few_sessions() {
    if with_a_token("many_threads_share_few_sessions").is_none() {
        return;
    }
    let token = open();
    let keys: Vec<(Kid, PublicKey)> = (0..2).map(|_| token.generate().expect("a key")).collect();
    thread::scope(|scope| {
        for thread in 0..24_usize {
            let (token, (kid, public)) = (&token, keys[thread % keys.len()]);
            scope.spawn(move || {
                for round in 0..20 {
                    let message = format!("{thread} {round}");
                    let signature = token.sign(kid, message.as_bytes()).expect("a signature");
                    assert!(verifies(public, message.as_bytes(), &signature), "{message}");
                }
            });
        }
    });
}

#[test]
fn a_token_that_goes_away_pauses_signing_until_it_is_back() {
    let Some(tokens) = with_a_token("a_token_that_goes_away_pauses_signing_until_it_is_back") else { return };
    let token = open();
    let (kid, _) = token.generate().expect("a key");
    let before = token.sign(kid, b"message").expect("a signature");
    let away = tokens.with_extension("away");
    for _ in 0..2 {
        fs::rename(&tokens, &away).expect("moved");
        fs::create_dir(&tokens).expect("an empty folder");
        for _ in 0..2 {
            let error = token.sign(kid, b"message").expect_err("no token");
            assert!(matches!(&error, CustodyError::Unavailable { kid: named, .. } if *named == kid), "{error}");
            assert!(error.to_string().contains("the token haetae tests is not there"), "{error}");
        }
        // An empty folder of tokens may be an empty answer or none.
        let _ = token.refresh();
        assert_eq!(token.kids(), [kid], "it stays known whose key this is");
        fs::remove_dir(&tokens).expect("removed");
        fs::rename(&away, &tokens).expect("moved back");
        assert_eq!(token.sign(kid, b"message"), Ok(before));
    }
}

#[test]
fn sessions_that_others_closed_are_opened_again() {
    if with_a_token("sessions_that_others_closed_are_opened_again").is_none() {
        return;
    }
    let token = open();
    let (kid, _) = token.generate().expect("a key");
    let before = token.sign(kid, b"message").expect("a signature");
    session().logout().expect("logged out");
    assert_eq!(token.sign(kid, b"message").as_ref(), Ok(&before));
    Pkcs11::new(MODULE).expect("a module").finalize().expect("stopped");
    assert_eq!(token.sign(kid, b"message"), Ok(before));
}

#[test]
fn a_wrong_pin_is_reported_and_not_tried_again() {
    if with_a_token("a_wrong_pin_is_reported_and_not_tried_again").is_none() {
        return;
    }
    let error = open_with("another pin").expect_err("a wrong PIN");
    assert!(matches!(&error, TokenError::Pin { reason, .. } if reason == "PinIncorrect"), "{error}");
    assert!(!error.to_string().contains("another pin"), "{error}");
    assert!(open_with(PIN).is_ok());
}

#[test]
fn a_missing_token_or_module_is_named() {
    if with_a_token("a_missing_token_or_module_is_named").is_none() {
        return;
    }
    let pin = Zeroizing::new(PIN.to_owned());
    let error = TokenCustody::open(Path::new(MODULE), "another", &pin).expect_err("no such token");
    assert!(matches!(&error, TokenError::Absent(label) if label == "another"), "{error}");
    let error = TokenCustody::open(Path::new("/none.so"), LABEL, &pin).expect_err("no such module");
    assert!(error.to_string().contains("/none.so"), "{error}");
}

#[test]
fn another_key_under_the_same_id_signs_nothing() {
    if with_a_token("another_key_under_the_same_id_signs_nothing").is_none() {
        return;
    }
    let token = open();
    let ((kid, _), (other, _)) = (token.generate().expect("a key"), token.generate().expect("a key"));
    let private = |session: &Session, kid: Kid| {
        let template = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(kid.0.to_vec())];
        session.find_objects(&template).expect("objects")[0]
    };
    let library = session();
    library.destroy_object(private(&library, kid)).expect("destroyed");
    let gone = token.sign(kid, b"message").expect_err("gone");
    assert!(gone.to_string().contains("does not hold this key any more"), "{gone}");
    // The failure closed all sessions of this process.
    let library = session();
    library.update_attributes(private(&library, other), &[Attribute::Id(kid.0.to_vec())]).expect("renamed");
    let error = token.sign(kid, b"message").expect_err("another key");
    assert!(error.to_string().contains("not by the key that its id names"), "{error}");
}
