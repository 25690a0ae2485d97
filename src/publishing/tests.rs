use std::sync::Arc;

use haetae_core::{
    Checker, CivilDate, DisplayName, Doses, Evidence, IssuerName, Kid, Product, Role, ScannerState, TrustStore,
    UnixTime,
};
use haetae_keys::ceremony::{InitPlan, initialise};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

use super::*;
use crate::clock::{Clock as _, ManualClock};
use crate::config::{Config, FILE_NAME};
use crate::model::{Person, Reason, SubjectId, WithdrawnKey};
use crate::runtime::{Node, installation};
use crate::signing::{Signing, read_roots};
use crate::store::{StandingChange, WithdrawalChange};

mod incremental;
mod linking;

const START: u64 = 1_792_254_257;

struct Fixture {
    folder: TempDir,
    clock: Arc<ManualClock>,
    node: Node,
}

impl Fixture {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let now = UnixTime::saturating_new(START);
        let mut plan = InitPlan::new(IssuerName::new("Test issuer 1").expect("a name"), now);
        (plan.threshold, plan.roots) = (1, 1);
        let mut counter = 0u32;
        let mut random = |bytes: &mut [u8]| {
            counter += 1;
            bytes[..4].copy_from_slice(&counter.to_be_bytes());
            Ok(())
        };
        initialise(&plan, &mut random, &data).expect("keys");
        std::fs::write(data.join(FILE_NAME), "").expect("a configuration");
        let clock = Arc::new(ManualClock::new(now));
        let config =
            Config::load(&data, [], [("issuer.serial_bits".to_owned(), "20".to_owned())]).expect("configuration");
        installation::found(&config).await.expect("a database");
        let node = Node::open(&config, clock.clone()).await.expect("a node");
        node.store.import(&[person("SYN-1"), person("SYN-2")]).await.expect("an import");
        Self { folder, clock, node }
    }

    /// The same installation after a restart, or on another machine.
    async fn restarted(self) -> Self {
        self.restarted_with([]).await
    }

    async fn restarted_with<const N: usize>(self, settings: [(&str, &str); N]) -> Self {
        let data = self.folder.path().join("data");
        let bits = [("issuer.serial_bits", "20")];
        let settings = bits.into_iter().chain(settings).map(|(key, value)| (key.to_owned(), value.to_owned()));
        let config = Config::load(&data, [], settings).expect("configuration");
        let node = Node::open(&config, self.clock.clone()).await.expect("a node");
        Self { node, ..self }
    }

    /// Puts so many people on record: `P-0` and so on.
    async fn add_people(&self, count: usize) {
        let people: Vec<Person> = (0..count).map(|number| person(&format!("P-{number}"))).collect();
        self.node.store.import(&people).await.expect("an import");
    }

    /// Revokes `P-<number>` for each of these numbers.
    async fn revoke(&self, numbers: impl IntoIterator<Item = usize>) {
        let subjects: Vec<SubjectId> = numbers.into_iter().map(|number| id(&format!("P-{number}"))).collect();
        let changes = self.node.store.revoke_all(&subjects, self.clock.now(), None).await.expect("the store");
        assert!(changes.iter().all(|change| *change == StandingChange::Done));
    }

    /// Polls for something to publish, after the time between two sets has passed.
    async fn refresh(&self) -> bool {
        self.clock.advance(10);
        self.node.publisher.refresh(self.clock.now()).await.expect("publishing")
    }

    fn served(&self) -> Arc<ServedSet> {
        self.node.publisher.served().expect("a published set")
    }

    fn hashes(&self) -> Vec<(String, [u8; 32])> {
        let served = self.served();
        served.contents.files().iter().map(|file| (file.name.clone(), file.sha256)).collect()
    }

    async fn paper(&self, subject: &str) -> Result<String, crate::issuing::IssueError> {
        let record = self.node.store.record(&id(subject)).await.expect("the store").expect("a record");
        self.node.issuer.issue_paper(&record, self.clock.now()).map(|pass| pass.text)
    }

    fn verdict(&self, text: &str) -> &'static str {
        let served = self.served();
        Checker::new(&served.trust).check(text, self.clock.now(), &mut ScannerState::new()).code()
    }

    /// Withdraws the key that paper passes are signed with, from this many seconds after now.
    async fn withdraw_paper_key(&self, after: u64) -> Kid {
        let signing = self.node.publisher.signing().load();
        let kid = kid_of(&signing, |role| matches!(role, Role::PaperPasses(_)));
        let key = WithdrawnKey {
            kid,
            refused_from: self.clock.now().saturating_add(after),
            reason: Reason::new("a stolen backup").expect("a reason"),
            entered: self.clock.now(),
        };
        assert_eq!(self.node.store.withdraw_key(&key).await.expect("the store"), WithdrawalChange::Done);
        kid
    }
}

