//! What nobody has signed must not make a scanner allocate: no length is believed before its bytes are there.
//!
//! This is a program of its own, because the allocator that counts is the whole program's.

mod rules;

use haetae_core::series::{FrameRefused, Received, SeriesReceiver, SeriesSender};
use haetae_core::{
    Bundle, Challenge, Checker, MAX_KEPT_BYTES, Manifest, Outcome, PassClaims, PinnedFile, RootSet, ScannerState,
    StatusBits, StatusListClaims, TrustList, TrustStore, UnverifiedPass, base45, pass_text, presentation_text,
};
use haetae_testkit::Signer;
use haetae_testkit::allocation::{Counting, allocated, peak_of, require_at_most};
use haetae_testkit::authority::{Authority, DAY, NOW, at, claims, sign_list};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::vectors::{Vectors, bytes, json};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const KIB: usize = 1_024;
const MIB: usize = 1_024 * KIB;

#[test]
fn the_allocator_counts() {
    assert!(allocated(|| vec![1u8; 12_345]).0 >= 12_345);
}

/// Heads of every kind that claim any length, alone, in one another and where a pass has them.
fn hostile_objects() -> Vec<Vec<u8>> {
    let mut heads: Vec<Vec<u8>> = Vec::new();
    for major in [0x40, 0x60, 0x80, 0xa0, 0xc0u8] {
        for length in [1u64 << 20, 1 << 32, 1 << 40, 1 << 60, u64::MAX] {
            heads.push([&[major | 27][..], &length.to_be_bytes()].concat());
        }
        heads.push(vec![major | 31]);
        heads.push([&[major | 25][..], &[0xff; 2]].concat());
    }
    let nested = [0x81, 0xa1, 0xc1, 0x9f, 0xd8].map(|byte| vec![byte; 2_048]);
    let vectors = Vectors::read();
    let admitted = vectors.admitted().next().expect("a good code");
    let pass = base45::decode(admitted.text.split_at(4).1).expect("base45");
    let inside = heads.iter().flat_map(|head| {
        (0..pass.len().min(120)).map(|place| [&pass[..place], head, &pass[place..]].concat()).collect::<Vec<_>>()
    });
    let inside: Vec<Vec<u8>> = inside.collect();
    heads.into_iter().chain(nested).chain(inside).collect()
}

#[test]
fn hostile_lengths_are_refused_without_being_allocated() {
    for object in hostile_objects() {
        let what = hex::encode(&object[..object.len().min(40)]);
        for text in [pass_text(&object), presentation_text(&object)] {
            require_at_most(16 * KIB, &what, || assert!(UnverifiedPass::parse(&text).is_err(), "{text}"));
        }
        require_at_most(16 * KIB, &what, || assert!(TrustList::decode_unverified(&object).is_err()));
        require_at_most(16 * KIB, &what, || assert!(Manifest::decode_unverified(&object).is_err()));
        require_at_most(16 * KIB, &what, || assert!(StatusListClaims::decode_unverified(&object).is_err()));
        require_at_most(16 * KIB, &what, || drop(Bundle::decode(&object)));
    }
}

#[test]
fn long_texts_are_refused_without_being_decoded() {
    for body in ["0".repeat(4_292), "0".repeat(1 << 20), "가".repeat(1 << 18), " ".repeat(3_073)] {
        for prefix in ["HT1:", "HP1:", "HQ1:", ""] {
            let text = format!("{prefix}{body}");
            require_at_most(KIB, prefix, || {
                assert!(UnverifiedPass::parse(&text).is_err());
                assert!(Challenge::parse(&text).is_none());
            });
        }
    }
}

#[test]
fn no_vector_takes_more_than_a_few_kilobytes() {
    let vectors = Vectors::read();
    for case in &vectors.cases {
        // Of those that are genuine the list of the day is unpacked: a window of 32 KiB, and what a bit is found by.
        let verdict = require_at_most(64 * KIB, &case.text, || vectors.verdict(case, &case.text));
        assert_eq!(verdict.admission().is_some(), case.is_admitted, "{}", case.text);
    }
}

#[test]
fn no_refused_bundle_takes_much_more_than_itself() {
    for case in json("store.json")["cases"].as_array().expect("cases") {
        let roots: RootSet = serde_json::from_value(case["roots"].clone()).expect("a root set");
        let mut store = TrustStore::new(roots);
        for step in case["steps"].as_array().expect("steps") {
            let bundle = bytes(&step["bundle"]);
            let (asked_for, outcome) = allocated(|| store.take_bundle(&bundle));
            let most = 256 * KIB + 8 * bundle.len();
            assert!(outcome == Outcome::Taken || asked_for <= most, "{}: {asked_for} bytes", case["name"]);
        }
    }
}

