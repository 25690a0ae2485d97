use haetae_core::{
    BirthDay, DisplayName, Doses, Evidence, EvidenceSet, Malformed, PassClaims, PreparedPresentation, Product,
    PublicKey, UnixTime, pass_text, presentation_text,
};

use super::authority::{Authority, PublicSecret, REVOKED_INDEX, UNLISTED_DAYS, days_from_now};
use super::{NOW, Specimen, SpecimenError};

/// When the pass of the training day begins, and how long it lasts: from four hours before the civil day to its end.
const BEGAN: UnixTime = NOW.saturating_sub(16 * 3_600);
const LIFE: u64 = 28 * 3_600;

/// A code for each verdict that a code can bring about, alone or with a policy, in the order in which a trainer shows
/// them.
pub(super) fn all(authority: &Authority) -> Result<Vec<Specimen>, SpecimenError> {
    let mine = PublicSecret::of("somebody's phone")?;
    let other = PublicSecret::of("somebody else's phone")?;
    let stranger = PublicSecret::of("an authority that nobody knows")?;
    let Authority { phone, paper, former, withdrawn, specimen, .. } = authority;
    let live = |issuer: &PublicSecret, claims: &PassClaims| present(&issuer.issue_as(issuer.kid, claims)?, &mine, NOW);
    let on_phone = |index| for_phone(&mine.public, index, BEGAN);
    let usual = phone.issue_as(phone.kid, &on_phone(1)?)?;
    let made = [
        ("admit", present(&usual, &mine, NOW)?),
        ("admit", paper.issue(&on_paper(2)?)?),
        ("expired", live(phone, &for_phone(&mine.public, 3, days_from_now(-3))?)?),
        ("revoked", live(phone, &on_phone(REVOKED_INDEX)?)?),
        ("holder_proof_missing", pass_text(&usual)),
        ("holder_proof_stale", present(&usual, &mine, NOW.saturating_sub(3_600))?),
        ("holder_proof_invalid", present(&usual, &other, NOW)?),
        ("not_yet_valid", live(phone, &for_phone(&mine.public, 4, days_from_now(2))?)?),
        ("bad_signature", present(&stranger.issue_as(phone.kid, &on_phone(5)?)?, &mine, NOW)?),
        ("key_withdrawn", live(withdrawn, &on_phone(6)?)?),
        ("key_not_valid_then", live(former, &on_phone(7)?)?),
        ("key_not_allowed", phone.issue(&on_paper(8)?)?),
        ("unknown_key", live(&stranger, &on_phone(9)?)?),
        ("specimen", live(specimen, &on_phone(10)?)?),
        ("malformed", pass_text(b"this is no pass")),
        ("unknown_format", "A CODE THAT IS NO PASS".to_owned()),
    ];
    let two_doses = PassClaims { evidence: vaccination(2)?, ..on_phone(11)? };
    let unlisted = PassClaims { not_before: days_from_now(-UNLISTED_DAYS), expires: days_from_now(1), ..on_paper(12)? };
    let by_policy = [
        ("admit", live(phone, &on_phone(14)?)?, "third-dose"),
        ("policy_not_met", live(phone, &two_doses)?, "third-dose"),
        ("challenge_missing", live(phone, &on_phone(15)?)?, "challenge"),
        ("status_required", paper.issue(&unlisted)?, "list"),
        ("rules_missing", live(phone, &on_phone(16)?)?, "tomorrow"),
        ("rule_failed", live(phone, &on_phone(17)?)?, "faulty"),
    ];
    let alone = made.into_iter().map(|(expected, text)| Specimen { expected, text, policy: None });
    let with_policy =
        by_policy.into_iter().map(|(expected, text, policy)| Specimen { expected, text, policy: Some(policy) });
    Ok(alone.chain(with_policy).collect())
}

/// A live code: the pass wrapped and signed by a phone.
fn present(pass: &[u8], holder: &PublicSecret, at: UnixTime) -> Result<String, SpecimenError> {
    let prepared = PreparedPresentation::new(pass, at, None)?;
    Ok(presentation_text(&prepared.complete(&holder.sign(prepared.to_be_signed())?)))
}

fn for_phone(holder: &PublicKey, status_index: u32, not_before: UnixTime) -> Result<PassClaims, Malformed> {
    Ok(PassClaims {
        not_before,
        expires: not_before.saturating_add(LIFE),
        holder_key: Some(*holder),
        evidence: vaccination(3)?,
        status_index,
        name: None,
        birth: None,
    })
}

fn on_paper(status_index: u32) -> Result<PassClaims, Malformed> {
    Ok(PassClaims {
        not_before: BEGAN,
        expires: days_from_now(7),
        holder_key: None,
        evidence: vaccination(3)?,
        status_index,
        name: Some(DisplayName::new("홍*동").ok_or(Malformed::DisplayName)?),
        birth: Some(BirthDay::from_mmdd(505).ok_or(Malformed::BirthDay)?),
    })
}

fn vaccination(doses: u8) -> Result<EvidenceSet, Malformed> {
    let vaccination = Evidence::Vaccination {
        doses: Doses::new(doses).ok_or(Malformed::Doses)?,
        date: haetae_core::CivilDate::from_ymd(2026, 9, 20).ok_or(Malformed::Date)?,
        product: Product::new("BNT162B2").ok_or(Malformed::Product)?,
    };
    EvidenceSet::new([vaccination]).ok_or(Malformed::EvidenceCount)
}
