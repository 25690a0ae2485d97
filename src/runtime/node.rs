use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use haetae_keys::{Random, SerialBits};

use super::installation::{self, InstallationError};
use super::reconciling::{self, ReconcileError};
use crate::attestation::{AttestationVerifier, SetupError};
use crate::clock::Clock;
use crate::config::{Config, JournalMode};
use crate::identity::AssertionVerifier;
use crate::issuing::{Calendar, EligibilityGate, IssueService, Issuer, IssuerConfig, IssuingStores};
use crate::journal::{Folder, Journal};
use crate::limits::Limits;
use crate::limits::redis::{self, SharedCounter};
use crate::publishing::{LastSet, OldestRelease, Publisher, PublisherConfig};
use crate::queue::WaitingRoom;
use crate::signing::{CurrentSigning, SigningError, SigningFiles};
use crate::store::{CachedReads, CachedStores, Changes, PartnerStore, RecordStore, Store, StoreError};

/// The parts of a node, connected once.
#[derive(Clone, Debug)]
pub struct Node {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Records, revocations, partners, the published set.
    pub store: Arc<dyn Store>,
    /// What issuing reads of it, in memory; `None` if the configuration turns that off, and in commands.
    pub cache: Option<Arc<CachedReads>>,
    /// Makes passes.
    pub issuer: Arc<Issuer>,
    /// Checks partners' assertions.
    pub assertions: AssertionVerifier,
    /// How much partners and phones may ask for.
    pub limits: Arc<Limits>,
    /// Verifies attestations of holder keys.
    pub attestations: Arc<AttestationVerifier>,
    /// Signs and serves the data for scanners.
    pub publisher: Arc<Publisher>,
    /// The waiting room, which may be off.
    pub queue: Arc<WaitingRoom>,
    /// Who may be issued what.
    pub eligibility: Arc<EligibilityGate>,
    /// The journal of issued passes; `None` if the configuration turns it off, and in commands that issue nothing.
    pub journal: Option<Arc<Journal>>,
}

