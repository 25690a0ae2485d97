//! An allocator that counts, and what is asked of it. A program that measures makes it its own:
//!
//! ```ignore
//! #[global_allocator]
//! static ALLOCATOR: Counting = Counting;
//! ```

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator; it counts the bytes that each thread asks for.
#[derive(Debug)]
pub struct Counting;

thread_local! {
    static ASKED_FOR: Cell<usize> = const { Cell::new(0) };
    /// What was asked for and not given back, and the most that it has been.
    static HELD: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    ASKED_FOR.set(ASKED_FOR.get().saturating_add(bytes));
    HELD.set(HELD.get().saturating_add(bytes));
    PEAK.set(PEAK.get().max(HELD.get()));
}

fn give_back(bytes: usize) {
    HELD.set(HELD.get().saturating_sub(bytes));
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
        give_back(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // While it moves, both are there.
        count(size);
        give_back(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(place, layout, size) }
    }
}

/// The bytes that `work` asks for, given back or not.
pub fn allocated<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = ASKED_FOR.get();
    let result = work();
    (ASKED_FOR.get() - before, result)
}

/// The most bytes that are held while `work` goes on, beyond what was held before.
pub fn peak_of<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = HELD.get();
    PEAK.set(before);
    let result = work();
    (PEAK.get() - before, result)
}

/// The bytes that are held as long as what comes of `work` is.
pub fn held_after<T>(work: impl FnOnce() -> T) -> usize {
    let before = HELD.get();
    let result = work();
    let held = HELD.get() - before;
    drop(result);
    held
}

/// Panics if `work` asks for more than `most` bytes, given back or not.
pub fn require_at_most<T>(most: usize, what: &str, work: impl FnOnce() -> T) -> T {
    let (bytes, result) = allocated(work);
    assert!(bytes <= most, "{what}: {bytes} bytes");
    result
}
