//! What a scanner does with bytes before anybody's signature is verified: the worst of each kind at its size limit,
//! beside hashing the same bytes with SHA-256. Whoever hands a scanner a file costs it this much and no more.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode};
use haetae_core::{
    Bundle, FileKind, Kid, Manifest, Outcome, PinnedFile, StatusBits, StatusChanges, StatusDay, StatusListClaims,
    TrustList, TrustStore, UnverifiedPass, inspect, pass_text,
};
use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, NOW, at, sign_list};
use miniz_oxide::deflate::compress_to_vec_zlib;
use sha2::{Digest as _, Sha256};

const MIB: usize = 1024 * 1024;
/// A little less than the limit of a file.
const FILE: usize = 16 * MIB - 4_096;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let authority = Authority::default();
    let stranger = Authority { root: Signer::new(77), status: Signer::new(78), ..Authority::default() };

    let manifest = manifest_of_names(&stranger, FILE / 60);
    beside_sha256(&mut criterion, "manifest", &manifest, || {
        authority.bare_trust().take_set(&manifest, &[]) == Outcome::MissingFile
    });
    let bundle = bundle_of_small_files(&stranger, FILE / 60);
    beside_sha256(&mut criterion, "bundle of small files", &bundle, || {
        authority.bare_trust().take_bundle(&bundle) == Outcome::UnknownKey
    });
    let bundle = bundle_of_lists(&stranger);
    beside_sha256(&mut criterion, "bundle of trust lists that lead to one", &bundle, || {
        authority.bare_trust().take_bundle(&bundle) == Outcome::Unsigned
    });
    let list = large_trust_list(&authority);
    beside_sha256(&mut criterion, "trust list by a stranger, in our root's name", &list, || {
        authority.bare_trust().take_trust_list(&list) == Outcome::Unsigned
    });
    let snapshot = snapshot_of_small_files(FILE / 20);
    beside_sha256(&mut criterion, "snapshot of small files", &snapshot, || {
        TrustStore::from_snapshot(authority.roots(), &snapshot).is_ok_and(|restored| restored.dropped > 0)
    });

    // These are pinned by a manifest whose signature is good before they are read.
    let rules = rules(&authority);
    beside_sha256(&mut criterion, "rules", &rules, || inspect::unchecked_file(FileKind::Rules, &rules).is_some());
    let changes = changes(&authority);
    beside_sha256(&mut criterion, "changes", &changes, || StatusChanges::decode_unverified(&changes).is_ok());
    let bomb = compress_to_vec_zlib(&vec![0xff; 32 * MIB], 9);
    let bomb = authority.packed_status_list(1, NOW, &bomb);
    beside_sha256(&mut criterion, "status list of 32 MiB", &bomb, || {
        let claims = StatusListClaims::decode_unverified(&bomb).expect("a list");
        StatusBits::unpack(claims.packed).is_ok()
    });

    let code = pass_text(&[0x81; 2_048]);
    beside_sha256(&mut criterion, "code", code.as_bytes(), || UnverifiedPass::parse(&code).is_err());
}

fn beside_sha256(criterion: &mut Criterion, kind: &str, bytes: &[u8], mut work: impl FnMut() -> bool) {
    assert!(work(), "{kind}: another outcome");
    let mut group = criterion.benchmark_group(format!("before a signature: {kind}, {} bytes", bytes.len()));
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function(BenchmarkId::from_parameter("this crate"), |bencher| bencher.iter(&mut work));
    group.bench_function(BenchmarkId::from_parameter("SHA-256 of the same bytes"), |bencher| {
        bencher.iter(|| Sha256::digest(black_box(bytes)));
    });
    group.finish();
}

fn pinned(names: usize) -> impl Iterator<Item = PinnedFile> {
    (0..names).map(|number| PinnedFile::new(format!("file/{number:08}"), &number.to_be_bytes()))
}

fn manifest_of_names(stranger: &Authority, names: usize) -> Vec<u8> {
    let files = pinned(names).chain([PinnedFile::new("trust-list", b"")]).collect();
    let kids: Vec<(Kid, _)> = (0..1_000_u64).map(|number| (Kid(number.to_be_bytes()), at(NOW))).collect();
    stranger.manifest(1, NOW, files, kids).1
}

