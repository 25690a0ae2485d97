use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use haetae_keys::memory;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::demo_key::read_demo_partner;
use super::{Context, DataFolder, Failure, open_files};
use crate::config::Config;
use crate::http::{self, Contact, Deployment, HttpSettings, Pages};
use crate::identity::DemoPartner;
use crate::runtime::{Intervals, Node, Runtime};
use crate::signing::read_roots;
use crate::telemetry;

/// Arguments of `haetae serve`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 stopped by SIGTERM or SIGINT, 2 wrong usage or failure")]
pub(super) struct ServeArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The address for phones, partners and scanners; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The address for operators; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    operator_listen: Option<SocketAddr>,
}

/// Runs the service until SIGTERM or SIGINT.
pub(super) async fn run(args: &ServeArgs, mut context: Context) -> Result<u8, Failure> {
    let config = configuration(args, &context)?;
    telemetry::init(&config.log).map_err(|error| Failure::from(error.to_string()))?;
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    protect_memory();
    let mut instance = [0u8; 8];
    context.random.fill(&mut instance)?;
    let mut settings = HttpSettings::new(&config, instance);
    settings.max_connections = open_files::make_room(settings.max_connections, http::OPERATOR_CONNECTIONS);
    settings.demo = demo(&config)?;
    if config.web.enabled {
        settings.pages = pages(&config)?;
    }
    let node = Node::open(&config, Arc::clone(&context.clock)).await?;
    let public = listen(config.service.public_listen)?;
    let operator = listen(config.service.operator_listen)?;
    let node = node.with_journal(&config, context.random)?;
    let intervals = Intervals {
        poll: Duration::from_secs(config.publishing.poll),
        lease: Duration::from_secs(config.publishing.lease),
        clock_limit: config.publishing.clock_limit,
    };
    let runtime = Arc::new(Runtime::new(node, intervals, instance));

    let stop = CancellationToken::new();
    stop_on_signals(&stop)?;
    let publishing = tokio::spawn({
        let (runtime, stop) = (Arc::clone(&runtime), stop.clone());
        async move { runtime.run(stop).await }
    });
    // A clean stop, even if a slow connection had to be closed.
    let served = http::serve(&runtime, settings, public, operator, stop.clone()).await;
    stop.cancel();
    // A set that is being signed is published whole or not at all.
    if let Err(error) = publishing.await {
        tracing::error!(%error, "the publishing task ended unexpectedly");
    }
    served.map_err(|error| Failure::from(error.to_string()))?;
    Ok(0)
}

/// The web apps, with the roots that scanners start from.
fn pages(config: &Config) -> Result<Pages, Failure> {
    let deployment = Deployment {
        roots: read_roots(&config.roots_path())?,
        origin: config.web.origin.clone(),
        zone: config.issuer.zone.clone(),
        demo_sign_in: config.demo.sign_in,
        contact: Contact::of(&config.issuer),
    };
    Ok(Pages::embedded(&deployment))
}

fn demo(config: &Config) -> Result<Option<DemoPartner>, Failure> {
    if !config.demo.sign_in {
        return Ok(None);
    }
    read_demo_partner(config).map(Some)
}

/// Memory holds keys: it must not be written to a disk.
fn protect_memory() {
    if let Err(error) = memory::forbid_dumps() {
        tracing::warn!(%error, "keys may get into a core dump");
    }
    if !memory::lock() {
        tracing::warn!(
            "keys may get into swap: lift the limit on locked memory (LimitMEMLOCK=infinity), or run without swap"
        );
    }
}

fn configuration(args: &ServeArgs, context: &Context) -> Result<Config, Failure> {
    let flags = [("service.public_listen", args.listen), ("service.operator_listen", args.operator_listen)];
    let overrides = flags.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.to_string())));
    super::load_with(&args.data, context, overrides)
}

fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    http::listen(address).map_err(|error| Failure::from(format!("cannot listen on {address}: {error}")))
}

fn stop_on_signals(stop: &CancellationToken) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::from(error.to_string());
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let stop = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
    });
    Ok(())
}
