//! How much memory a rate limiter takes. A program of its own, since every allocation in it is counted.
#![cfg(all(feature = "mint", not(target_arch = "wasm32")))]

use core::time::Duration;

use mintbird::RateLimiter;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const NAMES: usize = 1_000_000;
const MOST: usize = 64 * 1024 * 1024;
/// Unix milliseconds.
const NOW: u64 = 1_700_000_000_000;

/// Of a million names: each once; then twenty-five of them that send all the time, with no limit in the way; then others, which
/// take the places of the first.
#[test]
fn a_million_names_take_64_megabytes_at_most() {
    let before = MEMORY.current_usage();
    let limiter = RateLimiter::new(NAMES).unwrap();
    for number in 0..NAMES {
        assert!(limiter.take(&number.to_string(), 1, Duration::from_millis(NOW)).allowed);
    }
    for request in 0..1_000_000 {
        limiter.take(&format!("busy_{}", request % 25), i64::MAX, Duration::from_millis(NOW + request / 1000));
    }
    for number in 0..10_000 {
        assert!(limiter.take(&format!("other_{number}"), 1, Duration::from_millis(NOW + 2000)).allowed);
    }
    assert_eq!(limiter.len(), NAMES);
    let taken = MEMORY.peak_usage() - before;
    assert!(taken <= MOST, "{taken} bytes");
}
