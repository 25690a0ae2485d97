//! What nobody has signed must not make a scanner allocate: no length is believed before its bytes are there.
//!
//! This is a program of its own, because the allocator that counts is the whole program's.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use haetae_core::series::{FrameRefused, Received, SeriesReceiver, SeriesSender};
use haetae_core::{
    Bundle, Challenge, Manifest, Outcome, RootSet, StatusBits, StatusListClaims, TrustList, TrustStore, UnverifiedPass,
    base45, pass_text, presentation_text,
};
use haetae_testkit::vectors::{Vectors, bytes, json};

const KIB: usize = 1_024;
const MIB: usize = 1_024 * KIB;

/// The system's allocator; it counts the bytes that each thread asks for.
struct Counting;

thread_local! {
    static ASKED_FOR: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    ASKED_FOR.set(ASKED_FOR.get().saturating_add(bytes));
}

#[expect(unsafe_code, reason = "an allocator is unsafe to write; this one passes everything on")]
// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that `work` asks for, given back or not.
fn allocated<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = ASKED_FOR.get();
    let result = work();
    (ASKED_FOR.get() - before, result)
}

fn require_at_most<T>(most: usize, what: &str, work: impl FnOnce() -> T) -> T {
    let (bytes, result) = allocated(work);
    assert!(bytes <= most, "{what}: {bytes} bytes");
    result
}

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
        let verdict = require_at_most(32 * KIB, &case.text, || vectors.verdict(case, &case.text));
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
