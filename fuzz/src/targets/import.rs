//! Files of people, in each format that an import reads.

use std::io::Cursor;

use haetae::records::import::{ImportError, ImportOptions, LeftAlone, Observer, Reject, Source, import};
use haetae::records::{NameKey, Today};
use haetae_core::CivilDate;

use crate::service::{NOW, Service, TODAY};
use crate::{Target, repository};

const PROMISE: &str = "every row is counted once, and a file that is refused is refused for its format";

pub(super) const CSV: Target = Target {
    name: "import-csv",
    promise: PROMISE,
    run,
    seeds: || repository::files("tests/data/records", &[".csv", ".tsv"]),
    rounds: 1_000,
};

pub(super) const NDJSON: Target = Target {
    name: "import-ndjson",
    promise: PROMISE,
    run,
    seeds: || repository::files("tests/data/records/cases", &[".ndjson"]),
    rounds: 1_000,
};

pub(super) const FHIR: Target = Target {
    name: "import-fhir",
    promise: PROMISE,
    run,
    seeds: || {
        let folders = ["tests/data/records/fhir", "tests/data/records/fhir-cases"];
        let files = folders.iter().flat_map(|folder| repository::files(folder, &[".ndjson", ".json"]));
        files.chain([repository::file("tests/data/records/fhir-bundle.json")]).collect()
    },
    rounds: 1_000,
};

/// Counts what it observes.
#[derive(Default)]
struct Counts {
    read: u64,
    rejected: u64,
}

impl Observer for Counts {
    fn read(&mut self, bytes: u64) {
        assert!(bytes >= self.read, "progress goes on");
        self.read = bytes;
    }

    fn stored(&mut self, _: u64) {}

    fn rejected(&mut self, reject: &Reject) {
        assert!(!reject.to_string().is_empty());
        self.rejected += 1;
    }

    fn left_alone(&mut self, _: &LeftAlone) {}
}

/// A rehearsal: it does everything that an import does, and keeps nothing.
fn run(input: &[u8]) {
    Service::with(|service| {
        let today = Today { day: CivilDate::parse(TODAY).expect("a date"), now: NOW };
        let options = ImportOptions {
            zone: service.node.issuer.config().calendar.zone().clone(),
            scratch: service.folder().to_owned(),
            dry_run: true,
            today,
            names: NameKey::new(&[7; 32]),
            systems: Default::default(),
        };
        let mut counts = Counts::default();
        let sources = vec![Source::from_reader("input", Cursor::new(input.to_vec()))];
        match service.wait_for(import(sources, &options, &*service.node.store, &mut counts)) {
            Ok(summary) => {
                let ends = [summary.used, summary.superseded, summary.rejected, summary.left_alone, summary.ignored()];
                assert_eq!(summary.read, ends.iter().sum::<u64>(), "every row is counted once: {summary:?}");
                assert_eq!(summary.rejected, counts.rejected, "every reject is reported");
                let people = summary.imported.added + summary.imported.changed + summary.imported.unchanged;
                assert!(people <= summary.read, "{people} people in {} rows", summary.read);
                // It counts the text in UTF-8, which has at most three bytes for one of another encoding.
                assert!(counts.read <= 3 * input.len() as u64, "{} bytes of {}", counts.read, input.len());
            }
            Err(ImportError::Format { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    });
}