/// The key of a role that signs when the fixture begins.
fn kid_of(signing: &Signing, is: impl Fn(&Role) -> bool) -> Kid {
    let start = UnixTime::saturating_new(START);
    let held = signing.custody.kids();
    let mut keys = signing.list.keys().filter(|(kid, key)| held.contains(kid) && key.window_holds(start));
    keys.find(|(_, key)| is(&key.role)).map(|(kid, _)| *kid).expect("a key of that role")
}

fn id(text: &str) -> SubjectId {
    SubjectId::new(text).expect("a subject id")
}

fn person(subject: &str) -> Person {
    let name = DisplayName::new("김*수").expect("a name");
    let vaccination = Evidence::Vaccination {
        doses: Doses::new(2).expect("doses"),
        date: CivilDate::parse("2026-07-06").expect("a date"),
        product: Product::new("BNT162B2").expect("a product"),
    };
    Person::new(id(subject), name, CivilDate::parse("1980-02-29").expect("a date"), vec![vaccination])
}

#[tokio::test(flavor = "multi_thread")]
async fn unchanged_files_keep_their_bytes() {
    let fixture = Fixture::new().await;
    assert!(fixture.refresh().await, "nothing was published before");
    let (first, version) = (fixture.hashes(), fixture.served().contents.version);
    assert_eq!(first.len(), 1 + 14 + 1 + 28);

    assert!(!fixture.refresh().await, "nothing is due");
    fixture.clock.advance(3_590);
    assert!(fixture.refresh().await, "a fresh manifest is due");
    assert_eq!(fixture.hashes(), first);
    assert!(fixture.served().contents.version > version);

    fixture.clock.advance(86_400);
    assert!(fixture.refresh().await, "a day has begun");
    let later = fixture.hashes();
    assert_eq!(later.iter().filter(|file| first.contains(file)).count(), first.len() - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_reaches_scanners_and_reinstating_gives_new_passes() {
    let fixture = Fixture::new().await;
    fixture.refresh().await;
    let (own, other) = (fixture.paper("SYN-1").await.expect("a pass"), fixture.paper("SYN-2").await.expect("a pass"));
    assert_eq!((fixture.verdict(&own), fixture.verdict(&other)), ("admit", "admit"));

    let revoked = fixture.node.store.revoke(&id("SYN-1"), fixture.clock.now(), None).await.expect("the store");
    assert_eq!(revoked, StandingChange::Done);
    assert!(matches!(fixture.paper("SYN-1").await, Err(crate::issuing::IssueError::Revoked)));
    assert!(fixture.refresh().await, "a revocation is due at once");
    assert_eq!((fixture.verdict(&own), fixture.verdict(&other)), ("revoked", "admit"));

    fixture.node.store.reinstate(&id("SYN-1")).await.expect("the store");
    fixture.refresh().await;
    let again = fixture.paper("SYN-1").await.expect("a pass");
    assert_eq!((fixture.verdict(&own), fixture.verdict(&again)), ("revoked", "admit"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wave_of_revocations_waits_for_one_set_and_old_files_stay_for_a_while() {
    let fixture = Fixture::new().await;
    fixture.refresh().await;
    fixture.node.store.revoke(&id("SYN-1"), fixture.clock.now(), None).await.expect("the store");
    fixture.refresh().await;
    let first = fixture.served();
    let old = first.contents.files().iter().find(|file| file.name.starts_with("changes/")).expect("changes").sha256;
    fixture.node.store.revoke(&id("SYN-2"), fixture.clock.now(), None).await.expect("the store");
    let at_once = fixture.node.publisher.refresh(fixture.clock.now()).await;
    assert!(!at_once.expect("publishing"), "a set has just been published");
    assert!(fixture.refresh().await, "the revocation waits no longer than the interval");
    assert!(!fixture.served().contents.files().iter().any(|file| file.sha256 == old));
    assert_eq!(fixture.served().file(&old), first.file(&old), "somebody may hold the former manifest");

    fixture.clock.advance(3_600);
    assert!(fixture.refresh().await);
    assert_eq!(fixture.served().file(&old), None, "no client needs it after an hour");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_does_not_make_scanners_refuse_the_set() {
    let fixture = Fixture::new().await;
    fixture.refresh().await;
    let version = fixture.served().contents.version;
    fixture.clock.set(UnixTime::saturating_new(START - 3_600));
    fixture.node.store.revoke(&id("SYN-1"), fixture.clock.now(), None).await.expect("the store");
    assert!(fixture.refresh().await, "what is published was offered to a scanner that has the previous set");
    assert!(fixture.served().contents.version > version);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_folder_is_all_that_a_scanner_needs() {
    let fixture = Fixture::new().await;
    fixture.refresh().await;
    let out = fixture.folder.path().join("public");
    assert_eq!(write_folder(&fixture.served(), &out).expect("writing"), 44 - duplicate_files(&fixture));
    assert_eq!(write_folder(&fixture.served(), &out).expect("writing"), 0, "files that are there are left alone");

    let roots = read_roots(&fixture.folder.path().join("data/roots.json")).expect("roots");
    let trust = out.join("v1/trust");
    let manifest = std::fs::read(trust.join("manifest")).expect("the manifest");
    let files: Vec<Vec<u8>> = std::fs::read_dir(trust.join("files"))
        .expect("the files")
        .map(|entry| std::fs::read(entry.expect("an entry").path()).expect("a file"))
        .collect();
    let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    assert_eq!(TrustStore::new(roots.clone()).take_set(&manifest, &files), haetae_core::Outcome::Taken);
    let bundle = std::fs::read(trust.join("bundle")).expect("the bundle");
    assert_eq!(TrustStore::new(roots).take_bundle(&bundle), haetae_core::Outcome::Taken);
}

/// Every list names its day, so all files are different.
fn duplicate_files(fixture: &Fixture) -> usize {
    let hashes: std::collections::HashSet<[u8; 32]> = fixture.hashes().into_iter().map(|(_, sha256)| sha256).collect();
    fixture.hashes().len() - hashes.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_key_signs_nothing_at_once_and_scanners_refuse_its_passes_from_the_time_given() {
    let fixture = Fixture::new().await;
    fixture.refresh().await;
    let pass = fixture.paper("SYN-1").await.expect("a pass");
    let kid = fixture.withdraw_paper_key(100).await;
    assert!(fixture.refresh().await, "a withdrawal is due at once");
    assert_eq!(fixture.served().contents.withdrawn().len(), 1);
    assert_eq!(fixture.served().contents.withdrawn_from(kid), Some(UnixTime::saturating_new(START + 10 + 100)));
    assert!(matches!(fixture.paper("SYN-1").await, Err(crate::issuing::IssueError::NoKey)), "nothing signs with it");
    assert_eq!(fixture.verdict(&pass), "admit", "people have time to renew");
    assert!(!fixture.refresh().await, "nothing more is due");
    fixture.clock.advance(100);
    assert_eq!(fixture.verdict(&pass), "key_withdrawn");

    fixture
        .node
        .store
        .lift_withdrawal(kid, &Reason::new("a wrong kid").expect("a reason"), fixture.clock.now())
        .await
        .expect("the store");
    assert!(fixture.refresh().await, "that it was lifted is due at once");
    assert_eq!(fixture.verdict(&pass), "admit");
    fixture.paper("SYN-1").await.expect("a pass again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_starts_does_not_sign_with_a_withdrawn_key() {
    let fixture = Fixture::new().await;
    fixture.withdraw_paper_key(0).await;
    let data = fixture.folder.path().join("data");
    let config = Config::load(&data, [], [("issuer.serial_bits".to_owned(), "20".to_owned())]).expect("configuration");
    let node = Node::open(&config, fixture.clock.clone()).await.expect("a node");
    let record = node.store.record(&id("SYN-1")).await.expect("the store").expect("a record");
    let issued = node.issuer.issue_paper(&record, fixture.clock.now());
    assert!(matches!(issued, Err(crate::issuing::IssueError::NoKey)), "{issued:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_issue_no_passes_are_not_named_and_the_last_status_key_goes_on() {
    let fixture = Fixture::new().await;
    fixture.refresh().await;
    let signing = fixture.node.publisher.signing().load();
    let (status, rules) =
        (kid_of(&signing, |role| *role == Role::Status), kid_of(&signing, |role| *role == Role::Rules));
    for kid in [status, rules, Kid([7; 8])] {
        let (at, reason) = (fixture.clock.now(), Reason::new("stolen").expect("a reason"));
        let key = WithdrawnKey { kid, refused_from: at, reason, entered: at };
        fixture.node.store.withdraw_key(&key).await.expect("the store");
    }
    fixture.clock.advance(3_600);
    assert!(fixture.refresh().await, "a manifest is signed all the same");
    assert_eq!(fixture.served().contents.withdrawn(), []);
    let keys = &fixture.node.publisher.signing().load().keys;
    assert_eq!((keys.status_key_at(fixture.clock.now()), keys.rules_key_at(fixture.clock.now())), (Some(status), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ends_of_other_nodes_journals_are_pinned_and_never_go_back() {
    let fixture = Fixture::new().await;
    let head = |entries: u64| {
        let time = fixture.clock.now();
        crate::journal::Head { head: crate::journal::Digest([7; 32]), entries, time }.document()
    };
    let store_head =
        async |document: &[u8]| fixture.node.store.store_journal_head("0a0b0c0d", document).await.expect("written");
    let pinned = || {
        let name = "x-journal/0a0b0c0d";
        let served = fixture.served();
        let file = served.contents.files().iter().find(|file| file.name == name).cloned();
        file.map(|file| served.file(&file.sha256).expect("a file").to_vec())
    };
    fixture.refresh().await;
    assert_eq!(pinned(), None);
    let third = head(3);
    for (document, expected) in
        [(head(2), head(2)), (third.clone(), third.clone()), (head(1), third.clone()), (b"no head".to_vec(), third)]
    {
        store_head(&document).await;
        fixture.clock.advance(3_600);
        assert!(fixture.refresh().await);
        assert_eq!(pinned(), Some(expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_in_which_a_revocation_has_vanished_is_not_published_until_it_is_back() {
    let fixture = Fixture::new().await;
    fixture.node.store.revoke(&id("SYN-1"), fixture.clock.now(), None).await.expect("the store");
    fixture.refresh().await;
    let served = fixture.served().contents.version;
    let database = fixture.folder.path().join("data/haetae.sqlite");
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await.expect("a connection");
    sqlx::query("DELETE FROM revoked_serial").execute(&mut connection).await.expect("SQL");

    fixture.clock.advance(10);
    let refused = fixture.node.publisher.refresh(fixture.clock.now()).await.expect_err("an error");
    assert!(matches!(refused, PublishError::ReconcileDue), "{refused:?}");
    assert!(fixture.node.store.changes().await.expect("the store").reconcile_due);
    assert_eq!(fixture.served().contents.version, served, "what was published before is still served");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_that_cannot_be_published_is_seen_after_a_restart_too() {
    let fixture = Fixture::new().await;
    fixture.add_people(1).await;
    assert!(fixture.refresh().await);
    fixture.revoke([0]).await;
    // It refuses every set.
    let fixture = fixture.restarted_with([("publishing.oldest_release", "/bin/false")]).await;
    assert_eq!(fixture.node.publisher.unpublished_since(), None);
    let now = fixture.clock.now();
    fixture.node.publisher.refresh(now).await.expect_err("a refusal");
    fixture.clock.advance(60);
    fixture.node.publisher.refresh(fixture.clock.now()).await.expect_err("a refusal");
    assert_eq!(fixture.node.publisher.unpublished_since(), Some(now));
    let fixture = fixture.restarted().await;
    assert!(fixture.refresh().await);
    assert_eq!(fixture.node.publisher.unpublished_since(), None);
}
