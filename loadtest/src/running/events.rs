use anyhow::{Context as _, bail};
use rustix::process::Signal;

use crate::clock::RunClock;
use crate::numbers::micros;
use crate::report::Mark;
use crate::scenario::{Event, EventAct, Scenario};
use crate::service::installed::Installed;

/// What happens before the schedule begins, one after the other.
///
/// # Errors
///
/// What fails.
pub(super) async fn before(scenario: &Scenario, installed: &mut Option<Installed>) -> anyhow::Result<()> {
    for event in in_order(scenario).filter(|event| event.at < 0.0) {
        happen(event, installed).await?;
    }
    Ok(())
}

/// What happens during the schedule. Each of it is marked when it is done; where one fails, no other follows.
pub(super) async fn during(
    scenario: &Scenario,
    installed: &mut Option<Installed>,
    clock: RunClock,
    process: impl Fn(Option<u32>),
) -> (Vec<Mark>, Vec<String>) {
    let mut marks = Vec::new();
    for event in in_order(scenario).filter(|event| event.at >= 0.0) {
        crate::clock::until(clock.moment(micros(event.at))).await;
        let began = clock.micros();
        if let Err(error) = happen(event, installed).await {
            return (marks, vec![format!("\"{}\" failed: {error:#}.", event.label)]);
        }
        process(installed.as_ref().and_then(Installed::process));
        marks.push(Mark { at: crate::numbers::float(began / 10_000) / 100.0, label: event.label.clone() });
    }
    (marks, Vec::new())
}

fn in_order(scenario: &Scenario) -> impl Iterator<Item = &Event> {
    let mut events: Vec<&Event> = scenario.event.iter().collect();
    events.sort_by(|left, right| left.at.total_cmp(&right.at));
    events.into_iter()
}

async fn happen(event: &Event, installed: &mut Option<Installed>) -> anyhow::Result<()> {
    let service = installed.as_mut().context("only a service of its own takes commands: use --haetae")?;
    match event.act {
        EventAct::Pause => service.signal(Signal::STOP),
        EventAct::Resume => service.signal(Signal::CONT),
        EventAct::Kill => service.kill().await,
        EventAct::Stop => service.stop().await,
        EventAct::Start if service.process().is_some() => bail!("the service runs already"),
        EventAct::Start => service.start().await,
        EventAct::Command => service.command(&event.run).await,
    }
}
