//! What a phone signs and shows. The vectors have no phone's key, but they have what phones have shown: the same pass
//! at the same time must give the same bytes, with the same signature the same text.

use anyhow::{Context as _, Result, ensure};
use haetae_core::{Challenge, base45};
use minicbor::{Decoder, Encoder};
use serde_json::{Value, json};

use super::member;
use crate::conformance::results::{Case, CaseResult, in_words};
use crate::conformance::subject::{NoAnswer, Subject};
use crate::conformance::vectors::{CheckCase, CheckScanner};

const LIVE: &str = "HP1:";
const PASS: &str = "HT1:";

/// The order of P-256: s and n - s are both right, and only the lower one is shown.
const N: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7,
    0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// A code that a phone has shown, taken apart.
struct Shown {
    pass: String,
    at: u64,
    challenge: Option<String>,
    to_be_signed: Vec<u8>,
    signature: Vec<u8>,
    is_p256: bool,
}

/// The live codes of the vectors that are admitted, those that answer one of several challenges aside: nobody can see
/// which.
pub(super) fn phones(subject: &mut Subject, scanner: &CheckScanner) -> Vec<Case> {
    let mut cases = Vec::new();
    let admitted = |case: &&CheckCase| case.verdict.starts_with("admit");
    for case in scanner.cases.iter().filter(admitted).filter(|case| case.qr.starts_with(LIVE)) {
        let shown = match taken_apart(case) {
            Ok(Some(shown)) => shown,
            Ok(None) => continue,
            Err(error) => {
                let failed = CaseResult::Failed { expected: "a live code".to_owned(), got: format!("{error:#}") };
                cases.push(named(&case.name, "the vector itself cannot be read", failed));
                continue;
            }
        };
        cases.extend(presented(subject, case, &shown));
    }
    cases.extend(refused(subject, scanner));
    cases
}

fn presented(subject: &mut Subject, case: &CheckCase, shown: &Shown) -> Vec<Case> {
    let words = in_words(&case.name);
    let asked = |signature: Option<&[u8]>| {
        let mut members = json!({ "pass": shown.pass, "at": shown.at });
        if let Some(challenge) = &shown.challenge {
            members["challenge"] = json!(challenge);
        }
        if let Some(signature) = signature {
            members["signature"] = json!(hex::encode(signature));
        }
        members
    };
    let bytes = subject.ask("to_be_signed", asked(None)).and_then(|answer| member(&answer, "bytes"));
    let signed = CaseResult::of_answer(hex::encode(&shown.to_be_signed), bytes);
    let text = subject.ask("present", asked(Some(&shown.signature))).and_then(|answer| member(&answer, "text"));
    let mut cases = vec![
        named(&format!("{}/signed", case.name), &format!("{words}: what the phone's key signs"), signed),
        named(
            &format!("{}/shown", case.name),
            &format!("{words}: what is shown then"),
            CaseResult::of_answer(&case.qr, text),
        ),
    ];
    if let Some(high) = other_s(shown) {
        let text = subject.ask("present", asked(Some(&high))).and_then(|answer| member(&answer, "text"));
        let reason = format!("{words}: a phone's hardware returns either s, and the lower one is shown");
        cases.push(named(&format!("{}/high-s", case.name), &reason, CaseResult::of_answer(&case.qr, text)));
    }
    cases
}

