use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use haetae_core::{CivilDate, DisplayName, IssuerName, UnixTime};
use haetae_keys::ceremony::{InitPlan, initialise};
use tempfile::TempDir;

use super::*;
use crate::clock::{Clock as _, ManualClock};
use crate::config::FILE_NAME;
use crate::model::{CredentialHash, Operator, OperatorName, Person, Scope, SubjectId};
use crate::runtime::installation;

const START: u64 = 1_792_254_257;

/// A data folder as a node of a real issuer has it, and a clock.
struct Patient {
    folder: TempDir,
    clock: Arc<ManualClock>,
    environment: Vec<(String, String)>,
}

impl Patient {
    /// A healthy folder: with keys, a database and a published set.
    async fn new() -> Self {
        let patient = Self::unpublished().await;
        patient.publish().await;
        patient
    }

    async fn unpublished() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let now = UnixTime::saturating_new(START);
        let mut plan = InitPlan::new(IssuerName::new("Test issuer 1").expect("a name"), now);
        (plan.threshold, plan.roots) = (1, 1);
        let mut random = random();
        initialise(&plan, &mut random, &folder.path().join("data")).expect("keys");
        let environment = vec![("HAETAE__ISSUER__SERIAL_BITS".to_owned(), "20".to_owned())];
        let patient = Self { folder, clock: Arc::new(ManualClock::new(now)), environment };
        fs::remove_dir_all(patient.path("roots")).expect("the roots go to the custodians");
        fs::remove_dir_all(patient.path("vault")).expect("the vault goes to another machine");
        patient.write(FILE_NAME, "", 0o644);
        patient.write("operator.token", "a-token-of-many-letters", 0o600);
        installation::found(&patient.config()).await.expect("a database");
        patient.operator("alice", 1, None).await;
        patient
    }

    async fn node(&self) -> Node {
        Node::open(&self.config(), self.clock.clone()).await.expect("a node")
    }

    async fn publish(&self) {
        self.node().await.publisher.refresh(self.clock.now()).await.expect("publishing");
    }

    fn config(&self) -> Config {
        Config::load(&self.path(""), self.environment.clone(), []).expect("a configuration")
    }

    async fn operator(&self, name: &str, byte: u8, expires: Option<UnixTime>) {
        let operator = Operator {
            name: OperatorName::new(name).expect("a name"),
            scopes: Scope::ALL.to_vec(),
            credential: Some(CredentialHash([byte; 32])),
            created: self.clock.now(),
            expires,
            removed: None,
            last_used: None,
        };
        self.node().await.store.add_operator(&operator).await.expect("the store answers");
    }

    fn set(&mut self, variable: &str, value: &str) {
        self.environment.push((variable.to_owned(), value.to_owned()));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("data").join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>, mode: u32) {
        fs::write(self.path(name), content).expect("a file");
        chmod(&self.path(name), mode);
    }

    async fn findings(&self) -> Vec<Finding> {
        let args = DoctorArgs {
            data: DataFolder { path: self.path("") },
            json: false,
            quiet: false,
            against: None,
            tls: None,
            tls_roots: None,
        };
        let random = Box::new(random());
        let context = Context { clock: self.clock.clone(), random, environment: Vec::new() };
        examine(&args, &self.config(), &context).await
    }

    /// Requires this finding, with a remedy, and no other warning or problem of these checks.
    async fn suffers(&self, check: &str, state: State, words: &str) {
        let findings = self.findings().await;
        let found = findings.iter().find(|finding| finding.check == check && finding.finding.contains(words));
        let found = found.unwrap_or_else(|| panic!("{check}: {words:?} is not in {findings:#?}"));
        assert_eq!(found.state, state, "{found:?}");
        assert_eq!(found.remedy.is_some(), state != State::Ok, "{found:?}");
    }

    /// The checks that found something.
    async fn complaints(&self) -> Vec<&'static str> {
        let findings = self.findings().await;
        findings.iter().filter(|finding| finding.state != State::Ok).map(|finding| finding.check).collect()
    }
}

