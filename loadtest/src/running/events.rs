use std::path::Path;

use anyhow::Context as _;

use crate::clock::RunClock;
use crate::numbers::micros;
use crate::report::Mark;
use crate::scenario::{Event, Scenario};
use crate::service::own::Own;

/// What happens before the schedule begins, one after the other.
///
/// # Errors
///
/// What fails.
pub(super) async fn before(scenario: &Scenario, own: &mut Option<Own>, folder: &Path) -> anyhow::Result<()> {
    for event in in_order(scenario).filter(|event| *event.at.get_ref() < 0.0) {
        happen(event, own, folder).await?;
    }
    Ok(())
}

/// What happens during the schedule. Each of it is marked when it is done; where one fails, no other follows.
pub(super) async fn during(
    scenario: &Scenario,
    own: &mut Option<Own>,
    clock: RunClock,
    folder: &Path,
    processes: impl Fn(Vec<(String, u32)>),
) -> (Vec<Mark>, Vec<String>) {
    let mut marks = Vec::new();
    for event in in_order(scenario).filter(|event| *event.at.get_ref() >= 0.0) {
        crate::clock::until(clock.moment(micros(*event.at.get_ref()))).await;
        let began = clock.micros();
        if let Err(error) = happen(event, own, folder).await {
            return (marks, vec![format!("\"{}\" failed: {error:#}.", event.label)]);
        }
        processes(own.as_ref().map(Own::processes).unwrap_or_default());
        marks.push(Mark { at: crate::numbers::float(began / 10_000) / 100.0, label: event.label.clone() });
    }
    (marks, Vec::new())
}

fn in_order(scenario: &Scenario) -> impl Iterator<Item = &Event> {
    let mut events: Vec<&Event> = scenario.event.iter().collect();
    events.sort_by(|left, right| left.at.get_ref().total_cmp(right.at.get_ref()));
    events.into_iter()
}

async fn happen(event: &Event, own: &mut Option<Own>, folder: &Path) -> anyhow::Result<()> {
    let own = own.as_mut().context("only a service of its own takes commands: use --haetae")?;
    own.act(event.part, event.act, &words(&event.run, folder)).await
}

/// The words of a command, with the folder of the scenario for `{scenario}`.
pub(super) fn words(run: &[String], folder: &Path) -> Vec<String> {
    let folder = folder.to_string_lossy();
    run.iter().map(|word| word.replace("{scenario}", &folder)).collect()
}
