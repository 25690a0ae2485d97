use std::collections::BTreeMap;

use haetae_core::UnixTime;
use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::entry::{Head, LineError, seal, unseal};

/// What an operator does that is entered into the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    /// A person or many are revoked.
    Revoke,
    /// A person or many may have passes again.
    Reinstate,
    /// The serials of everyone who got passes through a partner are reissued.
    PartnerVoid,
    /// A partner's key is registered, or its uses change.
    PartnerKeyAdd,
    /// A partner's key is removed.
    PartnerKeyRemove,
    /// The age of a partner's sign-ins is not checked for a while, or is checked again.
    PartnerGrace,
    /// A signing key is withdrawn.
    KeyWithdraw,
    /// The withdrawal of a signing key is lifted.
    KeyWithdrawalLift,
    /// Keys come from the vault to this node, and those that have ended are removed.
    KeysLoad,
    /// Keys are made in a token, and their spares in the vault.
    KeysDraw,
    /// Keys in a token are destroyed.
    KeysDestroy,
    /// A trust list is installed.
    TrustInstall,
    /// A paper pass is made by hand.
    PaperPass,
    /// Records are imported.
    RecordsImport,
    /// Records are written into a file.
    RecordsExport,
    /// A person's record is shown.
    RecordsShow,
    /// A person is erased.
    RecordsDelete,
    /// People may change or come back with the next import.
    RecordsAllow,
    /// The database is copied.
    DbBackup,
    /// A backup is put in the place of the database.
    DbRestore,
    /// The schema of the database was brought up to date by a command.
    DbMigrate,
    /// The database was moved to a server.
    DbCopy,
    /// The database was marked as production, or is not any more.
    DbProduction,
    /// What was published or issued is brought back into the database.
    DbReconcile,
    /// A clock that disagrees is accepted.
    ClockAccept,
    /// An operator gets a credential.
    OperatorAdd,
    /// An operator's credential is exchanged.
    OperatorRotate,
    /// An operator's credential does not count any more.
    OperatorRemove,
    /// The shared parts of this node are encrypted for another one.
    NodeInvite,
    /// This node takes the shared parts of another one.
    NodeJoin,
    /// This node's keys and trust list are encrypted for another one that is there.
    NodeGive,
    /// This node takes keys and the trust list of another one.
    NodeTake,
    /// A rules file is signed.
    RulesSign,
    /// A version of the rules is published.
    RulesPublish,
    /// A version of the rules is published that has the content of an earlier one.
    RulesRollback,
    /// The waiting room is scheduled, opened, paused, drained, or its rate is set.
    QueueChange,
    /// An eligibility file is added.
    EligibilityAdd,
}

impl ActKind {
    /// All kinds.
    pub const ALL: [Self; 37] = [
        Self::Revoke,
        Self::Reinstate,
        Self::PartnerVoid,
        Self::PartnerKeyAdd,
        Self::PartnerKeyRemove,
        Self::PartnerGrace,
        Self::KeyWithdraw,
        Self::KeyWithdrawalLift,
        Self::KeysLoad,
        Self::KeysDraw,
        Self::KeysDestroy,
        Self::TrustInstall,
        Self::PaperPass,
        Self::RecordsImport,
        Self::RecordsExport,
        Self::RecordsShow,
        Self::RecordsDelete,
        Self::RecordsAllow,
        Self::DbBackup,
        Self::DbRestore,
        Self::DbMigrate,
        Self::DbCopy,
        Self::DbProduction,
        Self::DbReconcile,
        Self::ClockAccept,
        Self::OperatorAdd,
        Self::OperatorRotate,
        Self::OperatorRemove,
        Self::NodeInvite,
        Self::NodeJoin,
        Self::NodeGive,
        Self::NodeTake,
        Self::RulesSign,
        Self::RulesPublish,
        Self::RulesRollback,
        Self::QueueChange,
        Self::EligibilityAdd,
    ];

    /// Its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revoke => "revoke",
            Self::Reinstate => "reinstate",
            Self::PartnerVoid => "partner_void",
            Self::PartnerKeyAdd => "partner_key_add",
            Self::PartnerKeyRemove => "partner_key_remove",
            Self::PartnerGrace => "partner_grace",
            Self::KeyWithdraw => "key_withdraw",
            Self::KeyWithdrawalLift => "key_withdrawal_lift",
            Self::KeysLoad => "keys_load",
            Self::KeysDraw => "keys_draw",
            Self::KeysDestroy => "keys_destroy",
            Self::TrustInstall => "trust_install",
            Self::PaperPass => "paper_pass",
            Self::RecordsImport => "records_import",
            Self::RecordsExport => "records_export",
            Self::RecordsShow => "records_show",
            Self::RecordsDelete => "records_delete",
            Self::RecordsAllow => "records_allow",
            Self::DbBackup => "db_backup",
            Self::DbRestore => "db_restore",
            Self::DbMigrate => "db_migrate",
            Self::DbCopy => "db_copy",
            Self::DbProduction => "db_production",
            Self::DbReconcile => "db_reconcile",
            Self::ClockAccept => "clock_accept",
            Self::OperatorAdd => "operator_add",
            Self::OperatorRotate => "operator_rotate",
            Self::OperatorRemove => "operator_remove",
            Self::NodeInvite => "node_invite",
            Self::NodeJoin => "node_join",
            Self::NodeGive => "node_give",
            Self::NodeTake => "node_take",
            Self::RulesSign => "rules_sign",
            Self::RulesPublish => "rules_publish",
            Self::RulesRollback => "rules_rollback",
            Self::QueueChange => "queue_change",
            Self::EligibilityAdd => "eligibility_add",
        }
    }
}

