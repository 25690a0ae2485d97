mod notify;
mod reload;
mod sandbox;
mod signals;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use haetae_keys::memory;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::demo_key::read_demo_partner;
use super::{Context, DataFolder, Failure, open_files};
use crate::config::Config;
use crate::http::{self, Contact, Control, Deployment, HttpSettings, Pages, TlsCertificate};
use crate::identity::DemoPartner;
use crate::runtime::{Intervals, Node, Runtime};
use crate::signing::read_roots;
use crate::telemetry::{self, traces::Traces};
use notify::Supervisor;
use reload::Reload;
use signals::{hang_up, stop_on_signals};

/// Arguments of `haetae serve`.
#[derive(Clone, Debug, Args)]
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
    /// Run a sandbox for partners instead: public keys, people who do not exist, a clock and faults on demand. It makes
    /// its data folder anew with each start
    #[arg(long)]
    sandbox: bool,
    /// Let scanners that trust the sandbox's roots admit its passes; otherwise all of them are specimens
    #[arg(long, requires = "sandbox")]
    doors: bool,
}

/// Runs the service until SIGTERM or SIGINT.
pub(super) async fn run(args: &ServeArgs, mut context: Context) -> Result<u8, Failure> {
    // What the system's clock says before 1970. No answer and no pass can be dated with that.
    if context.clock.now().seconds() == 0 {
        return Err(
            "the system's clock shows a time before 1970: set it (timedatectl set-ntp true), then start again".into()
        );
    }
    if args.sandbox {
        return sandbox::run(args, context).await;
    }
    // First: a reload that comes while the node is opened would end the process.
    let mut hang_up = hang_up()?;
    let config = configuration(args, &context)?;
    let traces = Traces::open(&config).map_err(|error| Failure::from(error.to_string()))?;
    let set_level = telemetry::init(&config.log, traces.as_ref()).map_err(|error| Failure::from(error.to_string()))?;
    let supervisor = Supervisor::of(&context.environment);
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    protect_memory();
    let mut instance = [0u8; 8];
    context.random.fill(&mut instance)?;
    let mut settings = HttpSettings::new(&config, instance);
    settings.max_connections = open_files::make_room(settings.max_connections, http::OPERATOR_CONNECTIONS);
    settings.demo = demo(&config)?;
    settings.spans = traces.as_ref().map(Traces::counts);
    settings.edge.tls = certificate(&config)?;
    if config.web.enabled {
        settings.pages = pages(&config)?;
    }
    let node = Node::open(&config, Arc::clone(&context.clock)).await?;
    let public = listen(config.service.public_listen)?;
    let operator = listen(config.service.operator_listen)?;
    let node = node.with_journal(&config, context.random)?.with_redis(&config, instance)?.with_cache(&config);
    let intervals = Intervals {
        poll: Duration::from_secs(config.publishing.poll),
        lease: Duration::from_secs(config.publishing.lease),
        clock_limit: config.publishing.clock_limit,
    };
    let runtime = Arc::new(Runtime::new(node, intervals, instance));

    let (control, end) = (Control::default(), CancellationToken::new());
    stop_on_signals(&control)?;
    let mut reload = Reload {
        read: {
            let (args, environment) = (args.clone(), context.environment);
            Box::new(move || Config::load(&args.data.path, environment.clone(), overrides(&args)))
        },
        settings: config.settings().to_vec(),
        instance,
        set_level,
        tls: settings.edge.tls.clone(),
        control: control.clone(),
    };
    // Until the last request has its answer: while load balancers are waited for, keys and records still change.
    let publishing = tokio::spawn({
        let (runtime, end) = (Arc::clone(&runtime), end.clone());
        async move { runtime.run(end).await }
    });
    let polls = publishing.abort_handle();
    supervisor.ready();
    let attending = async {
        let mut stopping = std::pin::pin!(control.stop.cancelled());
        loop {
            tokio::select! {
                () = stopping.as_mut() => break,
                // None without a terminal, or when no signal can come any more.
                Some(()) = async { hang_up.as_mut()?.recv().await } => {
                    supervisor.reloading();
                    reload.run();
                    supervisor.ready();
                }
            }
        }
        supervisor.stopping();
        std::future::pending::<()>().await;
    };
    // A clean stop, even if a slow connection had to be closed.
    let served = tokio::select! {
        served = http::serve(&runtime, settings, public, operator, control.clone()) => served,
        () = attending => Ok(http::Stopped { cut: 0 }),
        // A service whose background tasks have ended is dead, even if it answers.
        () = supervisor.beat(|| !polls.is_finished()) => Ok(http::Stopped { cut: 0 }),
    };
    // A service without requests in progress stops before it is noticed above.
    supervisor.stopping();
    end.cancel();
    // A set that is being signed is published whole or not at all.
    if let Err(error) = publishing.await {
        tracing::error!(%error, "the publishing task ended unexpectedly");
    }
    if let Some(traces) = traces {
        // It waits for the collector.
        let _ = tokio::task::spawn_blocking(|| traces.finish()).await;
    }
    served.map_err(|error| Failure::from(error.to_string()))?;
    Ok(0)
}

/// The certificate of the listeners, if they speak TLS.
fn certificate(config: &Config) -> Result<Option<Arc<TlsCertificate>>, Failure> {
    let Some((certificate, key)) = config.tls_paths() else { return Ok(None) };
    let opened = TlsCertificate::open(&certificate, &key).map_err(|error| Failure::from(error.to_string()))?;
    Ok(Some(Arc::new(opened)))
}

/// The web apps, with the roots that scanners start from.
fn pages(config: &Config) -> Result<Pages, Failure> {
    let deployment = Deployment {
        roots: read_roots(&config.roots_path())?,
        origin: config.public_address(),
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
    super::load_with(&args.data, context, overrides(args))
}

fn overrides(args: &ServeArgs) -> Vec<(String, String)> {
    let flags = [("service.public_listen", args.listen), ("service.operator_listen", args.operator_listen)];
    flags.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.to_string()))).collect()
}

fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    http::listen(address).map_err(|error| Failure::from(format!("cannot listen on {address}: {error}")))
}

#[cfg(test)]
mod tests {
    use haetae_core::UnixTime;

    use super::*;
    use crate::clock::ManualClock;

    #[tokio::test]
    async fn a_clock_before_1970_starts_no_service() {
        let data = DataFolder { path: "nowhere".into() };
        let args = ServeArgs { data, listen: None, operator_listen: None, sandbox: false, doors: false };
        let clock = Arc::new(ManualClock::new(UnixTime::saturating_new(0)));
        let context = Context { clock, random: Box::new(|_: &mut [u8]| Ok(())), environment: Vec::new() };
        let failure = run(&args, context).await.expect_err("no service");
        assert!(failure.to_string().starts_with("the system's clock shows a time before 1970: set it"), "{failure}");
    }
}
