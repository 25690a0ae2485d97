use std::sync::Arc;

use haetae_core::{BirthDay, CivilDate, Evidence, EvidenceSet, PassClaims, PublicKey, UnixTime, pass_text};
use haetae_keys::{IssuingKey, PassKind};

use super::calendar::{Calendar, Validity};
use super::error::IssueError;
use super::request::{HolderKey, PassRequest, RequestError};
use super::slot::refresh_after;
use crate::model::{Pass, Record};
use crate::records::{Implausible, not_on_a_pass, pass_evidence};
use crate::signing::{CurrentSigning, Signing};

/// The operator's settings for passes.
#[derive(Clone, Debug)]
pub struct IssuerConfig {
    /// The civil days, and when the pass of a day begins.
    pub calendar: Calendar,
    /// Passes are issued for today and this many days after it.
    pub days_ahead: u32,
    /// For how many days a paper pass is valid.
    pub paper_days: u32,
    /// Whether a phone's pass carries the masked name.
    pub name_on_phone: bool,
    /// Whether a phone's pass carries the birthday.
    pub birth_on_phone: bool,
    /// Whether passes carry the times of test samples to the second; otherwise to the hour.
    pub exact_sample_times: bool,
}

/// Makes passes.
#[derive(Debug)]
pub struct Issuer {
    config: IssuerConfig,
    signing: Arc<CurrentSigning>,
}

/// The answer to a request for passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// One for each holder key, in the order of the request; fewer if keys of the coming days are missing yet, or no
    /// evidence is valid any more.
    pub passes: Vec<Pass>,
    /// When the phone should ask again.
    pub refresh_after: UnixTime,
    /// Whether days were left for the next request, because the passes of the first ones were enough for now.
    pub is_short: bool,
}

impl Issuer {
    /// An issuer that signs with the current keys.
    pub const fn new(config: IssuerConfig, signing: Arc<CurrentSigning>) -> Self {
        Self { config, signing }
    }

    /// The operator's settings.
    pub const fn config(&self) -> &IssuerConfig {
        &self.config
    }

    /// Checks the holder keys of a request made at `now`. Those for days that the zone skips are left out.
    ///
    /// # Errors
    ///
    /// [`RequestError`]; the issuer must not be asked for passes with such keys.
    pub fn request(&self, keys: Vec<HolderKey>, now: UnixTime) -> Result<PassRequest, RequestError> {
        let today = self.today(now);
        let last = today.checked_add_days(self.config.days_ahead.into()).unwrap_or(CivilDate::MAX);
        PassRequest::new(keys, today, last)?.without(|day| self.config.calendar.skips(day))
    }

    /// Issues one pass for each holder key. A day on which no evidence is valid any more is left out. If no signing key
    /// is due for a day, that pass is left out and the phone is asked to come back earlier.
    ///
    /// # Errors
    ///
    /// [`IssueError`] if not even one pass can be made, or signing fails.
    pub fn issue(&self, record: &Record, request: &PassRequest, now: UnixTime) -> Result<Issued, IssueError> {
        self.issue_until(record, request, now, |_| false)
    }

