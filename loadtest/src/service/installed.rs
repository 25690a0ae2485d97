use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::process::{Child, Command};

use super::data_folder::DataFolder;
use super::marked;

/// How long it may take to be ready.
const READY: Duration = Duration::from_secs(60);
/// How long it may take to stop.
const STOPPED: Duration = Duration::from_secs(40);

/// A service of one's own, on loopback, with synthetic citizens. It is stopped when this is dropped.
#[derive(Debug)]
pub struct Installed {
    /// Its data folder.
    pub data: DataFolder,
    /// The listener for phones, partners and scanners.
    pub public: SocketAddr,
    /// The listener for operators.
    pub operator: SocketAddr,
    child: Option<Child>,
}

impl Installed {
    /// Makes a data folder below `folder` with at least so many citizens that can be vaccinated, and these settings.
    ///
    /// # Errors
    ///
    /// What `haetae` says.
    pub async fn make(
        haetae: &Path,
        folder: &Path,
        citizens: usize,
        settings: &BTreeMap<String, String>,
    ) -> anyhow::Result<Self> {
        let (public, operator) = (free_address()?, free_address()?);
        let data = DataFolder::new(haetae, folder.join("data"));
        let mut init = vec!["init".to_owned(), "--serial-bits".to_owned(), "20".to_owned()];
        let own = [
            ("service.load_test", "true".to_owned()),
            ("service.public_listen", public.to_string()),
            ("service.operator_listen", operator.to_string()),
            // All workers are one address.
            ("service.max_connections_per_address", "100000".to_owned()),
        ];
        let own = own.map(|(key, value)| (key.to_owned(), value));
        for (key, value) in own.into_iter().chain(settings.clone()) {
            init.extend(["--set".to_owned(), format!("{key}={value}")]);
        }
        data.command(&init).await?;
        let count = DataFolder::sample_size(citizens).to_string();
        let sample = data.path("sample.ndjson");
        let path = sample.to_str().context("a path as text")?;
        data.command(&["records", "sample", "--count", &count, "--out", path].map(str::to_owned)).await?;
        data.command(&["records", "import", path].map(str::to_owned)).await?;
        data.choose_subjects(&sample, citizens)?;
        Ok(Self { data, public, operator, child: None })
    }

    /// Starts the service and waits until it is ready.
    ///
    /// # Errors
    ///
    /// If it does not become ready; its log says why.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        let log = self.data.path("haetae.log");
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&log)?;
        let mut command = Command::new(self.data.program());
        command.arg("serve").env("HAETAE_DATA", self.data.root()).env("HAETAE__LOG__LEVEL", "warn");
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("{} cannot be run", self.data.program().display()))?;
        let deadline = crate::clock::now() + READY;
        while !is_ready(self.public).await {
            if child.try_wait()?.is_some() || crate::clock::now() > deadline {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                bail!("the service does not become ready: {}", said.lines().last().unwrap_or("it said nothing"));
            }
            crate::clock::until(crate::clock::now() + Duration::from_millis(50)).await;
        }
        self.child = Some(child);
        marked::require(self.public).await
    }

    /// The process of the service, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.child.as_ref().and_then(Child::id)
    }

    /// Sends it a signal.
    ///
    /// # Errors
    ///
    /// If it does not run.
    pub fn signal(&self, signal: rustix::process::Signal) -> anyhow::Result<()> {
        let process = self.process().and_then(|process| rustix::process::Pid::from_raw(process.try_into().ok()?));
        rustix::process::kill_process(process.context("the service does not run")?, signal)?;
        Ok(())
    }

    /// Kills it, as a loss of power would.
    ///
    /// # Errors
    ///
    /// If it does not run.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.child.take().context("the service does not run")?.kill().await?;
        Ok(())
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Errors
    ///
    /// If it does not run, or does not stop.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.signal(rustix::process::Signal::TERM)?;
        let mut child = self.child.take().context("the service does not run")?;
        tokio::time::timeout(STOPPED, child.wait()).await.context("the service does not stop")??;
        Ok(())
    }
}

async fn is_ready(address: SocketAddr) -> bool {
    use http_body_util::Full;
    let request = hyper::Request::get("/readyz").header(hyper::header::HOST, address.to_string());
    let Ok(request) = request.body(Full::new(bytes::Bytes::new())) else { return false };
    let deadline = crate::clock::now() + Duration::from_secs(5);
    let reply = crate::load::pool::Pool::new(address, 1).ask(request, deadline).await.reply;
    reply.is_ok_and(|reply| reply.status == 200)
}

/// An address on loopback whose port was free a moment ago.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