/// Why a node cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Keys or trust data cannot be used.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The journal cannot be used.
    #[error("the journal in {} cannot be used: {source}", path.display())]
    Journal {
        /// Its folder.
        path: PathBuf,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database is not the one of this installation.
    #[error(transparent)]
    Installation(InstallationError),
    /// The database cannot be compared with what was issued and published.
    #[error(transparent)]
    Reconcile(#[from] ReconcileError),
    /// The roots or the list of revoked certificates of attestations cannot be read.
    #[error(transparent)]
    Attestations(#[from] SetupError),
    /// The password or the roots of Redis cannot be read.
    #[error(transparent)]
    Redis(#[from] redis::SetupError),
    /// The zone or the size of serial numbers in the configuration does not exist.
    #[error("the configuration names a zone or a number of serial bits that does not exist")]
    Configuration,
}

impl From<InstallationError> for OpenError {
    fn from(error: InstallationError) -> Self {
        match error {
            InstallationError::Store(error) => Self::Store(error),
            error => Self::Installation(error),
        }
    }
}

impl Node {
    /// Opens a node from a checked configuration. A database that is older than what was issued and published around it
    /// is marked: [`Changes::reconcile_due`](crate::store::Changes::reconcile_due).
    ///
    /// # Errors
    ///
    /// [`OpenError`] if keys, trust data or store are missing, damaged, open to others or of different installations.
    pub async fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let signing = open_signing(config)?;
        let store = installation::open(config).await?;
        let state = signing.load();
        installation::require_or_name(config, store.as_ref(), &state).await?;
        reconciling::mark_if_older(config, store.as_ref(), &state).await?;
        Self::over(config, clock, signing, store, Some(LastSet::of(&config.data_dir))).await
    }

    /// The same, but nothing can be changed through it, and nothing is changed by opening it: to inspect a node next to
    /// a running service.
    ///
    /// # Errors
    ///
    /// [`OpenError`] as [`Node::open`], and if the database is not of this program's schema.
    pub async fn open_to_read(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let signing = open_signing(config)?;
        let store = installation::open_to_read(config).await?;
        Self::over(config, clock, signing, store, None).await
    }

    async fn over(
        config: &Config,
        clock: Arc<dyn Clock>,
        signing: Arc<CurrentSigning>,
        store: Arc<dyn Store>,
        last_set: Option<LastSet>,
    ) -> Result<Self, OpenError> {
        let issuer = &config.issuer;
        let zone = issuer.time_zone().map_err(|_| OpenError::Configuration)?;
        let issuing = IssuerConfig {
            calendar: Calendar::new(zone, issuer.strip_lead_hours),
            days_ahead: issuer.days_ahead,
            paper_days: issuer.paper_days,
            name_on_phone: issuer.name_on_phone,
            birth_on_phone: issuer.birth_on_phone,
            exact_sample_times: issuer.exact_sample_times,
        };
        let publishing = PublisherConfig {
            status_base: issuer.status_base.clone(),
            stale_after: config.publishing.stale_after,
            expires_after: config.publishing.expires_after,
            resign_after: config.publishing.resign_after,
            interval: config.publishing.interval,
            paper_days: issuer.paper_days,
            day_pass_end: issuing.calendar.day_pass_end(clock.now()),
        };
        let queue =
            WaitingRoom::new(Arc::clone(&store) as _, Arc::clone(&signing), Arc::clone(&clock), config.queue.clone());
        let eligibility = EligibilityGate::new(Arc::clone(&store) as _, Arc::clone(&clock));
        let publisher = Publisher::new(publishing, Arc::clone(&signing), Arc::clone(&store))
            .with_oldest_release(config.oldest_release().map(OldestRelease::new))
            .with_last_set(last_set);
        let publisher = Arc::new(publisher);
        // Before the first pass: a key that was stolen yesterday must not sign today.
        publisher.apply_withdrawals().await?;
        let assertions = AssertionVerifier::new(issuer.audience.clone(), issuer.auth_time_limit_days.into())
            .with_paper_life_without_id(config.limits.paper_life_without_jti)
            .with_grace_days(config.limits.grace_days);
        Ok(Self {
            limits: Arc::new(Limits::new(config.limits.clone(), Arc::clone(&clock))),
            clock,
            issuer: Arc::new(Issuer::new(issuing, signing)),
            assertions,
            attestations: Arc::new(AttestationVerifier::open(config)?),
            publisher,
            store,
            cache: None,
            queue: Arc::new(queue),
            eligibility: Arc::new(eligibility),
            journal: None,
        })
    }

    /// The same node, which enters what it issues into its journal if the configuration does not turn that off.
    ///
    /// # Errors
    ///
    /// [`OpenError::Journal`]
    pub fn with_journal(self, config: &Config, random: Box<dyn Random + Send>) -> Result<Self, OpenError> {
        if config.journal.mode == JournalMode::Off {
            return Ok(self);
        }
        let path = config.journal_directory();
        let folder = Folder::new(&path);
        let begins = folder.node().is_ok_and(|node| node.is_none());
        if begins && LastSet::of(&config.data_dir).path().exists() {
            tracing::warn!(
                folder = %path.display(),
                "a new journal begins, although this node has published before: is the disk of its journal mounted?"
            );
        }
        let journal = Journal::open(folder, random, config.journal.keep_days, Arc::clone(&self.clock))
            .map_err(|source| OpenError::Journal { path, source })?;
        let journal = Arc::new(journal);
        self.publisher.pin_journal(Arc::clone(&journal));
        Ok(Self { journal: Some(journal), ..self })
    }

    /// The same node, which counts partners' requests together with others if the configuration names a Redis. That
    /// Redis need not run: until it does, the node counts its share. `instance` are random bytes, new with each start.
    ///
    /// # Errors
    ///
    /// [`OpenError::Redis`]
    pub fn with_redis(self, config: &Config, instance: [u8; 8]) -> Result<Self, OpenError> {
        let Some(servers) = redis::Servers::of(config)? else { return Ok(self) };
        let longest = Duration::from_secs(config.service.request_timeout);
        let shared = SharedCounter::start(servers, instance, longest);
        let limits = Limits::new(config.limits.clone(), Arc::clone(&self.clock)).with_shared(Some(shared));
        Ok(Self { limits: Arc::new(limits), ..self })
    }

    /// The same node, which keeps in memory what issuing reads if the configuration does not turn that off.
    #[must_use]
    pub fn with_cache(self, config: &Config) -> Self {
        let cache = (config.cache.bytes > 0).then(|| {
            let stores = CachedStores {
                partners: Arc::clone(&self.store) as _,
                records: Arc::clone(&self.store) as _,
                changes: Arc::clone(&self.store) as _,
            };
            Arc::new(CachedReads::new(stores, Arc::clone(&self.clock), config.cache.bytes, config.cache_max_age()))
        });
        Self { cache, ..self }
    }

    /// This node has changed what is on record: from now on nothing that was read before is issued by.
    pub fn forget_cached(&self) {
        if let Some(cache) = &self.cache {
            cache.forget();
        }
    }

    /// Reads the counters of the store, stops signing with keys that are withdrawn, and no longer issues by what has
    /// changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read.
    pub(super) async fn apply_changes(&self) -> Result<Changes, StoreError> {
        let asked = self.clock.monotonic();
        let changes = self.publisher.apply_withdrawals().await?;
        if let Some(cache) = &self.cache {
            cache.learn(&changes, asked);
        }
        Ok(changes)
    }

    /// Issues passes on this node.
    pub fn issuing(&self) -> IssueService {
        let store = &self.store;
        let (partners, records): (Arc<dyn PartnerStore>, Arc<dyn RecordStore>) = match &self.cache {
            Some(cache) => (Arc::clone(cache) as _, Arc::clone(cache) as _),
            None => (Arc::clone(store) as _, Arc::clone(store) as _),
        };
        IssueService::new(
            self.assertions.clone(),
            Arc::clone(&self.issuer),
            IssuingStores { partners, records, phones: Arc::clone(store) as _, paper: Arc::clone(store) as _ },
            Arc::clone(&self.limits),
            self.journal.clone(),
            Arc::clone(&self.clock),
        )
        .with_attestations(Arc::clone(&self.attestations))
        .with_queue(Arc::clone(&self.queue))
        .with_eligibility(Arc::clone(&self.eligibility))
    }
}

fn open_signing(config: &Config) -> Result<Arc<CurrentSigning>, OpenError> {
    let serial_bits = SerialBits::new(config.issuer.serial_bits).ok_or(OpenError::Configuration)?;
    Ok(Arc::new(CurrentSigning::open(SigningFiles::of(config, serial_bits))?))
}
