//! Issuing with a key in SoftHSM. It reads where its tokens are from the environment, so the benchmark starts itself
//! again with it set.

use std::env;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, exit};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use criterion::Criterion;
use haetae_core::Kid;
use haetae_keys::{Custody, KeyRing, TokenCustody};
use haetae_testkit::token::{CONFIGURATION, LABEL, MODULE, PIN, TokenFolder};
use zeroize::Zeroizing;

/// Threads that issue at once: as many as a token has sessions.
pub(crate) const THREADS: usize = 8;

/// Runs the benchmark in a process whose environment names a new token; there, or without SoftHSM, there is nothing to
/// hand over.
pub(crate) fn hand_over() -> bool {
    if env::var_os(CONFIGURATION).is_some() {
        return false;
    }
    if !Path::new(MODULE).exists() {
        eprintln!("Without SoftHSM (the Debian package softhsm2): issuing with a key in a token is left out.");
        return false;
    }
    let token = TokenFolder::make();
    let mut command = Command::new(env::current_exe().expect("this program"));
    let status = command.args(env::args_os().skip(1)).env(CONFIGURATION, token.configuration()).status();
    let status = status.expect("it starts");
    drop(token);
    if !status.success() {
        exit(1);
    }
    true
}

pub(crate) fn issue(criterion: &mut Criterion) {
    if !Path::new(MODULE).exists() {
        return;
    }
    let token = TokenCustody::open(Path::new(MODULE), LABEL, &Zeroizing::new(PIN.to_owned())).expect("the token opens");
    let (in_token, _) = token.generate().expect("a key");
    let ring = KeyRing::from_seeds([&crate::SEED]).expect("a seed");
    let in_file = ring.kids()[0];
    let claims = crate::claims();
    let mut group = criterion.benchmark_group("custody");
    group.bench_function("file", |b| b.iter(|| crate::issue_ours(black_box(&claims), &ring, in_file)));
    group.bench_function("token", |b| b.iter(|| crate::issue_ours(black_box(&claims), &token, in_token)));
    group.bench_function("file, many threads", |b| b.iter_custom(|passes| many(passes, &ring, in_file)));
    group.bench_function("token, many threads", |b| b.iter_custom(|passes| many(passes, &token, in_token)));
    group.finish();
}

/// How long it takes to issue this many passes on all threads together.
fn many(passes: u64, custody: &(dyn Custody + Sync), kid: Kid) -> Duration {
    let (claims, taken) = (crate::claims(), AtomicUsize::new(0));
    let passes = usize::try_from(passes).expect("a number of passes");
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while taken.fetch_add(1, Ordering::Relaxed) < passes {
                    black_box(crate::issue_ours(black_box(&claims), custody, kid));
                }
            });
        }
    });
    begun.elapsed()
}
