//! What a module stands on: an allocator, and an end for what should never happen.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Turns a panic into an error that says where, in debug builds. In a release it stops the module, without a word.
#[cfg(feature = "wasm")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub(super) fn start() {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|info| wasm_bindgen::throw_str(&info.to_string())));
}

/// The same in a module without std, which has to bring its own. Only the build of such a module sets this `cfg`: as a library the
/// crate leaves it to the program.
#[cfg(panic_handler)]
#[panic_handler]
fn panic(_info: &core::panic::PanicInfo<'_>) -> ! {
    #[cfg(debug_assertions)]
    wasm_bindgen::throw_str(&alloc::string::ToString::to_string(_info));
    #[cfg(not(debug_assertions))]
    core::arch::wasm32::unreachable()
}