fn zlib_of(byte: u8, length: usize) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(&vec![byte; length], 1)
}

#[test]
fn a_bomb_is_refused_without_the_bytes_that_it_would_make() {
    for length in [32 * MIB + 1, 33 * MIB, 100 * MIB] {
        let bomb = zlib_of(0, length);
        assert!(bomb.len() < MIB);
        require_at_most(64 * KIB, "a bomb of zeros", || assert!(StatusBits::unpack(&bomb).is_err()));
    }
    // A list of ones is kept byte by byte up to the limit, and no further: a vector that doubles asks for twice that in
    // all.
    let bomb = zlib_of(0xff, 100 * MIB);
    require_at_most(68 * MIB, "a bomb of ones", || assert!(StatusBits::unpack(&bomb).is_err()));
}

/// The days of the bombs, and what somebody who has stolen the status key publishes for them: lists of 33 KB that
/// unpack to 32 MiB each.
fn bombs(authority: &Authority, issued: u64) -> Vec<(String, Vec<u8>)> {
    let zlib = zlib_of(0xff, 32 * MIB);
    assert!(zlib.len() < 160 * KIB, "{}", zlib.len());
    let today = NOW / DAY;
    let list = |day: u64| (format!("status/{day}"), authority.packed_status_list(day, issued, &zlib));
    (today..today + 40).map(list).collect()
}

fn offer(authority: &Authority, trust: &mut TrustStore, issued: u64, lists: &[(String, Vec<u8>)]) -> Outcome {
    let lists: Vec<(String, &[u8])> = lists.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())).collect();
    authority.offer(trust, issued, &lists, true)
}

#[test]
fn lists_that_unpack_to_a_gigabyte_are_kept_compared_restored_and_asked_in_a_few_megabytes() {
    let (authority, phone) = (Authority::default(), HolderPair::ed25519(50));
    let mut trust = authority.bare_trust();
    let lists = bombs(&authority, NOW - 7_200);
    let size: usize = lists.iter().map(|(_, bytes)| bytes.len()).sum();
    let most = 4 * size + MIB;
    let (peak, outcome) = peak_of(|| offer(&authority, &mut trust, NOW - 3_600, &lists));
    assert_eq!(outcome, Outcome::Taken);
    assert!(peak <= most, "taken in {peak} bytes, of {size}");

    let snapshot = trust.to_snapshot();
    let (asked_for, restored) = allocated(|| TrustStore::from_snapshot(authority.roots(), &snapshot));
    let mut restored = restored.expect("a snapshot");
    assert_eq!(restored.dropped, 0);
    assert!(asked_for <= most, "restored with {asked_for} bytes, of {size}: nothing is unpacked at the start");

    let mut scanner = ScannerState::new();
    let (peak, ()) = peak_of(|| {
        for ahead in (0..40).chain(0..40) {
            let not_before = at(NOW + ahead * DAY);
            let claims =
                PassClaims { not_before, expires: at(NOW + (ahead + 1) * DAY), ..claims(&phone, u32::MAX >> 4) };
            let now = at(NOW + ahead * DAY + 60);
            let code = phone.present_pass(&authority.phones.issue(&claims), now, None);
            let verdict = Checker::new(&restored.store).check(&code, now, &mut scanner);
            assert_eq!(verdict.code(), "revoked", "{ahead} days ahead");
        }
    });
    assert!(peak <= 4 * MIB, "asked in {peak} bytes");

    // Others for the same days: every bit of the old ones is looked for in the new ones.
    let others = bombs(&authority, NOW - 60);
    let (peak, outcome) = peak_of(|| offer(&authority, &mut restored.store, NOW - 30, &others));
    assert_eq!(outcome, Outcome::Taken);
    assert!(peak <= most, "compared in {peak} bytes, of {size}");
}