    /// The same, but `is_enough` is asked before each pass, with the number of those that are made, in the order of
    /// their days: if it is, the others are left for a request to which the phone comes back earlier.
    ///
    /// # Errors
    ///
    /// [`IssueError`] if not even one pass can be made, or signing fails.
    pub fn issue_until(
        &self,
        record: &Record,
        request: &PassRequest,
        now: UnixTime,
        is_enough: impl Fn(usize) -> bool,
    ) -> Result<Issued, IssueError> {
        let mut passes = Vec::with_capacity(request.holder_keys().len());
        let (mut first_missing, mut is_short) = (None::<UnixTime>, false);
        let signing = self.signing.load();
        let mut in_their_order: Vec<(usize, &HolderKey)> = request.holder_keys().iter().enumerate().collect();
        in_their_order.sort_by_key(|(_, holder)| holder.day);
        for (place, holder) in in_their_order {
            let day = &holder.day;
            let validity = self.config.calendar.day_pass(*day).ok_or(IssueError::NoKey)?;
            // Without any, the answer would be a "no".
            if !passes.is_empty() && is_enough(passes.len()) {
                first_missing.get_or_insert(validity.not_before);
                is_short = true;
                break;
            }
            match self.sign(&signing, record, *day, phone_key(&signing, validity), Some(holder)) {
                Ok(pass) => passes.push((place, pass)),
                // An exemption that ends in a week must not cost the passes of that week.
                Err(IssueError::NoEvidence) => {}
                Err(IssueError::NoKey) => {
                    first_missing.get_or_insert(validity.not_before);
                }
                Err(error) => return Err(error),
            }
        }
        passes.sort_by_key(|(place, _)| *place);
        let passes: Vec<Pass> = passes.into_iter().map(|(_, pass)| pass).collect();
        let Some(last) = passes.iter().map(|pass| pass.claims.expires).max() else {
            // "Unclear" comes before "no".
            return Err(if first_missing.is_some() { IssueError::NoKey } else { IssueError::NoEvidence });
        };
        let until = first_missing.map_or(last, |missing| missing.min(last));
        Ok(Issued { passes, refresh_after: refresh_after(record.serial, now, until), is_short })
    }

    /// Whether issuing only calculates, and waits for no device.
    pub(super) fn is_prompt(&self) -> bool {
        self.signing.load().custody.is_prompt()
    }

    /// Issues a paper pass from today on. It carries name and birthday, so that it can be compared with an identity
    /// card.
    ///
    /// # Errors
    ///
    /// [`IssueError`] if it cannot be made.
    pub fn issue_paper(&self, record: &Record, now: UnixTime) -> Result<Pass, IssueError> {
        let today = self.today(now);
        let signing = self.signing.load();
        self.sign(&signing, record, today, self.paper_key(&signing, today), None)
    }

    /// Whether [`Issuer::issue_paper`] would make a pass, as far as that can be known without signing.
    ///
    /// # Errors
    ///
    /// [`IssueError`] where it would not.
    pub fn check_paper(&self, record: &Record, now: UnixTime) -> Result<(), IssueError> {
        let today = self.today(now);
        let signing = self.signing.load();
        self.claims(&signing, record, today, self.paper_key(&signing, today), None).map(drop)
    }

    /// The last of the days, from today on, whose passes this node can sign without a gap; `None` if not even today's.
    pub fn signs_until(&self, now: UnixTime) -> Option<CivilDate> {
        let (today, signing) = (self.today(now), self.signing.load());
        let days = (0..=self.config.days_ahead).map_while(|ahead| today.checked_add_days(ahead.into()));
        days.take_while(|day| {
            self.config.calendar.day_pass(*day).is_some_and(|validity| phone_key(&signing, validity).is_some())
        })
        .last()
    }

    /// The number of those days.
    pub fn signing_days(&self, now: UnixTime) -> u32 {
        let last = self.signs_until(now);
        last.map_or(0, |last| u32::try_from(last.days() - self.today(now).days() + 1).unwrap_or(0))
    }

    /// The first day that passes are issued for.
    pub(super) fn today(&self, now: UnixTime) -> CivilDate {
        self.config.calendar.day_of(now).unwrap_or(CivilDate::MAX)
    }

    /// A phone's pass if there is a holder key, else one on paper.
    fn sign(
        &self,
        signing: &Signing,
        record: &Record,
        day: CivilDate,
        due: Option<DueKey<'_>>,
        holder: Option<&HolderKey>,
    ) -> Result<Pass, IssueError> {
        let (key, claims) = self.claims(signing, record, day, due, holder.map(|holder| holder.key))?;
        // It begins before it ends and the request's keys can sign, so preparing cannot fail.
        let prepared = claims.prepare(key.kid).map_err(|_| IssueError::NoKey)?;
        let signature = signing.custody.sign(key.kid, prepared.to_be_signed())?;
        let text = pass_text(&prepared.complete(&signature));
        let partial_birth =
            Some(record.person.birth_date).filter(|birth| self.shows_birth(&claims) && birth.day().is_none());
        let issuer = key.constraints.issuer.as_str().to_owned();
        let holder = holder.map(|holder| holder.thumbprint);
        Ok(Pass { day, text, kid: key.kid, holder, claims, issuer, partial_birth })
    }

