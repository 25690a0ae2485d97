use std::collections::BTreeMap;

use super::{Expiry, Level, Lifetime, Subject, days};

/// Notices when the level of a subject changes.
#[derive(Debug, Default)]
pub struct Watch(BTreeMap<Subject, Level>);

/// A change of a subject's level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelChange {
    /// The subject whose level changed.
    pub subject: Subject,
    /// Its level before; at the start all are fresh.
    pub before: Level,
    /// Its lifetime now.
    pub life: Lifetime,
}

impl Watch {
    /// The level changes since the last call. Each is reported once.
    pub fn changes(&mut self, expiry: &Expiry) -> Vec<LevelChange> {
        let mut changes = Vec::new();
        for (subject, life) in expiry.lifetimes() {
            let before = self.0.insert(*subject, life.level()).unwrap_or_default();
            if before != life.level() {
                changes.push(LevelChange { subject: *subject, before, life: *life });
            }
        }
        changes
    }
}

impl LevelChange {
    /// Logs the change: as an error at the last level, as a warning at the levels before, and as information when it is
    /// renewed.
    pub fn log(&self) {
        let (of, level, advice) = (self.subject.as_str(), self.life.level(), self.subject.advice());
        let (level_word, days_left, seconds_left) = (level.as_str(), days(self.life.left), self.life.left);
        if level < self.before {
            tracing::info!(of, level = level_word, days_left, "has been renewed");
        } else if level == Level::Urgent {
            tracing::error!(
                of,
                level = level_word,
                days_left,
                seconds_left,
                advice,
                "three quarters of its life are over"
            );
        } else {
            tracing::warn!(of, level = level_word, days_left, seconds_left, advice, "is not renewed in time");
        }
    }
}
