//! A whole run: from the scenario's file to the report.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Mutex;

use anyhow::{Context as _, bail};
use haetae_core::CivilDate;
use indicatif::{ProgressBar, ProgressStyle};

use crate::clock::{RunClock, unix_micros};
use crate::load::crew::Crew;
use crate::load::job::{Job, StreamJob};
use crate::load::plan::people_needed;
use crate::load::worker::Progress;
use crate::measured::Measured;
use crate::report::{Fact, Mark, Report};
use crate::scenario::{EventAct, Part, Scenario};
use crate::service::cluster::Cluster;
use crate::service::installed::Installed;
use crate::service::marked;
use crate::service::own::Own;
use crate::service::samples::Metrics;

mod events;
mod options;
mod sampling;

pub use options::Options;
use sampling::Watched;

/// A report has about so many points on its time axis, at least seconds.
const POINTS: u32 = 120;

/// Runs a scenario.
///
/// # Errors
///
/// What is wrong with the scenario, why the service must not be put under load, or what broke off.
pub async fn run(options: &Options, program: &Path) -> anyhow::Result<Report> {
    let scenario = Scenario::read(&options.scenario)?;
    let scenario = match options.seconds {
        Some(seconds) => scenario.lasting(seconds, options.folder())?,
        None => scenario,
    };
    let job = job(options, &scenario)?;
    let folder = tempfile::tempdir().context("there is no room for temporary files")?;
    let (mut own, job) = target(options, &scenario, job, folder.path()).await?;
    say("Preparing keys, assertions and passes");
    let crew = Crew::prepare(program, &job).await?;
    events::before(&scenario, &mut own, options.folder()).await?;
    // Each arrival's assertion is signed before the start.
    let start = unix_micros() + 500_000 + crew.arrivals() * 80;
    let clock = RunClock::starting(start);
    let processes = Mutex::new(own.as_ref().map(Own::processes).unwrap_or_default());
    let metrics = own.as_ref().map(|own| anyhow::Ok(Metrics::of(own.operator(), &own.data().operator_token()?)));
    let metrics = metrics.transpose()?;
    let watched = Watched { service: &processes, workers: crew.processes(), metrics };
    let samples = Mutex::new(Vec::new());
    let bar = bar(job.seconds);
    let run = crew.run(start, |so| show(&bar, clock, so));
    let happening = events::during(&scenario, &mut own, clock, options.folder(), |now| {
        // Nothing panics while it holds the lock.
        if let Ok(mut known) = processes.lock() {
            *known = now;
        }
    });
    let both = async { tokio::join!(run, happening) };
    let (tally, (marks, trouble)) = tokio::select! {
        both = both => both,
        () = watched.watch(clock, job.seconds + job.timeout, &samples) => bail!("watching never ends by itself"),
    };
    bar.finish_and_clear();
    let samples = samples.into_inner().unwrap_or_default();
    let facts = facts(options, &scenario, &job, start).await;
    Ok(report(&scenario, &tally?, &samples, marks, trouble, facts))
}

fn report(
    scenario: &Scenario,
    tally: &crate::load::tally::Tally,
    samples: &[crate::service::samples::Sample],
    marks: Vec<Mark>,
    trouble: Vec<String>,
    facts: Vec<Fact>,
) -> Report {
    Measured { scenario, tally, samples, marks, trouble, facts }.report()
}

/// The job without what only the service has.
fn job(options: &Options, scenario: &Scenario) -> anyhow::Result<Job> {
    if !(options.scale > 0.0 && options.scale <= 100_000.0) {
        bail!("--scale must be above 0, and at most 100,000");
    }
    let folder = options.folder();
    let stream = |stream: &crate::scenario::Stream| {
        Ok(StreamJob {
            name: stream.name.get_ref().clone(),
            act: stream.act,
            curve: scenario.curve(stream, folder)?.scaled(options.scale),
            pacing: stream.pacing,
            partner: stream.partner.clone(),
            days: *stream.days.get_ref(),
            retries: stream.retries,
            cached: stream.cached,
        })
    };
    let seconds = *scenario.seconds.get_ref();
    Ok(Job {
        worker: 0,
        workers: options.workers,
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        seed: options.seed,
        seconds,
        span: seconds.div_ceil(POINTS),
        connections: scenario.connections.get_ref().div_ceil(u32::try_from(options.workers)?),
        timeout: scenario.timeout,
        check_every: scenario.check_every,
        roots: options.roots.clone(),
        subjects: options.subjects.clone(),
        audience: options.audience.clone(),
        today: today(&options.zone)?,
        partners: options.partners.clone(),
        streams: scenario.stream.iter().map(stream).collect::<anyhow::Result<_>>()?,
    })
}

fn today(zone: &str) -> anyhow::Result<CivilDate> {
    let zone = jiff::tz::TimeZone::get(zone).with_context(|| format!("there is no zone {zone}"))?;
    let date = jiff::Timestamp::from_microsecond(i64::try_from(unix_micros())?)?.to_zoned(zone).date();
    CivilDate::parse(&date.to_string()).context("a date")
}

