//! Shows the calendar as a table with bars, and what happens next.

use std::fmt::Write as _;

use haetae_core::{SECONDS_PER_DAY, UnixTime};
use haetae_keys::ceremony::minute;
use haetae_keys::planning::{KeyReport, KeyRow, KeyState};

use crate::render::text::plural;

/// The width of the drawing, in characters.
const COLUMNS: u64 = 40;

/// Whole days from `now` to `time`, rounded down; 0 if it is over.
pub(super) const fn days(time: UnixTime, now: UnixTime) -> u64 {
    time.seconds_since(now) / SECONDS_PER_DAY
}

/// The table and what happens next.
pub(super) fn draw(version: u64, report: &KeyReport, now: UnixTime) -> String {
    let mut text = String::new();
    let lines = table(&mut text, version, report, now).and_then(|()| next(&mut text, report, now));
    // Writing to a `String` does not fail.
    lines.map(|()| text).unwrap_or_default()
}

fn table(text: &mut String, version: u64, report: &KeyReport, now: UnixTime) -> std::fmt::Result {
    let shown: Vec<&KeyRow> = report.rows.iter().filter(|row| row.key.role.as_str() != "visits").collect();
    let scale = Scale::new(&shown, report.expires, now);
    writeln!(text, "Version {version} of the trust list at {}. Times are UTC, ends are excluded.\n", minute(now))?;
    writeln!(text, "{:12}  {:16}  {:17}  {:17}  {:>7}  {:12}  now", "role", "kid", "from", "until", "in days", "")?;
    for row in shown {
        let (from, until, state) = (minute(row.key.from), minute(row.key.until), row.state.as_str());
        let (role, days, bar) = (row.key.role.as_str(), days(row.key.from, now), scale.bar(row));
        writeln!(text, "{role:12}  {}  {from}  {until}  {days:>7}  {state:12}  {bar}", row.kid)?;
    }
    let visits: Vec<&KeyRow> =
        report.rows.iter().filter(|row| row.key.role.as_str() == "visits" && row.state != KeyState::Past).collect();
    if let (Some(first), Some(last)) = (visits.first(), visits.last()) {
        let (from, until) = (minute(first.key.from), minute(last.key.until));
        writeln!(text, "{:12}  {:16}  {from}  {until}", "visits", format!("{} day keys", visits.len()))?;
    }
    writeln!(text)
}

fn next(text: &mut String, report: &KeyReport, now: UnixTime) -> std::fmt::Result {
    for role in &report.roles {
        let (name, held) = (role.role, minute(role.held_until));
        match (role.due, role.next) {
            (None, _) => writeln!(text, "!! {name}: THIS NODE HOLDS NO KEY THAT IS DUE.")?,
            (Some(_), Some((at, kid))) => {
                let (days, at) = (days(at, now), minute(at));
                let unit = plural(days, "day", "days");
                writeln!(text, "{name}: {kid} takes over in {days} {unit}, {at}; keys are here until {held}.")?;
            }
            (Some(_), None) => writeln!(text, "{name}: no key follows; keys are here until {held}.")?,
        }
    }
    let when = |time: UnixTime| {
        let days = days(time, now);
        let unit = plural(days, "day", "days");
        if time <= now { "NOW".to_owned() } else { format!("by {}, in {days} {unit}", minute(time)) }
    };
    writeln!(text, "\nKeys must be loaded {} (haetae keys load).", when(report.load_by))?;
    writeln!(
        text,
        "Custodians are needed {} (haetae-keys vault draw or haetae keys draw, then haetae keys plan).",
        when(report.custodians_by)
    )?;
    if report.expires <= now {
        return writeln!(
            text,
            "THE LIST HAS EXPIRED: scanners cannot admit anyone until the custodians have signed a new list."
        );
    }
    let (expires, days) = (minute(report.expires), days(report.expires, now));
    let unit = plural(days, "day", "days");
    writeln!(text, "The list expires {expires}, in {days} {unit}.")
}

/// The time that the bars show.
struct Scale {
    from: u64,
    /// Seconds in a column.
    column: u64,
    now: u64,
}

impl Scale {
    fn new(rows: &[&KeyRow], expires: UnixTime, now: UnixTime) -> Self {
        let current = || rows.iter().filter(|row| row.state != KeyState::Past);
        let from = current().map(|row| row.key.from).fold(now, UnixTime::min).seconds();
        let until = current().map(|row| row.key.until).fold(expires, UnixTime::max).seconds();
        Self { from, column: until.saturating_sub(from).div_ceil(COLUMNS).max(1), now: now.seconds() }
    }

    fn bar(&self, row: &KeyRow) -> String {
        let mark = match row.state {
            KeyState::InUse => '█',
            KeyState::Held => '▓',
            KeyState::InVault => '▒',
            KeyState::Spare => '░',
            KeyState::Withdrawn => '×',
            KeyState::Past | KeyState::Elsewhere => '─',
        };
        let column = |place: u64| {
            let begins = self.from.saturating_add(place.saturating_mul(self.column));
            let ends = begins.saturating_add(self.column);
            if row.key.from.seconds() < ends && begins < row.key.until.seconds() {
                mark
            } else if begins <= self.now && self.now < ends {
                '|'
            } else {
                ' '
            }
        };
        let bar: String = (0..COLUMNS).map(column).collect();
        bar.trim_end().to_owned()
    }
}
