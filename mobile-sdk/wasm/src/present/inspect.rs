use alloc::borrow::ToOwned as _;
use alloc::string::{String, ToString as _};

use haetae_core::{CodeKind, Evidence, Outlook, PaperStanding, Unclear, UnixTime, UnverifiedPass, Verdict, inspect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::outlook;
use super::phone_clock::PhoneTime;
use crate::check::Scanner;
use crate::check::time::time;
use crate::problem::{Problem, json};

/// What is written in a code. Nothing about it has been checked: a wallet shows it to its owner, and nobody opens a
/// door by it.
#[derive(Serialize)]
struct Inspected<'a> {
    kid: String,
    not_before: UnixTime,
    expires: UnixTime,
    paper: bool,
    evidence: &'a [Evidence],
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth: Option<String>,
    status_day: u32,
    status_index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    presented: Option<UnixTime>,
}

/// What the text of a code begins as: `pass`, `presentation`, `challenge`, `series` or `setup`; `undefined` where it is
/// not one of ours.
#[wasm_bindgen(js_name = codeKind)]
pub fn code_kind(text: &str) -> Option<String> {
    CodeKind::of(text).map(|kind| kind.as_str().to_owned())
}

/// What a door would make of a paper pass that a phone keeps, by what is in force for `scanner`: `good`, `unchecked`,
/// `not_yet`, `expired`, `revoked`, `replaced` or `not_genuine`; `undefined` if the text holds no paper pass.
///
/// # Errors
///
/// If `now` is no time.
#[wasm_bindgen(js_name = paperStanding)]
pub fn paper_standing(scanner: &mut Scanner, text: &str, now: f64) -> Result<Option<String>, JsError> {
    let now = time(now)?;
    Ok(standing(text, now, |text| scanner.0.check(text, now)).map(|(_, standing)| standing.as_str().to_owned()))
}

/// Where a paper pass that a phone keeps will do, as `Wallet.outlook` writes it; `undefined` if the text holds no paper
/// pass.
///
/// # Errors
///
/// Never in practice: where the answer cannot be written.
#[wasm_bindgen(js_name = paperOutlook)]
pub fn paper_outlook(scanner: &mut Scanner, text: &str, time: &PhoneTime) -> Result<Option<String>, JsError> {
    let now = time.0.time();
    let Some((pass, standing)) = standing(text, now, |text| scanner.0.check(text, now)) else { return Ok(None) };
    Ok(Some(outlook::written(&Outlook::of_paper(scanner.0.store(), &pass, standing, &time.0))?))
}

/// `paperStanding` on a phone that holds no trust data yet: `unchecked` or `expired`.
///
/// # Errors
///
/// If `now` is no time.
#[wasm_bindgen(js_name = paperStandingUnchecked)]
pub fn paper_standing_unchecked(text: &str, now: f64) -> Result<Option<String>, JsError> {
    let standing = standing(text, time(now)?, |_| Verdict::Unclear(Unclear::TrustExpired));
    Ok(standing.map(|(_, standing)| standing.as_str().to_owned()))
}

/// The paper pass of a text, and how it stands.
fn standing(text: &str, now: UnixTime, check: impl FnOnce(&str) -> Verdict) -> Option<(UnverifiedPass, PaperStanding)> {
    let pass = UnverifiedPass::parse(text).ok()?;
    let claims = inspect::unchecked(&pass).claims;
    if claims.holder_key.is_some() {
        return None;
    }
    let standing = PaperStanding::of(&check(text), claims.expires, now);
    Some((pass, standing))
}

/// What is written in a code, unchecked, as JSON; `undefined` if it holds no pass.
///
/// # Errors
///
/// Never in practice: where the answer cannot be written.
#[wasm_bindgen(js_name = inspect)]
pub fn inspect(text: &str) -> Result<Option<String>, JsError> {
    Ok(inspected(text)?)
}

fn inspected(text: &str) -> Result<Option<String>, Problem> {
    let Ok(pass) = UnverifiedPass::parse(text) else { return Ok(None) };
    let unchecked = inspect::unchecked(&pass);
    let claims = unchecked.claims;
    json(&Inspected {
        kid: unchecked.kid.to_string(),
        not_before: claims.not_before,
        expires: claims.expires,
        paper: claims.holder_key.is_none(),
        evidence: claims.evidence.as_slice(),
        name: claims.name.as_ref().map(|name| name.as_str()),
        birth: claims.birth.map(|birth| birth.to_string()),
        status_day: claims.not_before.status_day().0,
        status_index: claims.status_index,
        presented: unchecked.presentation.map(|presentation| presentation.issued),
    })
    .map(Some)
}