#[test]
fn a_set_that_would_fill_the_memory_is_refused_and_the_old_one_stays() {
    let authority = Authority::default();
    let mut trust = authority.trust();
    let before = trust.to_snapshot();
    let (list, large) = (authority.offered_list(1), vec![7; 15 * MIB]);
    let pins = |files: u32| {
        let names = (0..files).map(|number| format!("trust-list/{}", 1_000 + number));
        let large = PinnedFile::new("", &large);
        let pinned = names.map(|name| PinnedFile { name, ..large.clone() });
        pinned.chain([PinnedFile::new("trust-list", &list)]).collect::<Vec<_>>()
    };
    // One file under a thousand names.
    let (_, manifest) = authority.manifest(NOW, NOW, pins(1_000), Vec::new());
    let (peak, outcome) = peak_of(|| trust.take_set(&manifest, &[&list, &large]));
    assert_eq!(outcome, Outcome::TooLarge);
    assert!(peak <= MAX_KEPT_BYTES + 8 * MIB, "{peak} bytes");
    assert!(trust.to_snapshot() == before, "the old set is in force");
    let (_, manifest) = authority.manifest(NOW, NOW, pins(4), Vec::new());
    assert_eq!(trust.take_set(&manifest, &[&list, &large]), Outcome::Taken, "so much fits");
}

/// A set that nobody has signed: the trust list, the manifest, and as many small files as it pins.
struct Unsigned {
    list: Vec<u8>,
    manifest: Vec<u8>,
    files: Vec<[u8; 4]>,
}

impl Unsigned {
    fn of(files: u32) -> Self {
        let authority = Authority::default();
        let list = authority.offered_list(1);
        let stranger = Authority { status: Signer::new(77), ..authority };
        let files: Vec<[u8; 4]> = (0..files).map(u32::to_be_bytes).collect();
        let pinned = files.iter().map(|bytes| PinnedFile::new(format!("f{}", hex::encode(bytes)), bytes));
        let pinned = pinned.chain([PinnedFile::new("trust-list", &list)]).collect();
        let (_, manifest) = stranger.manifest(1, NOW, pinned, Vec::new());
        Self { list, manifest, files }
    }

    fn bundle(&self) -> Vec<u8> {
        let files = self.files.iter().map(<[u8; 4]>::as_slice).chain([self.list.as_slice()]).collect();
        Bundle { manifest: &self.manifest, files }.encode()
    }

    /// `{ 1: 1, 2: [trust list], 3: manifest, 4: { name => file } }`
    fn snapshot(&self) -> Vec<u8> {
        let head = |major: u8, length: usize| match u32::try_from(length).expect("a length") {
            length @ 0..24 => vec![major | length.to_be_bytes()[3]],
            length @ 24..256 => vec![major | 24, length.to_be_bytes()[3]],
            length @ 256..65_536 => [&[major | 25], &length.to_be_bytes()[2..]].concat(),
            length => [&[major | 26][..], &length.to_be_bytes()].concat(),
        };
        let bytes = |bytes: &[u8]| [head(0x40, bytes.len()), bytes.to_vec()].concat();
        let mut snapshot = vec![0xa4, 1, 1, 2, 0x81];
        snapshot.extend(bytes(&self.list));
        snapshot.push(3);
        snapshot.extend(bytes(&self.manifest));
        snapshot.push(4);
        snapshot.extend(head(0xa0, self.files.len()));
        for file in &self.files {
            let name = format!("f{}", hex::encode(file));
            snapshot.extend([head(0x60, name.len()), name.into_bytes(), bytes(file)].concat());
        }
        snapshot
    }
}

#[test]
fn many_files_that_nobody_has_signed_are_not_compared_one_by_one() {
    // Each file with each name would be ten thousand million comparisons: this test would not end.
    let unsigned = Unsigned::of(100_000);
    let (bundle, snapshot) = (unsigned.bundle(), unsigned.snapshot());
    let mut trust = Authority::default().bare_trust();
    let (asked_for, outcome) = allocated(|| trust.take_bundle(&bundle));
    assert_eq!(outcome, Outcome::UnknownKey);
    assert!(asked_for <= 16 * bundle.len(), "{asked_for} bytes, of {}", bundle.len());
    let (asked_for, outcome) = allocated(|| trust.take_snapshot(&snapshot));
    assert_eq!(outcome, Ok(Outcome::Taken), "the trust list alone");
    assert!(trust.manifest().is_none());
    assert!(asked_for <= 16 * snapshot.len(), "{asked_for} bytes, of {}", snapshot.len());
}

#[test]
fn a_bundle_has_no_more_files_than_its_manifest_can_pin() {
    let files: Vec<[u8; 4]> = (0..1_000_000_u32).map(u32::to_be_bytes).collect();
    let (_, manifest) = Authority::default().manifest(1, NOW, vec![PinnedFile::new("trust-list", b"")], Vec::new());
    let bundle = Bundle { manifest: &manifest, files: files.iter().map(<[u8; 4]>::as_slice).collect() }.encode();
    let mut trust = Authority::default().bare_trust();
    require_at_most(KIB, "a million files", || assert_eq!(trust.take_bundle(&bundle), Outcome::Malformed));
}

