//! The tables that both backends have, in an order in which each refers only to those before it.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Truth,
    Text,
    Bytes,
}

use Kind::{Bytes, Number, Text, Truth};

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// How many of the columns, from the first one on, tell its rows apart. The rows are read in their order.
    pub(super) key: usize,
    /// How many rows are read at once: fewer, where a row is large.
    pub(super) page: usize,
}

/// For rows of less than a kilobyte.
const MANY: usize = 2_000;
/// For rows of up to some megabytes.
const FEW: usize = 8;

const fn table(name: &'static str, key: usize, page: usize, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, key, page }
}

pub(super) const TABLES: [Table; 28] = [
    table(
        "register",
        1,
        MANY,
        &[
            ("id", Number),
            ("serial_bits", Number),
            ("next_serial", Number),
            ("people", Number),
            ("name_key_check", Bytes),
            ("partner_changes", Number),
            ("record_changes", Number),
            ("installation", Text),
            ("reconcile_due", Truth),
        ],
    ),
    table("identifier_system", 1, MANY, &[("id", Number), ("uri", Text)]),
    table(
        "person",
        1,
        MANY,
        &[
            ("serial", Number),
            ("subject", Text),
            ("version", Number),
            ("name", Text),
            ("birth_date", Number),
            ("evidence", Text),
            ("birth_precision", Number),
            ("name_hash", Bytes),
            ("deceased", Truth),
            ("identifier_system", Number),
            ("may_change", Truth),
        ],
    ),
    table(
        "revoked_serial",
        1,
        MANY,
        &[("number", Number), ("serial", Number), ("subject", Text), ("at", Number), ("reason", Text)],
    ),
    table(
        "decision",
        1,
        MANY,
        &[
            ("number", Number),
            ("subject_hash", Bytes),
            ("decision", Text),
            ("at", Number),
            ("by", Text),
            ("reason", Text),
        ],
    ),
    table("decision_salt", 1, MANY, &[("id", Number), ("salt", Bytes)]),
    table("partner", 1, MANY, &[("name", Text), ("grace_until", Number)]),
    table(
        "partner_key",
        2,
        MANY,
        &[("partner", Text), ("id", Text), ("public", Bytes), ("passes", Truth), ("paper", Truth)],
    ),
    table(
        "key_withdrawal",
        1,
        MANY,
        &[("number", Number), ("kid", Bytes), ("refused_from", Number), ("reason", Text), ("entered", Number)],
    ),
    table("published", 1, FEW, &[("id", Number), ("version", Number), ("manifest", Bytes)]),
    table("published_file", 1, FEW, &[("name", Text), ("sha256", Bytes), ("bytes", Bytes)]),
    table("published_day", 1, MANY, &[("day", Number), ("revocations", Number)]),
    table("publishing_duty", 1, MANY, &[("id", Number), ("holder", Text), ("beat", Number)]),
    table("journal_head", 1, MANY, &[("node", Text), ("document", Bytes)]),
    table("journal_checkpoint", 2, MANY, &[("node", Text), ("day", Number), ("signed", Bytes)]),
    table("clock_witness", 1, MANY, &[("node", Text), ("at", Number), ("doubted", Number), ("ahead", Number)]),
    table("clock_acceptance", 1, MANY, &[("number", Number), ("at", Number)]),
    table("holder_day", 1, MANY, &[("day", Number), ("salt", Bytes)]),
    table(
        "holder",
        1,
        MANY,
        &[("serial", Number), ("keys", Bytes), ("phones", Number), ("last_day", Number), ("signed_in", Number)],
    ),
    table(
        "paper_use",
        1,
        MANY,
        &[("id", Bytes), ("subject", Bytes), ("pass", Bytes), ("at", Number), ("expires", Number)],
    ),
    table(
        "operator",
        1,
        MANY,
        &[
            ("name", Text),
            ("credential", Bytes),
            ("scopes", Text),
            ("created", Number),
            ("expires", Number),
            ("removed", Number),
            ("last_used", Number),
        ],
    ),
    table(
        "proposal",
        1,
        MANY,
        &[
            ("id", Text),
            ("kind", Text),
            ("summary", Text),
            ("content", Bytes),
            ("proposed_by", Text),
            ("proposed", Number),
            ("expires", Number),
            ("confirmed_by", Text),
            ("confirmed", Number),
        ],
    ),
    table(
        "rules_version",
        1,
        FEW,
        &[
            ("version", Number),
            ("file", Bytes),
            ("cases", Bytes),
            ("published", Number),
            ("published_by", Text),
            ("approved_by", Text),
            ("emergency", Text),
            ("content_of", Number),
        ],
    ),
    table(
        "keyed_request",
        1,
        MANY,
        &[("id", Bytes), ("fingerprint", Bytes), ("begun", Number), ("status", Number), ("body", Bytes)],
    ),
    table("queue_room", 1, MANY, &[("id", Number), ("version", Number), ("document", Bytes)]),
    table("queue_arrival", 2, MANY, &[("room", Number), ("second", Number), ("people", Number)]),
    table("queue_node", 1, MANY, &[("node", Text), ("at", Number), ("answered", Number), ("pressed", Truth)]),
    table(
        "eligibility_version",
        1,
        FEW,
        &[("version", Number), ("begins", Number), ("file", Bytes), ("added", Number), ("added_by", Text)],
    ),
];
