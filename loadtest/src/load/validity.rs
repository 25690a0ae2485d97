use super::tally::Tally;
use crate::report::shown;

/// No more than this part of the requests may have waited for a connection.
const WAITING_SHARE: f64 = 0.01;

/// Why the numbers must not be trusted; `None` if the generator kept up with its schedule.
///
/// The load was not the one that was planned if a hundredth of the requests was dispatched `lateness_ms` late or later,
/// or if more than a hundredth found all connections in use: they were sent when others had been answered, so that a
/// slow service got less load than was planned.
pub fn problem(tally: &Tally, lateness_ms: u32) -> Option<String> {
    let asked = tally.lateness.count();
    let late = tally.lateness.quantile_ms(0.99)?;
    if late >= f64::from(lateness_ms) {
        return Some(format!(
            "The generator did not keep up: a hundredth of the requests was dispatched {} ms after its moment or later, \
             and {lateness_ms} ms are allowed. Scale the scenario down, or take more workers or another machine.",
            shown(late)
        ));
    }
    let share = crate::numbers::float(tally.waited.count()) / crate::numbers::float(asked);
    (share > WAITING_SHARE).then(|| {
        format!(
            "There were too few connections: {} of {} requests waited for one, so that the service got less load than was \
             planned. Give the scenario more connections, or scale it down.",
            tally.waited.count(),
            asked
        )
    })
}
