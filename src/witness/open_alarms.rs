use haetae_core::UnixTime;
use serde::{Deserialize, Serialize};

use super::alarm::Alarm;
use super::error::WitnessError;
use super::record::Record;

/// An alarm that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAlarm {
    /// Since when.
    pub since: UnixTime,
    /// The alarm.
    #[serde(flatten)]
    pub alarm: Alarm,
}

/// A witness's state for people and programs: the file `status.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// `ok` or `alarm`.
    pub status: &'static str,
    /// When the witness last looked.
    pub looked: UnixTime,
    /// When the issuer last answered with something new or old.
    pub answered: Option<UnixTime>,
    /// The version of the newest manifest.
    pub version: Option<u64>,
    /// When it was issued.
    pub issued: Option<UnixTime>,
    /// How many different manifests were seen.
    pub manifests: u64,
    /// The alarms that are open.
    pub alarms: Vec<OpenAlarm>,
}

/// A line of the file `alarms`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AlarmEvent {
    time: UnixTime,
    event: Event,
    #[serde(flatten)]
    alarm: Alarm,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Event {
    Raised,
    Ended,
    Acknowledged,
}

/// Opens the alarms of `found` that are new, and ends those that do not last and were not found again. Returns the new
/// ones.
pub(super) fn update(
    open: &mut Vec<OpenAlarm>,
    found: &[Alarm],
    record: &mut Record,
    now: UnixTime,
) -> Result<Vec<Alarm>, WitnessError> {
    let mut raised = Vec::new();
    for alarm in found {
        let is_same = |one: &OpenAlarm| one.alarm.kind == alarm.kind && one.alarm.about == alarm.about;
        match open.iter_mut().find(|one| is_same(one)) {
            // What lasts keeps the words of its first finding.
            Some(one) if alarm.kind.is_lasting() => _ = one,
            Some(one) => one.alarm = alarm.clone(),
            None => {
                record.append(&AlarmEvent { time: now, event: Event::Raised, alarm: alarm.clone() })?;
                open.push(OpenAlarm { since: now, alarm: alarm.clone() });
                raised.push(alarm.clone());
            }
        }
    }
    let is_found = |one: &OpenAlarm| found.iter().any(|new| new.kind == one.alarm.kind && new.about == one.alarm.about);
    let (stay, ended): (Vec<_>, Vec<_>) =
        std::mem::take(open).into_iter().partition(|one| one.alarm.kind.is_lasting() || is_found(one));
    *open = stay;
    for one in ended {
        record.append(&AlarmEvent { time: now, event: Event::Ended, alarm: one.alarm })?;
    }
    Ok(raised)
}

/// Ends all alarms that last. Returns them.
pub(super) fn acknowledge(
    open: &mut Vec<OpenAlarm>,
    record: &mut Record,
    now: UnixTime,
) -> Result<Vec<OpenAlarm>, WitnessError> {
    let (lasting, stay): (Vec<_>, Vec<_>) =
        std::mem::take(open).into_iter().partition(|one| one.alarm.kind.is_lasting());
    *open = stay;
    for one in &lasting {
        record.append(&AlarmEvent { time: now, event: Event::Acknowledged, alarm: one.alarm.clone() })?;
    }
    Ok(lasting)
}
