//! How many requests a name may make.

use core::time::Duration;

use mintbird::{RateLimiter, Take};
use proptest::prelude::*;

/// Unix milliseconds.
const NOW: u64 = crate::known::NOW * 1000;

/// The same with a time in Unix milliseconds, in which the tests count.
trait TakeAt {
    fn take_at(&self, name: &str, rps: i64, milliseconds: u64) -> Take;
}

impl TakeAt for RateLimiter {
    fn take_at(&self, name: &str, rps: i64, milliseconds: u64) -> Take {
        self.take(name, rps, Duration::from_millis(milliseconds))
    }
}

/// All that was answered, the times in milliseconds.
fn told(take: Take) -> (bool, Option<u32>, u32, u128, u128) {
    (take.allowed, take.limit, take.remaining, take.reset.as_millis(), take.retry_after.as_millis())
}

fn limiter(max_names: usize) -> RateLimiter {
    RateLimiter::new(max_names).unwrap()
}

#[test]
fn the_eleventh_request_in_a_second_is_refused() {
    let limiter = limiter(10);
    for sent in 1..=10 {
        let take = limiter.take_at("u", 10, NOW + 50 * sent);
        assert_eq!(told(take), (true, Some(10), 10 - sent as u32, 1000, 0));
    }
    assert_eq!(told(limiter.take_at("u", 10, NOW + 600)), (false, Some(10), 0, 900, 450));
    // What was refused was not counted.
    assert!(!limiter.take_at("u", 10, NOW + 1049).allowed);
    assert!(limiter.take_at("u", 10, NOW + 1050).allowed);
    assert!(!limiter.take_at("u", 10, NOW + 1099).allowed);
    assert!(limiter.take_at("u", 10, NOW + 1100).allowed);
}

#[test]
fn a_steady_client_gets_its_whole_allowance() {
    let limiter = limiter(10);
    assert!((0..10_000).all(|sent| limiter.take_at("u", 10, NOW + sent * 100).allowed));
}

#[test]
fn zero_or_less_is_no_limit() {
    let limiter = limiter(1);
    for rps in [0, -1, i64::MIN] {
        for _ in 0..1000 {
            let take = limiter.take_at("u", rps, NOW);
            assert!(take.allowed && take.limit.is_none() && take.reset.is_zero());
        }
    }
    assert!(limiter.is_empty());
}

/// However much others send: a limit that other names can lift is none.
#[test]
fn a_name_does_not_pass_again_because_others_are_busy() {
    for (max_names, busy) in [(10_000, 25), (100, 25), (26, 25), (2, 1)] {
        let limiter = limiter(max_names);
        assert!(limiter.take_at("quiet", 1, NOW).allowed);
        for ms in 0..1000 {
            for name in 0..busy {
                for _ in 0..2 {
                    limiter.take_at(&format!("busy_{name}"), i64::MAX, NOW + ms);
                }
            }
        }
        assert!(!limiter.take_at("quiet", 1, NOW + 999).allowed, "beside {busy} names of {max_names}");
        assert!(limiter.take_at("quiet", 1, NOW + 1000).allowed);
    }
}

#[test]
fn names_do_not_share() {
    let limiter = limiter(3);
    for name in ["a", "b", ""] {
        assert!(limiter.take_at(name, 1, NOW).allowed);
        assert!(!limiter.take_at(name, 1, NOW).allowed);
    }
    assert_eq!(limiter.len(), 3);
}

#[test]
fn tokens_of_one_name_with_different_limits_share_one_count() {
    let limiter = limiter(1);
    (0..5).for_each(|sent| assert!(limiter.take_at("u", 10, NOW + sent).allowed));
    let take = limiter.take_at("u", 2, NOW + 10);
    // Four of the five have to leave before one of two is free.
    assert_eq!((take.allowed, take.remaining, take.retry_after.as_millis()), (false, 0, 993));
    assert!(limiter.take_at("u", 10, NOW + 10).allowed);
}

#[test]
fn the_least_recently_used_name_leaves() {
    let limiter = limiter(2);
    assert!(limiter.is_empty());
    limiter.take_at("a", 1, NOW);
    assert!(!limiter.is_empty());
    limiter.take_at("b", 1, NOW);
    assert!(!limiter.take_at("a", 1, NOW).allowed); // a refusal is a use too
    assert!(limiter.take_at("c", 1, NOW).allowed); // b leaves
    assert_eq!(limiter.len(), 2);
    assert!(!limiter.take_at("a", 1, NOW).allowed);
    assert!(limiter.take_at("b", 1, NOW).allowed); // c leaves
    assert!(!limiter.take_at("a", 1, NOW).allowed);
}

#[test]
fn any_limit_can_be_counted_in_bounded_room() {
    let limiter = limiter(1);
    // Twice as many as are allowed, for three seconds: the first half of each second passes.
    for ms in 0..3000 {
        let allowed = (0..100).filter(|_| limiter.take_at("u", 50_000, NOW + ms).allowed).count();
        assert_eq!(allowed, if ms % 1000 < 500 { 100 } else { 0 }, "{ms}");
    }
    assert_eq!(limiter.take_at("v", i64::MAX, NOW + 3000).limit, Some(u32::MAX));
}

