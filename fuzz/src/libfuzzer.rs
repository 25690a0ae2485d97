//! The search that goes on for hours: libFuzzer, which watches what each input reaches.
//! `fuzz/run` builds and starts it.

#![no_main]

use std::sync::LazyLock;

use haetae_fuzz::{Target, target};
use libfuzzer_sys::fuzz_target;

/// One program for all targets: most of the building is what they have in common.
static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    let name = std::env::var("HAETAE_FUZZ_TARGET").unwrap_or_default();
    target(&name).unwrap_or_else(|| panic!("HAETAE_FUZZ_TARGET={name} names no target"))
});

fuzz_target!(|input: &[u8]| (TARGET.run)(input));
