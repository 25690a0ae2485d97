use alloc::string::String;

use haetae_core as core;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::problem::json;

/// The limits of the format that screens name or wait for. Seconds, bytes and days.
#[derive(Serialize)]
struct Limits {
    live_seconds: u64,
    challenge_seconds: u64,
    min_challenge_bytes: usize,
    max_challenge_bytes: usize,
    seen_before_seconds: u64,
    clock_warning_seconds: u64,
    clock_behind_seconds: u64,
    clock_off_seconds: u64,
    seconds_per_day: u64,
    days_kept: u32,
    max_days_ahead: u32,
    max_paper_days: u32,
}

/// The limits of the format, by the core's names for them, as JSON.
///
/// # Errors
///
/// Never in practice: where the answer cannot be written.
#[wasm_bindgen]
pub fn limits() -> Result<String, JsError> {
    Ok(json(&Limits {
        live_seconds: core::LIVE_SECONDS,
        challenge_seconds: core::CHALLENGE_SECONDS,
        min_challenge_bytes: core::MIN_CHALLENGE_BYTES,
        max_challenge_bytes: core::MAX_CHALLENGE_BYTES,
        seen_before_seconds: core::SEEN_BEFORE_SECONDS,
        clock_warning_seconds: core::CLOCK_WARNING_SECONDS,
        clock_behind_seconds: core::CLOCK_BEHIND_SECONDS,
        clock_off_seconds: core::CLOCK_OFF_SECONDS,
        seconds_per_day: core::SECONDS_PER_DAY,
        days_kept: core::DAYS_KEPT,
        max_days_ahead: core::MAX_DAYS_AHEAD,
        max_paper_days: core::MAX_PAPER_DAYS,
    })?)
}