#[test]
fn a_list_that_many_names_pin_is_read_once() {
    let authority = Authority::default();
    // Nobody whom the scanner knows has signed them.
    let stranger = Signer::new(77);
    let link = sign_list(&authority.list(7, NOW), &[&stranger]);
    let list = sign_list(&authority.list(1 << 40, NOW), &[&stranger]);
    let names = (0..5_000).map(|number| PinnedFile::new(format!("trust-list/{number}"), &link));
    let pinned = names.chain([PinnedFile::new("trust-list", &list)]).collect();
    let (_, manifest) = authority.manifest(1, NOW, pinned, Vec::new());
    let mut trust = authority.bare_trust();
    let (asked_for, outcome) = allocated(|| trust.take_set(&manifest, &[&link, &list]));
    assert_eq!(outcome, Outcome::Unsigned);
    assert!(asked_for <= 8 * manifest.len(), "{asked_for} bytes, of {}", manifest.len());
}

#[test]
fn of_thousands_of_lists_that_might_lead_to_one_few_are_read() {
    let authority = Authority::default();
    let list = |version: u64| sign_list(&authority.list(version, NOW), &[&Signer::new(77)]);
    let (newest, links) = (list(1 << 40), (1..=2_000).map(list).collect::<Vec<_>>());
    let names = (1..).map(|version: u64| format!("trust-list/{version}"));
    let pinned = names.zip(&links).map(|(name, link)| PinnedFile::new(name, link));
    let pinned = pinned.chain([PinnedFile::new("trust-list", &newest)]).collect();
    let (_, manifest) = authority.manifest(1, NOW, pinned, Vec::new());
    let given: Vec<&[u8]> = links.iter().chain([&newest]).map(Vec::as_slice).collect();
    let mut trust = authority.bare_trust();
    require_at_most(2 * MIB, "2,000 lists", || assert_eq!(trust.take_set(&manifest, &given), Outcome::Unsigned));
}

#[test]
fn a_list_takes_four_bytes_for_each_revoked_pass() {
    let zeros = zlib_of(0, 32 * MIB);
    let list = require_at_most(64 * KIB, "nobody revoked", || StatusBits::unpack(&zeros).expect("a status list"));
    assert_eq!(list.len(), 32 * 8 * MIB as u64);
    assert_eq!((list.is_set(0), list.is_set(u32::MAX)), (Some(false), None));
}

/// The text of a code that claims an object of this length, by symbols of this size.
fn code_of_a_series(id: u8, length: usize, symbol: usize) -> String {
    let mut bytes = vec![id; 8];
    bytes.extend(u32::try_from(length).expect("a length").to_be_bytes());
    bytes.resize(15 + symbol, 0);
    format!("HB1:{}", base45::encode(&bytes))
}

#[test]
fn a_code_of_a_series_claims_nothing_that_is_allocated() {
    let mut receiver = SeriesReceiver::default();
    let huge = code_of_a_series(1, 64 * MIB, 2_000);
    require_at_most(16 * KIB, "64 MiB", || assert_eq!(receiver.take(&huge), Err(FrameRefused::TooLarge)));
    // A place for each symbol, and no symbol before it is there.
    let most = code_of_a_series(1, MIB, 128);
    require_at_most(512 * KIB, "1 MiB", || assert_eq!(receiver.take(&most), Ok(Received::New)));
    for id in 2..200 {
        let other = code_of_a_series(id, MIB, 128);
        require_at_most(16 * KIB, "another", || assert_eq!(receiver.take(&other), Err(FrameRefused::AnotherSeries)));
    }
    let long = format!("HB1:{}", "0".repeat(1 << 20));
    require_at_most(KIB, "a long text", || assert!(receiver.take(&long).is_err()));
}

#[test]
fn the_largest_series_takes_a_few_times_its_object() {
    let object: Vec<u8> =
        (0..=u32::MAX).map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()[0]).take(MIB).collect();
    let sender = SeriesSender::new(&object, 128).expect("a series");
    let mut receiver = SeriesReceiver::default();
    // Every third code is lost.
    let codes: Vec<String> = (0..20_000).filter(|number| number % 3 > 0).map(|number| sender.code(number)).collect();
    let received = require_at_most(64 * MIB, "1 MiB", || {
        codes.iter().find_map(|code| match receiver.take(code) {
            Ok(Received::Complete(object)) => Some(object),
            _ => None,
        })
    });
    assert_eq!(received, Some(object));
}
