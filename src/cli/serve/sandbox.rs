//! `haetae serve --sandbox`: rounds of a service whose keys are public, each in a folder that is made anew.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use haetae_keys::{Random, RandomUnavailable};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::signals::stop_on_signals;
use super::{ServeArgs, certificate, listen, overrides, pages};
use crate::cli::output::outln;
use crate::cli::{Context, Failure};
use crate::clock::Clock;
use crate::http::{self, Control, HttpSettings};
use crate::runtime::{Intervals, Node, Runtime};
use crate::sandbox::{Prepared, Round, Sandbox, prepare, surroundings};
use crate::telemetry;

/// Runs a sandbox until SIGTERM or SIGINT.
pub(super) async fn run(args: &ServeArgs, context: Context) -> Result<u8, Failure> {
    let sandbox = Arc::new(Sandbox::new(Arc::clone(&context.clock)));
    let random = Arc::new(Mutex::new(context.random));
    let overrides = overrides(args);
    let (ended, mut listeners) = (Control::default(), None);
    stop_on_signals(&ended)?;
    for number in 1_u64.. {
        let now = sandbox.clock.now();
        let Prepared { mut config, partner } =
            prepare(&args.data.path, &context.environment, &overrides, args.doors, now).await?;
        if listeners.is_none() {
            let _ = telemetry::init(&config.log, None).map_err(|error| Failure::from(error.to_string()))?;
            let service = &config.service;
            let opened =
                Listeners { public: listen(service.public_listen)?, operator: listen(service.operator_listen)? };
            opened.announce()?;
            listeners = Some(opened);
        }
        let Some(opened) = listeners.take() else { break };
        if !context.environment.iter().any(|(name, _)| name == "HAETAE__WEB__ORIGIN") {
            config.web.origin = opened.origin(config.tls_paths().is_some())?;
        }
        let (next, this) = opened.shared()?;
        listeners = Some(next);

        let mut instance = [0u8; 8];
        lock(&random).fill(&mut instance)?;
        let mut settings = HttpSettings::new(&config, instance);
        settings.demo = Some(partner);
        settings.edge.tls = certificate(&config)?;
        settings.pages = pages(&config)?;
        let node = Node::open(&config, Arc::clone(&sandbox.clock) as _).await?;
        let node = node.with_journal(&config, Box::new(shared(&random)))?.with_cache(&config);
        let intervals = Intervals {
            poll: Duration::from_secs(config.publishing.poll),
            lease: Duration::from_secs(config.publishing.lease),
            clock_limit: config.publishing.clock_limit,
        };
        let runtime = Arc::new(Runtime::new(node, intervals, instance));
        let over = CancellationToken::new();
        let round = Arc::new(Round::new(number, Arc::clone(&sandbox), Arc::clone(&runtime), over.clone()));
        settings.surroundings = Some(surroundings(&round));
        serve(&runtime, settings, this, &ended, &over).await?;
        if ended.stop.is_cancelled() {
            return Ok(0);
        }
        sandbox.clock.reset();
        tracing::info!(round = number + 1, "the sandbox begins anew");
    }
    Ok(0)
}

/// Serves a round until it is over or the program ends.
async fn serve(
    runtime: &Arc<Runtime>,
    settings: HttpSettings,
    listeners: Listeners,
    ended: &Control,
    over: &CancellationToken,
) -> Result<(), Failure> {
    let (control, end) = (Control::default(), CancellationToken::new());
    let publishing = tokio::spawn({
        let (runtime, end) = (Arc::clone(runtime), end.clone());
        async move { runtime.run(end).await }
    });
    let stopping = async {
        tokio::select! {
            () = over.cancelled() => {}
            () = ended.stop.cancelled() => {}
        }
        control.stop.cancel();
        control.at_once.cancel();
    };
    let Listeners { public, operator } = listeners;
    let serving = http::serve(runtime, settings, public, operator, control.clone());
    let (served, ()) = tokio::join!(serving, stopping);
    end.cancel();
    if let Err(error) = publishing.await {
        tracing::error!(%error, "the publishing task ended unexpectedly");
    }
    served.map(drop).map_err(|error| Failure::from(error.to_string()))
}

/// Both listeners. They stay open from round to round: who asks meanwhile waits.
struct Listeners {
    public: TcpListener,
    operator: TcpListener,
}

impl Listeners {
    fn announce(&self) -> Result<(), Failure> {
        let address = |listener: &TcpListener| -> Result<SocketAddr, Failure> {
            listener.local_addr().map_err(|error| Failure::from(error.to_string()))
        };
        outln!("SPECIMEN: a sandbox. Its keys are public, its people do not exist, and no real scanner knows it.");
        outln!("  for apps and scanners  http://{}", address(&self.public)?);
        outln!("  for its clock, faults  http://{}/sandbox", address(&self.operator)?);
        Ok(())
    }

    /// The address at which scanners on this machine find the service, whichever port it has.
    fn origin(&self, is_tls: bool) -> Result<String, Failure> {
        let mut address = self.public.local_addr().map_err(|error| Failure::from(error.to_string()))?;
        if address.ip().is_unspecified() {
            address.set_ip(IpAddr::from([127, 0, 0, 1]));
        }
        Ok(format!("{}://{address}", if is_tls { "https" } else { "http" }))
    }

    /// The same sockets twice.
    fn shared(self) -> Result<(Self, Self), Failure> {
        let twice = |listener: TcpListener| -> std::io::Result<(TcpListener, TcpListener)> {
            let socket = listener.into_std()?;
            Ok((TcpListener::from_std(socket.try_clone()?)?, TcpListener::from_std(socket)?))
        };
        let failed = |error: std::io::Error| Failure::from(error.to_string());
        let (public, operator) = (twice(self.public).map_err(failed)?, twice(self.operator).map_err(failed)?);
        Ok((Self { public: public.0, operator: operator.0 }, Self { public: public.1, operator: operator.1 }))
    }
}

type SharedRandom = Arc<Mutex<Box<dyn Random + Send>>>;

fn lock(random: &SharedRandom) -> std::sync::MutexGuard<'_, Box<dyn Random + Send>> {
    random.lock().unwrap_or_else(PoisonError::into_inner)
}

fn shared(random: &SharedRandom) -> impl Random + Send + use<> {
    let random = Arc::clone(random);
    move |bytes: &mut [u8]| -> Result<(), RandomUnavailable> { lock(&random).fill(bytes) }
}