fn bundle_of_small_files(stranger: &Authority, names: usize) -> Vec<u8> {
    let list = Authority::default().offered_list(1);
    let files = pinned(names).chain([PinnedFile::new("trust-list", &list)]).collect();
    let (_, manifest) = stranger.manifest(1, NOW, files, Vec::new());
    let files: Vec<[u8; 8]> = (0..names).map(usize::to_be_bytes).collect();
    let files = files.iter().map(<[u8; 8]>::as_slice).chain([list.as_slice()]).collect();
    Bundle { manifest: &manifest, files }.encode()
}

/// Each of them is read and has a signature to verify.
fn bundle_of_lists(stranger: &Authority) -> Vec<u8> {
    let root = Authority::default().root;
    let list = |version| {
        let mut signed = sign_list(&stranger.list(version, NOW), &[&root]);
        // A wrong signature by the right root.
        if let Some(last) = signed.last_mut() {
            *last ^= 1;
        }
        signed
    };
    let newest = 20_000;
    let lists: Vec<Vec<u8>> = (1..=newest).map(list).collect();
    let name = |version: usize| match version == lists.len() {
        true => "trust-list".to_owned(),
        false => format!("trust-list/{version}"),
    };
    let files = lists.iter().zip(1..).map(|(list, version)| PinnedFile::new(name(version), list)).collect();
    let (manifest, bytes) = stranger.manifest(1, NOW, files, Vec::new());
    assert!(Manifest::decode_unverified(&bytes) == Ok(manifest));
    Bundle { manifest: &bytes, files: lists.iter().map(Vec::as_slice).collect() }.encode()
}

fn large_trust_list(authority: &Authority) -> Vec<u8> {
    let list = authority.list(1, NOW);
    let template = list.keys().next().expect("a key").1.clone();
    let numbers = (0..u32::MAX).map(|number| [number.to_be_bytes(); 8].concat());
    let key = |bytes: Vec<u8>| haetae_core::TrustedKey {
        key: haetae_core::PublicKey::Ed25519(bytes.try_into().expect("32 bytes")),
        ..template.clone()
    };
    let keys = numbers.take(FILE / 115).map(key);
    let list = TrustList::new(1, list.issued, list.expires, list.roots.clone(), keys).expect("a list");
    let mut signed = sign_list(&list, &[&authority.root]);
    if let Some(last) = signed.last_mut() {
        *last ^= 1;
    }
    signed
}

/// `{ 1: 1, 2: [], 4: { name => file } }`, with names in order.
fn snapshot_of_small_files(names: usize) -> Vec<u8> {
    let mut bytes = vec![0xa3, 0x01, 0x01, 0x02, 0x80, 0x04, 0xba];
    bytes.extend(u32::try_from(names).expect("a number").to_be_bytes());
    for number in 0..names {
        bytes.push(0x6e);
        bytes.extend(format!("status/{}", 1_000_000 + number).bytes());
        bytes.extend([0x43, 1, 2, 3]);
    }
    bytes
}

fn rules(authority: &Authority) -> Vec<u8> {
    let nested = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let member = format!(r#""\u0061\u0062":[{nested},-1.5e3,"x"],"#);
    let payload = format!(r#"{{{}"version":1,"issued":1}}"#, member.repeat(FILE / member.len() - 1));
    // Read as a file of rules is: a COSE_Sign1 around it, signed or not.
    let mut bytes = vec![0xd2, 0x84, 0x4d, 0xa2, 0x01, 0x32, 0x04, 0x48];
    bytes.extend(authority.status.kid().0);
    bytes.extend([0xa0, 0x5a]);
    bytes.extend(u32::try_from(payload.len()).expect("a length").to_be_bytes());
    bytes.extend(payload.bytes());
    bytes.extend([0x58, 0x40]);
    bytes.extend([7; 64]);
    bytes
}

fn changes(authority: &Authority) -> Vec<u8> {
    let indices = (0..65_536).map(|number| number * 65_000).collect();
    let changes = StatusChanges::new(StatusDay(1), at(NOW), [7; 32], indices).expect("ascending");
    authority.status.complete(&changes.prepare(authority.status.kid()))
}
