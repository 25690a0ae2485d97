//! A witness beside a real node: it is content with an honest issuer, and raises an alarm for each way in which one can
//! take back what it has published. Whoever takes something back here holds the status key.

mod alarms;
mod keeping;
mod program;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use haetae::clock::Clock as _;
use haetae::journal::{Entry, Folder, Journal, Kind};
use haetae::model::{Serial, SubjectId};
use haetae::witness::{Alarm, AlarmKind, Source, Unreachable, Witness};
use haetae_core::{FileKind, Manifest, PinnedFile, SECONDS_PER_DAY, UnixTime};
use haetae_testkit::service::Harness;
use haetae_testkit::service::ceremony::Ceremony;
use tempfile::TempDir;

/// A node with a journal, and a witness of it.
struct World {
    harness: Harness,
    journal: Arc<Journal>,
    temp: TempDir,
}

/// What one address answers with: a mirror.
#[derive(Clone, Default)]
struct Shelf {
    manifest: Vec<u8>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Source for Shelf {
    fn manifest(&self) -> Result<Vec<u8>, Unreachable> {
        if self.manifest.is_empty() { Err(Unreachable("no answer".to_owned())) } else { Ok(self.manifest.clone()) }
    }

    fn file(&self, pinned: &PinnedFile) -> Result<Vec<u8>, Unreachable> {
        let file = self.files.get(&pinned.name).filter(|bytes| PinnedFile::new(&*pinned.name, bytes) == *pinned);
        file.cloned().ok_or_else(|| Unreachable(format!("{} is not here", pinned.name)))
    }
}

impl Shelf {
    /// The same with other files, signed by whoever holds the status key.
    fn signed_anew(&self, later: u64, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Self {
        let held = Manifest::decode_unverified(&self.manifest).expect("a manifest");
        let mut files = self.files.clone();
        change(&mut files);
        let pinned = files.iter().map(|(name, bytes)| PinnedFile::new(name.as_str(), bytes)).collect();
        let after = |time: UnixTime| time.saturating_add(later);
        let (version, issued) = (held.version + later, after(held.issued));
        let manifest = Manifest::new(version, issued, after(held.stale), after(held.expires), pinned, Vec::new());
        let thief = Ceremony::stolen_status_key();
        let manifest = thief.complete(&manifest.expect("a manifest").prepare(thief.kid()));
        Self { manifest, files }
    }

    fn version(&self) -> u64 {
        Manifest::decode_unverified(&self.manifest).expect("a manifest").version
    }

    fn name(&self, prefix: &str) -> String {
        self.files.keys().rfind(|name| name.starts_with(prefix)).expect("a file").clone()
    }
}

impl World {
    /// A node that has issued and published on the first of its days.
    async fn new() -> Self {
        let harness = Harness::unpublished().await;
        let temp = tempfile::tempdir().expect("a folder");
        let random = Box::new(|bytes: &mut [u8]| {
            bytes.fill(5);
            Ok(())
        });
        let clock = Arc::clone(&harness.node.clock);
        let journal = Journal::open(Folder::new(temp.path().join("journal")), random, 35, clock).expect("a journal");
        let journal = Arc::new(journal);
        harness.node.publisher.pin_journal(Arc::clone(&journal));
        let world = Self { harness, journal, temp };
        world.publish().await;
        world
    }

    fn now(&self) -> UnixTime {
        self.harness.clock.now()
    }

    async fn enter(&self) {
        let entry = Entry::of(self.now(), "operator", Serial(7), Kind::Paper, &[]);
        self.journal.enter(entry).await.expect("entered");
    }

    async fn publish(&self) {
        let publisher = &self.harness.node.publisher;
        self.enter().await;
        publisher.attest_journal(self.now()).await.expect("attested");
        publisher.store_journal_head().await.expect("stored");
        assert!(self.harness.publish().await, "something new is published");
    }

    async fn next_day(&self) {
        self.harness.clock.advance(SECONDS_PER_DAY);
        self.publish().await;
    }

    async fn revoke(&self, subject: &str) {
        let subject = SubjectId::new(subject).expect("an id");
        self.harness.node.store.revoke(&subject, self.now(), None).await.expect("the store");
        self.harness.clock.advance(60);
        assert!(self.harness.publish().await);
    }

    /// What the node serves now.
    fn shelf(&self) -> Shelf {
        let served = self.harness.node.publisher.served().expect("a set");
        let file = |pinned: &PinnedFile| {
            (pinned.name.clone(), served.file(&pinned.sha256).expect("a file of the set").to_vec())
        };
        Shelf { manifest: served.manifest.to_vec(), files: served.contents.files().iter().map(file).collect() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// Another start of the witness, which looks once.
    fn look(&self, source: &Shelf) -> Vec<Alarm> {
        self.look_as("witness", source)
    }

    fn look_as(&self, name: &str, source: &Shelf) -> Vec<Alarm> {
        let mut witness = self.witness(name);
        let raised = witness.look(source, self.now()).expect("the folder can be written");
        let open = witness.status(self.now()).alarms;
        assert!(raised.iter().all(|alarm| open.iter().any(|open| open.alarm == *alarm)));
        open.into_iter().map(|open| open.alarm).collect()
    }

    fn witness(&self, name: &str) -> Witness {
        Witness::open(&self.path(name), self.harness.ceremony.roots()).expect("a witness")
    }
}

fn kinds(alarms: &[Alarm]) -> Vec<AlarmKind> {
    alarms.iter().map(|alarm| alarm.kind).collect()
}

/// The name of what was revoked since the list of a day was made.
fn changes_name(shelf: &Shelf) -> String {
    let mut names = shelf.files.keys();
    names.find(|name| matches!(FileKind::of(name), FileKind::Changes(_))).expect("somebody is revoked").clone()
}

/// The name of a list of a day on which passes are valid.
fn list_name(shelf: &Shelf) -> String {
    let lists = shelf.files.keys().filter(|name| matches!(FileKind::of(name), FileKind::Status(_)));
    lists.clone().nth(lists.count() / 2).expect("a list").clone()
}