    /// Whether a pass shows the birthday.
    const fn shows_birth(&self, claims: &PassClaims) -> bool {
        claims.holder_key.is_none() || self.config.birth_on_phone
    }

    /// What a pass says, and the key that is due for it.
    fn claims<'s>(
        &self,
        signing: &Signing,
        record: &Record,
        day: CivilDate,
        due: Option<DueKey<'s>>,
        holder_key: Option<PublicKey>,
    ) -> Result<(&'s IssuingKey, PassClaims), IssueError> {
        if record.revocation.is_some() {
            return Err(IssueError::Revoked);
        }
        if record.person.deceased {
            return Err(IssueError::Deceased);
        }
        let DueKey { key, validity: Validity { not_before, expires } } = due.ok_or(IssueError::NoKey)?;
        let shows_name = holder_key.is_none() || self.config.name_on_phone;
        let shows_birth = holder_key.is_none() || self.config.birth_on_phone;
        let claims = PassClaims {
            not_before,
            expires,
            holder_key,
            evidence: self.evidence(record, key, day, not_before)?,
            status_index: signing.ciphers.index(not_before.status_day(), record.serial)?,
            name: shows_name.then(|| record.person.name.clone()),
            birth: record.person.birth_date.day().filter(|_| shows_birth).map(BirthDay::of),
        };
        Ok((key, claims))
    }

    /// The key for a paper pass from today on.
    fn paper_key<'s>(&self, signing: &'s Signing, today: CivilDate) -> Option<DueKey<'s>> {
        let validity = self.config.calendar.paper(today, self.config.paper_days)?;
        let key = signing.keys.issuing_key_at(PassKind::Paper, validity.not_before)?;
        (validity.at_most(key.constraints.longest_life) == validity).then_some(DueKey { key, validity })
    }

    /// The evidence that the pass carries: of that on record, what is plausible on its day and this key may attest.
    fn evidence(
        &self,
        record: &Record,
        key: &IssuingKey,
        day: CivilDate,
        not_before: UnixTime,
    ) -> Result<EvidenceSet, IssueError> {
        let kinds = key.constraints.kinds.as_ref();
        let attested = |piece: &&Evidence| {
            kinds.is_none_or(|kinds| kinds.contains(&piece.kind())) && self.implausible(record, piece, day).is_none()
        };
        let evidence: Vec<Evidence> = record.person.evidence.iter().filter(attested).cloned().collect();
        pass_evidence(&evidence, day, not_before, self.config.exact_sample_times).ok_or(IssueError::NoEvidence)
    }

    /// The evidence that no pass of today carries because it is implausible, and why.
    pub fn left_out<'r>(&self, record: &'r Record, now: UnixTime) -> Vec<(&'r Evidence, Implausible)> {
        let today = self.today(now);
        let reason = |piece: &'r Evidence| self.implausible(record, piece, today).map(|reason| (piece, reason));
        record.person.evidence.iter().filter_map(reason).collect()
    }

    fn implausible(&self, record: &Record, piece: &Evidence, day: CivilDate) -> Option<Implausible> {
        not_on_a_pass(piece, record.person.birth_date, day, |time| self.config.calendar.day_of(time))
    }
}

/// The key that is due for a pass, and when the pass is valid.
struct DueKey<'s> {
    key: &'s IssuingKey,
    validity: Validity,
}

/// The key for a phone's pass. Where its longest life has no room for the day and the hours before it, as on a day on
/// which clocks go back, the pass begins later: it always lasts to the end of its day.
fn phone_key(signing: &Signing, mut validity: Validity) -> Option<DueKey<'_>> {
    loop {
        let key = signing.keys.issuing_key_at(PassKind::Phone, validity.not_before)?;
        let fitting = validity.at_most(key.constraints.longest_life);
        if fitting == validity {
            return Some(DueKey { key, validity });
        }
        // Another key may be due when it begins later.
        validity = fitting;
    }
}