fn random() -> impl FnMut(&mut [u8]) -> Result<(), haetae_keys::RandomUnavailable> + Send {
    let mut counter = 0u8;
    move |bytes: &mut [u8]| {
        counter = counter.wrapping_add(1);
        bytes.fill(counter);
        Ok(())
    }
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("chmod");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_node_gets_no_complaints() {
    let patient = Patient::new().await;
    assert_eq!(patient.complaints().await, [""; 0], "{:#?}", patient.findings().await);
    for check in [
        "configuration",
        "permissions",
        "store",
        "phones",
        "operators",
        "reconcile",
        "manifest",
        "status-lists",
        "trust",
        "keys",
        "signing",
        "journal",
        "clock",
        "disk",
    ] {
        assert!(patient.findings().await.iter().any(|finding| finding.check == check), "{check}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_open_to_others_are_found() {
    let patient = Patient::new().await;
    let kid = patient.node().await.publisher.signing().load().custody.kids()[0];
    let key = patient.path(&format!("node/{kid}.age"));
    fs::create_dir(patient.path("journal")).expect("a folder");
    patient.write("journal/2026-10-17.key", "00", 0o600);
    chmod(&patient.path("journal"), 0o700);
    for (path, good, bad) in [
        (patient.path("operator.token"), 0o600, 0o640),
        (patient.path("keys.passphrase"), 0o600, 0o604),
        (patient.path("node/status-keys.age"), 0o600, 0o660),
        (patient.path("haetae.sqlite"), 0o600, 0o644),
        (patient.path("journal/2026-10-17.key"), 0o600, 0o644),
        (patient.path("journal"), 0o700, 0o777),
        (patient.path("node"), 0o700, 0o770),
        (patient.path("node/recipient"), 0o644, 0o646),
        (key, 0o600, 0o644),
    ] {
        chmod(&path, bad);
        patient.suffers("permissions", State::Problem, &format!("{} is open to others", path.display())).await;
        assert_eq!(fs::metadata(&path).expect("metadata").permissions().mode() & 0o777, bad, "it changes nothing");
        chmod(&path, good);
        patient.suffers("permissions", State::Ok, "Only their owner").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_risky_configuration_is_found() {
    let mut patient = Patient::new().await;
    fs::create_dir(patient.path("roots")).expect("a folder");
    patient.suffers("configuration", State::Warning, "The private root key is beside the data").await;
    fs::remove_dir(patient.path("roots")).expect("a folder");
    patient.set("HAETAE__JOURNAL__MODE", "off");
    patient.suffers("configuration", State::Warning, "without a trace").await;
    patient.set("HAETAE__SERVICE__OPERATOR_LISTEN", "0.0.0.0:8471");
    patient.suffers("configuration", State::Warning, "other machines can reach the operator routes").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_who_are_missing_or_leave_soon_are_found() {
    let mut patient = Patient::new().await;
    patient.suffers("operators", State::Ok, "1 operator has a credential").await;
    patient.set("HAETAE__OPERATORS__FOUR_EYES", "[\"partner-keys\"]");
    patient.suffers("operators", State::Warning, "two operators with the scope keys").await;
    let soon = UnixTime::saturating_new(START + 13 * 86_400);
    patient.operator("bob", 2, Some(soon)).await;
    patient.suffers("operators", State::Warning, "The credential of bob ends at").await;
    let store = patient.node().await.store;
    for name in ["alice", "bob"] {
        let name = OperatorName::new(name).expect("a name");
        store.remove_operator(&name, UnixTime::saturating_new(START)).await.expect("the store answers");
    }
    patient.suffers("operators", State::Warning, "No operator has a credential").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_keys_and_lists_are_found() {
    for (name, check) in [
        ("node/identity.age", "keys"),
        ("node/status-keys.age", "keys"),
        ("trust-list", "trust"),
        ("roots.json", "trust"),
    ] {
        let patient = Patient::new().await;
        fs::rename(patient.path(name), patient.path("elsewhere")).expect("a name");
        patient.suffers(check, State::Problem, "The service does not start").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_passphrase_is_another_finding_than_lost_keys() {
    let patient = Patient::new().await;
    patient.write("keys.passphrase", "another passphrase\n", 0o600);
    patient.suffers("keys", State::Problem, "does not open with this passphrase").await;
    let findings = patient.findings().await;
    let keys = findings.iter().find(|finding| finding.check == "keys").expect("a finding");
    assert!(keys.remedy.as_deref().is_some_and(|remedy| remedy.starts_with("correct the passphrase")), "{keys:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_missing_or_foreign_database_is_found() {
    let patient = Patient::new().await;
    let database = patient.path("haetae.sqlite");
    let mut bytes = fs::read(&database).expect("a database");
    let pages = bytes.len() / 4_096;
    // The header stays, so that it opens; everything else is random.
    bytes[4_096 * (pages / 2)..].fill(0xa5);
    let whole = fs::read(&database).expect("a database");
    fs::write(&database, &bytes).expect("a file");
    patient.suffers("store", State::Problem, "").await;
    fs::write(&database, b"not a database at all, but a text that goes on for a while").expect("a file");
    patient.suffers("store", State::Problem, "cannot be read").await;
    fs::remove_file(&database).expect("a file");
    patient.suffers("store", State::Problem, "is missing").await;
    assert!(!database.exists(), "it makes none");
    fs::write(&database, whole).expect("a file");
    patient.suffers("store", State::Ok, "is sound").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_renewal_is_found_in_time() {
    let patient = Patient::unpublished().await;
    patient.suffers("manifest", State::Warning, "Nothing is published yet").await;
    patient.publish().await;
    let after = async |hours: u64, check: &str, state: State, words: &str| {
        patient.clock.set(UnixTime::saturating_new(START + hours * 3_600));
        patient.suffers(check, state, words).await;
    };
    after(5, "manifest", State::Ok, "The manifest until it is stale: 19 hours are left").await;
    after(7, "manifest", State::Ok, "a quarter of the time has passed").await;
    after(12, "manifest", State::Warning, "half of the time has passed").await;
    after(18, "manifest", State::Problem, "three quarters of the time have passed, 6 hours are left").await;
    after(24, "manifest", State::Problem, "no time is left").await;
    after(8 * 24, "manifest", State::Warning, "The manifest until it expires: half").await;
    after(15 * 24, "status-lists", State::Warning, "half of the time has passed").await;
    // Longer than any list or key of `haetae init` is valid.
    let days = 3_000;
    after(days * 24, "trust", State::Problem, "no time is left").await;
    after(days * 24, "keys", State::Problem, "issues no more passes").await;
    after(days * 24, "keys", State::Problem, "publishes nothing more").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_is_found() {
    let patient = Patient::new().await;
    patient.suffers("clock", State::Ok, "later than everything").await;
    patient.clock.set(UnixTime::saturating_new(START - 61));
    patient.suffers("clock", State::Problem, "61 seconds before the newest manifest").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_its_node_does_not_believe_is_found_and_nothing_is_changed() {
    let patient = Patient::new().await;
    let store = patient.node().await.store;
    let doubt = crate::store::Doubt { shows: UnixTime::saturating_new(START + 900), ahead: 864_000 };
    store.doubt_clock("node-1", doubt).await.expect("the store");
    patient.suffers("clock", State::Problem, "The node node-1 does not believe its clock").await;
    let witnesses = store.witnesses().await.expect("the store").nodes;
    assert_eq!((witnesses.len(), witnesses[0].at, witnesses[0].doubt), (1, None, Some(doubt)));
}

#[tokio::test(flavor = "multi_thread")]
async fn passes_that_cannot_be_made_are_found_by_making_one() {
    let patient = Patient::new().await;
    patient.suffers("signing", State::Ok, "A pass and a manifest").await;
    // The keys are there and due, and the status keys of these days are erased: no check of keys sees that.
    let signing = crate::signing::unlock(&patient.config()).expect("the keys");
    let mut keys = haetae_keys::StatusKeys::load(&signing).expect("status keys");
    keys.erase_before(haetae_core::StatusDay(UnixTime::saturating_new(START).status_day().0 + 2));
    keys.save(signing.folder()).expect("saved");
    patient.suffers("signing", State::Problem, "no pass can be made").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_were_cut_out_of_the_journal_are_named() {
    let patient = Patient::new().await;
    let node = patient.node().await.with_journal(&patient.config(), Box::new(random())).expect("a journal");
    let journal = node.journal.clone().expect("a journal");
    for _ in 0..4 {
        let now = patient.clock.now();
        node.publisher.attest_journal(now).await.expect("attested");
        let serial = crate::model::Serial(7);
        let entry = crate::journal::Entry::of(now, "clinic-7", serial, crate::journal::Kind::Paper, &[]);
        journal.enter(entry).await.expect("entered");
        patient.clock.advance(86_400);
    }
    node.publisher.attest_journal(patient.clock.now()).await.expect("attested");
    patient.suffers("journal", State::Ok, "Every day has its signed checkpoint").await;
    let folder = crate::journal::Folder::new(patient.path("journal"));
    let names = folder.segments().expect("files");
    for cut in [0..2, 2..4] {
        let files: Vec<(PathBuf, Vec<u8>)> = names[cut]
            .iter()
            .map(|name| folder.segment(*name))
            .map(|path| (path.clone(), fs::read(&path).expect("a file")))
            .collect();
        files.iter().for_each(|(path, _)| fs::remove_file(path).expect("a file"));
        let days: Vec<&str> =
            files.iter().filter_map(|(path, _)| path.file_name()?.to_str()?.strip_suffix("-000.ndjson")).collect();
        patient.suffers("journal", State::Problem, &format!("are missing; they are of {}", days.join(", "))).await;
        files.iter().for_each(|(path, bytes)| fs::write(path, bytes).expect("a file"));
    }
    patient.clock.advance(2 * 86_400);
    patient.suffers("journal", State::Warning, "there is no checkpoint of").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_was_changed_or_is_ahead_of_the_clock_is_found() {
    let patient = Patient::new().await;
    patient.suffers("journal", State::Ok, "Nothing has been issued").await;
    let node = patient.node().await.with_journal(&patient.config(), Box::new(random())).expect("a journal");
    let entry =
        |time| crate::journal::Entry::of(time, "clinic-7", crate::model::Serial(7), crate::journal::Kind::Paper, &[]);
    for later in [0, 100] {
        node.journal
            .as_ref()
            .expect("a journal")
            .enter(entry(UnixTime::saturating_new(START + later)))
            .await
            .expect("entered");
    }
    patient.suffers("journal", State::Ok, "The chain holds at its end: entry 2").await;
    patient.suffers("clock", State::Problem, "100 seconds before the last entry of the journal").await;
    let file = fs::read_dir(patient.path("journal")).expect("a folder").map(|entry| entry.expect("an entry").path());
    let file = file.filter(|path| path.extension().is_some_and(|found| found == "ndjson")).max().expect("a file");
    let text = fs::read_to_string(&file).expect("a text");
    fs::write(&file, text.replacen("clinic-7", "Clinic-7", 1)).expect("a file");
    patient.suffers("journal", State::Problem, "it has been changed").await;
    fs::remove_file(&file).expect("a file");
    fs::create_dir(&file).expect("a folder");
    patient.suffers("journal", State::Problem, "cannot be read").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_that_waits_too_long_for_its_list_is_found() {
    let patient = Patient::new().await;
    let (lee, at) = (SubjectId::new("SYN-1").expect("an id"), patient.clock.now());
    let (name, birth) = (DisplayName::new("이*").expect("a name"), CivilDate::parse("1985-12-24").expect("a date"));
    let person = Person::new(lee.clone(), name, birth, Vec::new());
    let node = patient.node().await;
    node.store.import(&[person]).await.expect("an import");
    node.store.revoke(&lee, at, None).await.expect("the store answers");
    patient.clock.set(at.saturating_add(20));
    assert_eq!(patient.complaints().await, [""; 0], "it is published within this time");
    patient.clock.set(at.saturating_add(300));
    patient.suffers("status-lists", State::Problem, "revocations wait to be published").await;
    patient.publish().await;
    assert_eq!(patient.complaints().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_command_has_left_is_found() {
    let patient = Patient::new().await;
    for left in [".restoreAb3", ".backupXy9", ".joining-q1w2"] {
        fs::create_dir(patient.path(left)).expect("a folder");
        patient.suffers("leftovers", State::Warning, left).await;
        fs::remove_dir(patient.path(left)).expect("it goes");
    }
    assert_eq!(patient.complaints().await, [""; 0]);
}