#[test]
fn a_clock_that_is_set_back_locks_nobody_out() {
    for back in [1, 999, 1000, 1001, 3_600_000, NOW] {
        let limiter = limiter(4);
        limiter.take_at("u", 1, NOW);
        let now = NOW - back;
        assert!(!limiter.take_at("u", 1, now).allowed, "{back}");
        assert!(limiter.take_at("u", 1, now + 2001).allowed, "{back}");
    }
    // By up to a second it is waited for.
    let held = limiter(4);
    held.take_at("u", 1, NOW);
    assert!(!held.take_at("u", 1, NOW - 1000).allowed);
    assert!(!held.take_at("u", 1, NOW + 999).allowed);
    assert!(held.take_at("u", 1, NOW + 1000).allowed);
    // Even where it shows the end of time once.
    let limiter = limiter(4);
    limiter.take_at("u", 1, u64::MAX);
    assert!(!limiter.take_at("u", 1, NOW).allowed);
    assert!(limiter.take_at("u", 1, NOW + 2001).allowed);
}

#[test]
fn a_name_is_free_again_after_any_pause() {
    let limiter = limiter(1);
    let mut now = NOW;
    for pause in [1000, 1001, 60_000, u64::from(u32::MAX) - 1, u64::from(u32::MAX) + 1001, 1 << 40] {
        assert!(limiter.take_at("u", 1, now).allowed);
        assert!(!limiter.take_at("u", 1, now + 999).allowed);
        now += pause;
    }
}

#[test]
fn the_number_of_names_is_an_option() {
    for names in [0, RateLimiter::MAX_NAMES + 1, usize::MAX] {
        assert_eq!(RateLimiter::new(names).unwrap_err().code(), "option");
    }
}

/// How far the observed clock moves with each request, and whether somebody sets it back.
fn steps() -> impl Strategy<Value = Vec<(u8, u64, u64)>> {
    let wait = prop_oneof![Just(0), 0_u64..30, 0_u64..400, 900_u64..1100, 0_u64..5_000];
    let back = prop_oneof![8 => Just(0_u64), 1 => 0_u64..1200, 1 => 0_u64..10_000_000];
    proptest::collection::vec((0_u8..3, wait, back), 1..400)
}

proptest! {
    /// Time passes, and the clock shows it, but is set back now and then: no window of one second of the time that passed
    /// sees more than `rps` requests of one name.
    #[test]
    fn no_window_of_a_second_sees_more(rps in 1_i64..12, steps in steps()) {
        let limiter = limiter(3);
        let (mut time, mut error) = (0_u64, 0_u64);
        let mut passed: [Vec<u64>; 3] = Default::default();
        for (name, wait, back) in steps {
            time += wait;
            error += back;
            let take = limiter.take_at(["a", "b", "c"][usize::from(name)], rps, NOW + time - error.min(NOW));
            prop_assert!(take.allowed || (1..=1000).contains(&take.retry_after.as_millis()));
            prop_assert!(take.reset.as_millis() <= 1000 && i64::from(take.remaining) < rps);
            if take.allowed {
                passed[usize::from(name)].push(time);
            }
        }
        for times in passed {
            for window in times.windows(usize::try_from(rps).unwrap() + 1) {
                prop_assert!(window[window.len() - 1] - window[0] >= 1000, "{:?}", window);
            }
        }
    }

    /// With a clock that goes forwards only, it is exactly the sliding window: refused is what would be too many, nothing else.
    #[test]
    fn it_refuses_nothing_that_fits(rps in 1_i64..12, steps in steps()) {
        let limiter = limiter(3);
        let mut passed: [Vec<u64>; 3] = Default::default();
        let mut time = NOW;
        for (name, wait, _) in steps {
            time += wait;
            let log = &mut passed[usize::from(name)];
            log.retain(|at| time - at < 1000);
            let take = limiter.take_at(["a", "b", "c"][usize::from(name)], rps, time);
            prop_assert_eq!(take.allowed, (log.len() as i64) < rps);
            if take.allowed {
                log.push(time);
            } else {
                prop_assert_eq!(take.retry_after.as_millis(), u128::from(log[log.len() - rps as usize] + 1000 - time));
            }
            prop_assert_eq!(i64::from(take.remaining), rps - log.len() as i64);
        }
    }

    /// With fewer places than names it still never fails, and never knows more names than it may.
    #[test]
    fn room_is_bounded(max in 1_usize..8, takes in proptest::collection::vec((0_u8..20, 0_u64..300), 1..300)) {
        let limiter = limiter(max);
        let mut now = NOW;
        for (name, wait) in takes {
            now += wait;
            limiter.take_at(&name.to_string(), 3, now);
            prop_assert!(limiter.len() <= max);
        }
    }
}

#[test]
#[cfg(not(target_arch = "wasm32"))]
fn threads_share_one_and_no_allowance_is_used_twice() {
    const RPS: i64 = 100;
    let limiter = limiter(10);
    let allowed = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..100 {
                    if limiter.take_at("shared", RPS, NOW).allowed {
                        allowed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(allowed.into_inner(), 100);
    assert_eq!(limiter.len(), 1);
}