/// The service, and the job with what is known of it.
async fn target(options: &Options, scenario: &Scenario, job: Job, folder: &Path) -> anyhow::Result<(Option<Own>, Job)> {
    let Some(haetae) = &options.haetae else {
        let url = options.service.as_deref().context("either --haetae or --service is needed")?;
        let address = marked::address(url, options.not_loopback)?;
        if !scenario.event.is_empty() || !scenario.prepare.is_empty() {
            bail!("the scenario does things to the service, which only one of its own lets be done: use --haetae");
        }
        marked::require(address).await?;
        return Ok((None, Job { address, ..job }));
    };
    let people = people_needed(&job).max(crate::numbers::size(u64::from(scenario.citizens)));
    let own = match &options.cluster {
        Some(scripts) => {
            say(&format!("Making a cluster of its own with {people} citizens"));
            let cluster = Cluster::start(scripts, haetae, folder, people, &scenario.settings).await?;
            let own = Own::Cluster(cluster);
            prepare(&own, options, scenario).await?;
            own
        }
        None => {
            say(&format!("Making a service of its own with {people} citizens"));
            let node = Installed::make(haetae, folder, people, &scenario.settings).await?;
            let mut own = Own::Node(node);
            prepare(&own, options, scenario).await?;
            own.act(Part::Node1, EventAct::Start, &[]).await?;
            own
        }
    };
    let mut partners = Vec::new();
    for name in scenario.stream.iter().map(|stream| stream.partner.as_str()).collect::<BTreeSet<_>>() {
        partners.push(own.data().add_partner(name).await?);
    }
    let (address, roots, subjects) = (own.public(), Some(own.data().roots()), Some(own.data().subjects()));
    Ok((Some(own), Job { address, roots, subjects, partners, ..job }))
}

async fn prepare(own: &Own, options: &Options, scenario: &Scenario) -> anyhow::Result<()> {
    for run in &scenario.prepare {
        own.data().command(&events::words(run, options.folder())).await?;
    }
    Ok(())
}

async fn facts(options: &Options, scenario: &Scenario, job: &Job, start: u64) -> Vec<Fact> {
    let fact = |name: &str, value: String| Fact { name: name.to_owned(), value };
    let mut facts = vec![
        fact("Began", crate::measured::began(start)),
        fact("Schedule", format!("{} seconds, {} times the scenario", job.seconds, options.scale)),
        fact("Seed", options.seed.to_string()),
        fact(
            "Generator",
            format!(
                "open loop, {} worker processes, at most {} connections each, {} s until a request is given up, one of {} answers \
             checked with the core{}",
                job.workers,
                job.connections,
                job.timeout,
                job.check_every,
                if cfg!(debug_assertions) { ", with debug assertions" } else { "" },
            ),
        ),
    ];
    let shared =
        "service and clients share this machine's processors, so that the service had fewer than it would have alone";
    let place = match (&options.service, job.address.ip().is_loopback()) {
        (None, _) if options.cluster.is_some() => {
            format!("three nodes, PostgreSQL, Redis and nginx of its own on loopback; {shared}; metrics are of node-1")
        }
        (None, _) => format!("one of its own on loopback; {shared}"),
        (Some(url), true) => format!("{url}; {shared}"),
        (Some(url), false) => url.clone(),
    };
    facts.push(fact("Service", place));
    if let Some(haetae) = &options.haetae {
        facts.push(fact("Version", said(haetae, &["--version"]).await));
    }
    if options.haetae.is_some() {
        let settings: Vec<String> = scenario.settings.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        let settings = if settings.is_empty() { "as installed".to_owned() } else { settings.join(", ") };
        facts.push(fact("Settings", settings));
    }
    let commit = said(Path::new("git"), &["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]).await;
    facts.push(fact("Commit", commit));
    facts.extend(crate::measured::facts());
    facts
}

/// What a program says, in one line; `unknown` if nothing.
async fn said(program: &Path, words: &[&str]) -> String {
    let output = tokio::process::Command::new(program).args(words).kill_on_drop(true).output().await.ok();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.filter(|text| !text.is_empty()).unwrap_or("unknown".to_owned())
}

fn say(text: &str) {
    eprintln!("{text}");
}

/// A bar on a terminal; elsewhere nothing is drawn.
fn bar(seconds: u32) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} s  {msg}");
    ProgressBar::new(u64::from(seconds)).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// How far it is: on the bar, or a line every five seconds.
fn show(bar: &ProgressBar, clock: RunClock, so: Progress) {
    let second = clock.micros() / 1_000_000;
    let text = format!("{} asked, {} good, {} without room, {} else", so.offered, so.good, so.shed, so.other);
    if !std::io::stderr().is_terminal() && second.is_multiple_of(5) {
        say(&format!("{second} s: {text}"));
    }
    bar.set_position(second);
    bar.set_message(text);
}