/// What became of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActOutcome {
    /// It begins: many people of a file. Another line says how it ended; without one it was interrupted.
    Begun,
    /// It is done. Of a download: it begins.
    Done,
    /// It changed nothing, because it was like this already.
    Already,
    /// It waits for a second operator.
    Proposed,
    /// It was refused: the operator may not do it.
    Refused,
}

impl ActOutcome {
    /// Its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Already => "already",
            Self::Proposed => "proposed",
            Self::Refused => "refused",
        }
    }
}

/// A detail of an act: nothing that names or describes a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Detail {
    /// A serial or a count.
    Number(u64),
    /// An id or the hash of a file.
    Text(String),
}

impl From<u64> for Detail {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Detail {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Detail {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl std::fmt::Display for Detail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// Something that an operator did, to be entered.
#[derive(Clone, Debug)]
pub struct Act {
    /// When it was done.
    pub time: UnixTime,
    /// Who did it: an operator's name, or `local:` and a user of the machine.
    pub actor: String,
    /// What it is.
    pub kind: ActKind,
    /// What it is about.
    pub on: BTreeMap<&'static str, Detail>,
    /// What became of it.
    pub outcome: ActOutcome,
}

/// An act in the journal, as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActLine {
    /// The number of the line, counted together with the entries of passes.
    pub n: u64,
    /// When it was done.
    pub time: UnixTime,
    /// Who did it.
    pub actor: String,
    /// What it is: one of [`ActKind`], or one that a later version has.
    pub act: String,
    /// What it is about.
    pub on: BTreeMap<String, Detail>,
    /// What became of it: one of [`ActOutcome`].
    pub outcome: String,
    /// The hash of the line before.
    pub prev: Digest,
    /// SHA-256 of the line up to this member.
    pub hash: Digest,
}

/// The part of the line before its hash.
#[derive(Serialize)]
struct Content<'a> {
    n: u64,
    time: UnixTime,
    actor: &'a str,
    act: &'static str,
    on: &'a BTreeMap<&'static str, Detail>,
    outcome: &'static str,
    prev: Digest,
}

impl Act {
    /// Writes the act after `before` into `bytes`, with its line feed. Returns the chain's new end.
    pub(super) fn append_to(&self, bytes: &mut Vec<u8>, before: Head) -> Head {
        let n = before.entries.saturating_add(1);
        let (time, actor, on) = (self.time, &*self.actor, &self.on);
        let (act, outcome) = (self.kind.as_str(), self.outcome.as_str());
        let hash = seal(bytes, &Content { n, time, actor, act, on, outcome, prev: before.head });
        Head { head: hash, entries: n, time }
    }
}

impl ActLine {
    /// Reads a line without its line feed, and checks its hash.
    ///
    /// # Errors
    ///
    /// [`LineError`] for anything but an act as it was written.
    pub fn parse(line: &[u8]) -> Result<Self, LineError> {
        unseal(line, |act: &Self| act.hash)
    }

    /// The chain's end after this act.
    pub const fn head(&self) -> Head {
        Head { head: self.hash, entries: self.n, time: self.time }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Vec<u8> {
        let on = [("serial", Detail::from(7_u32)), ("file", "abc".into())].into();
        let (time, actor) = (UnixTime::saturating_new(100), "alice".to_owned());
        let act = Act { time, actor, kind: ActKind::Revoke, on, outcome: ActOutcome::Done };
        let (mut bytes, before) = (Vec::new(), Head { entries: 2, ..Head::default() });
        let head = act.append_to(&mut bytes, before);
        assert_eq!(bytes.pop(), Some(b'\n'));
        assert_eq!(ActLine::parse(&bytes).map(|line| line.head()), Ok(head));
        bytes
    }

    #[test]
    fn an_act_is_read_as_it_was_entered() {
        let read = ActLine::parse(&line()).expect("an act");
        assert_eq!(
            (read.n, read.actor.as_str(), read.act.as_str(), read.outcome.as_str()),
            (3, "alice", "revoke", "done")
        );
        assert_eq!(read.on["serial"], Detail::Number(7));
        assert_eq!(serde_json::to_vec(&read).expect("JSON"), line());
    }

    #[test]
    fn an_act_that_was_changed_is_noticed_and_one_of_a_later_version_is_read() {
        let text = String::from_utf8(line()).expect("text");
        for (from, to) in [("alice", "bobby"), ("revoke", "revive"), ("\"serial\":7", "\"serial\":8"), ("done", "gone")]
        {
            assert_eq!(ActLine::parse(text.replacen(from, to, 1).as_bytes()), Err(LineError::Hash), "{from}");
        }
        assert_eq!(ActLine::parse(text.replacen("\"act\"", "\"acts\"", 1).as_bytes()), Err(LineError::NotAnEntry));
        let mut later = Vec::new();
        let prev = Digest::default();
        let on = &BTreeMap::new();
        let time = UnixTime::saturating_new(5);
        seal(&mut later, &Content { n: 1, time, actor: "alice", act: "rules_install", on, outcome: "done", prev });
        later.pop();
        assert_eq!(ActLine::parse(&later).map(|line| line.act), Ok("rules_install".to_owned()));
    }
}
