//! What a WebAssembly file without std needs. std would format the message of a panic, which nobody reads there, and
//! with it come the texts of all panics and everything that they show.

use core::panic::PanicInfo;

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// Traps: JavaScript gets a `RuntimeError`, as it does from std.
#[panic_handler]
fn trap(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