/// What no phone can show.
fn refused(subject: &mut Subject, scanner: &CheckScanner) -> Vec<Case> {
    let first = |prefix: &str| {
        let mut admitted = scanner.cases.iter().filter(|case| case.verdict.starts_with("admit"));
        admitted.find(|case| case.qr.starts_with(prefix))
    };
    let (Some(paper), Some(live)) = (first(PASS), first(LIVE)) else { return Vec::new() };
    let at = live.now;
    let Ok(Some(shown)) = taken_apart(live) else { return Vec::new() };
    let bad = [
        ("paper", "a paper pass has no holder key", "to_be_signed", json!({ "pass": paper.qr, "at": at })),
        ("live-code", "a live code is no pass", "to_be_signed", json!({ "pass": live.qr, "at": at })),
        ("no-pass", "a text that is no pass", "to_be_signed", json!({ "pass": "HT1:00", "at": at })),
        (
            "no-challenge",
            "a challenge of three bytes: it has 8 to 16",
            "to_be_signed",
            json!({ "pass": shown.pass, "at": at, "challenge": format!("HQ1:{}", base45::encode(&[1, 2, 3])) }),
        ),
        (
            "short-signature",
            "a signature of 63 bytes",
            "present",
            json!({ "pass": shown.pass, "at": at, "signature": "00".repeat(63) }),
        ),
    ];
    let case = |(name, reason, what, members): (&str, &str, &str, Value)| {
        let result = match subject.ask(what, members) {
            Ok(answer) => CaseResult::of("an error", Value::Object(answer).to_string()),
            Err(NoAnswer::Error(_)) => CaseResult::Passed,
            Err(other) => CaseResult::of_answer("an error", Err(other)),
        };
        named(&format!("refused/{name}"), reason, result)
    };
    bad.into_iter().map(case).collect()
}

fn named(name: &str, reason: &str, result: CaseResult) -> Case {
    Case { name: name.to_owned(), reason: reason.to_owned(), result }
}

/// `None` where it answers one of several challenges.
fn taken_apart(case: &CheckCase) -> Result<Option<Shown>> {
    let body = case.qr.strip_prefix(LIVE).context("no live code")?;
    let bytes = base45::decode(body).ok().context("no base45")?;
    let mut decoder = Decoder::new(&bytes);
    decoder.tag()?;
    ensure!(decoder.array()? == Some(4), "no COSE_Sign1");
    let protected = decoder.bytes()?;
    decoder.skip()?;
    let payload = decoder.bytes()?;
    let signature = decoder.bytes()?.to_vec();

    let mut header = Decoder::new(protected);
    header.map()?;
    header.u8()?;
    let is_p256 = header.i8()? == -9;
    header.u8()?;
    let pass = protected.get(header.position()..).context("no pass in it")?;
    let mut claims = Decoder::new(payload);
    let is_challenged = claims.map()? == Some(2);
    claims.u8()?;
    let at = claims.u64()?;

    let challenge = match (is_challenged, case.challenges.as_slice()) {
        (false, _) => None,
        (true, [challenge]) => Some(Challenge::parse_hex(challenge).context("no challenge")?),
        (true, _) => return Ok(None),
    };
    let mut context = b"haetae presentation v1".to_vec();
    if let Some(challenge) = &challenge {
        context.push(0);
        context.extend(challenge.as_bytes());
    }
    let mut to_be_signed = Encoder::new(Vec::new());
    to_be_signed.array(4)?.str("Signature1")?.bytes(protected)?.bytes(&context)?.bytes(payload)?;
    Ok(Some(Shown {
        pass: format!("{PASS}{}", base45::encode(pass)),
        at,
        challenge: challenge.map(|challenge| challenge.text()),
        to_be_signed: to_be_signed.into_writer(),
        signature,
        is_p256,
    }))
}

/// The signature with n - s in the place of s, of P-256.
fn other_s(shown: &Shown) -> Option<Vec<u8>> {
    let (r, s) = shown.signature.split_at_checked(32)?;
    let s: &[u8; 32] = s.try_into().ok()?;
    let mut other = *s;
    let mut borrow = false;
    for (digit, order) in other.iter_mut().zip(N).rev() {
        let (difference, under) = order.overflowing_sub(*digit);
        let (difference, under_again) = difference.overflowing_sub(u8::from(borrow));
        *digit = difference;
        borrow = under || under_again;
    }
    shown.is_p256.then(|| [r, &other].concat())
}
