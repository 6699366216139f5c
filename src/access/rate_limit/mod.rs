//! How many requests a name may make.
//!
//! The window slides and nothing is estimated: of every name it is known, to the millisecond, which requests of the last
//! second were let through. So the whole allowance may be used at once, a steady client gets all of it, and no window of one
//! second ever sees more than `rps` requests.
//!
//! Memory is bounded, whatever names come and whatever they send: 43 to 51 bytes for each of `max_names`, taken at once, and as
//! many stamps as there are names, 8 bytes each, taken where a name sends in more than one millisecond of a second. Where no stamp is
//! left, a busy name is counted less exactly, to its own disadvantage; it never takes one from another. Names are kept as the
//! first eight bytes of their SHA-256, so that nobody can choose one that shares another's allowance. Where there is no room for
//! another name, the least recently used one leaves, and begins anew if it comes back.

mod lock;
mod log;
mod names;

use core::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::text::write::decimal;
use lock::Lock;
use log::Room;
use names::Names;

/// The length of the window, milliseconds.
const WINDOW: u64 = 1000;

/// Counts requests by name, as Tinybird counts them by the `name` of a token. With the feature `std` threads can share one, in an `Arc` or
/// a `static`.
///
/// ```
/// use core::time::Duration;
/// use mintbird::RateLimiter;
///
/// let limiter = RateLimiter::new(10_000)?;
/// let now = Duration::from_secs(1_700_000_000); // since the Unix epoch
/// let later = |milliseconds| now + Duration::from_millis(milliseconds);
///
/// assert!(limiter.take("dashboard_u_1", 2, now).allowed);
/// assert!(limiter.take("dashboard_u_1", 2, later(400)).allowed);
/// let refused = limiter.take("dashboard_u_1", 2, later(700));
/// assert_eq!((refused.allowed, refused.retry_after), (false, Duration::from_millis(300)));
/// assert!(limiter.take("dashboard_u_1", 2, later(1000)).allowed);
/// # Ok::<(), mintbird::Error>(())
/// ```
#[derive(Debug)]
pub struct RateLimiter {
    state: Lock<State>,
}

#[derive(Debug)]
struct State {
    names: Names,
    room: Room,
    clock: Clock,
}

/// Whether a request is let through, and what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Take {
    /// Whether the request may pass. Only then was it counted.
    pub allowed: bool,
    /// Requests per second; `None` where there is no limit.
    pub limit: Option<u32>,
    /// How many more requests would pass at this moment.
    pub remaining: u32,
    /// Until the whole allowance is there again.
    pub reset: Duration,
    /// Until the next request would pass. Zero for one that did.
    pub retry_after: Duration,
}

impl RateLimiter {
    /// The most names that a limiter can be made for. They take 64 MB at most.
    pub const MAX_NAMES: usize = 1_000_000;

    /// A limiter for this many names.
    ///
    /// # Errors
    /// [`Error::Option`] for none, for more than [`RateLimiter::MAX_NAMES`], and for more than there is memory for.
    pub fn new(max_names: usize) -> Result<RateLimiter, Error> {
        let names = u32::try_from(max_names).ok().filter(|_| (1..=RateLimiter::MAX_NAMES).contains(&max_names));
        let Some(names) = names else {
            let reason = ["must be a number of names from 1 to ", &decimal(RateLimiter::MAX_NAMES as u64)].concat();
            return Err(Error::Option { name: "max_names", reason: reason.into() });
        };
        // One name alone has at most a thousand, one per millisecond of the window.
        let room = Room::new(max_names.max(32_000));
        Ok(RateLimiter { state: Lock::new(State { names: Names::new(names)?, room, clock: Clock::default() }) })
    }

    /// Asks for one request of this name. `rps` is the limit that its token states: requests per second, zero or less for none.
    /// `now` is the time since the Unix epoch, of which milliseconds count.
    ///
    /// A clock that goes back by up to a second stands still meanwhile; if it goes back further, time goes on from there. Neither
    /// lets more requests through, nor locks a name out for longer than two seconds.
    pub fn take(&self, name: &str, rps: i64, now: Duration) -> Take {
        if rps <= 0 {
            return Take {
                allowed: true,
                limit: None,
                remaining: u32::MAX,
                reset: Duration::ZERO,
                retry_after: Duration::ZERO,
            };
        }
        let limit = u32::try_from(rps).unwrap_or(u32::MAX);
        // Hashed before it waits for others.
        let key = key(name);
        self.state.with(|state| state.take(key, limit, now))
    }

    /// How many names are known at the moment.
    #[must_use]
    pub fn len(&self) -> usize {
        self.state.with(|state| state.names.len())
    }

    /// Whether no name is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl State {
    fn take(&mut self, key: u64, limit: u32, now: Duration) -> Take {
        let now = self.clock.advance(u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
        let log = self.names.find_or_insert(key, now, &mut self.room);
        log.expire(now, &mut self.room);
        let allowed = log.count() < limit;
        if allowed {
            log.push(now, &mut self.room);
        }
        Take {
            allowed,
            limit: Some(limit),
            remaining: limit.saturating_sub(log.count()),
            reset: Duration::from_millis(log.until_empty(now).into()),
            retry_after: if allowed {
                Duration::ZERO
            } else {
                Duration::from_millis(log.until_below(limit, now).into())
            },
        }
    }
}

/// What a name is known by. Two names meet once in 2⁶⁴, and then share an allowance.
fn key(name: &str) -> u64 {
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = Sha256::digest(name).into();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// The time of a clock that may be set back, made to go forwards.
#[derive(Debug, Default)]
struct Clock {
    latest: u64,
    /// How much was lost to setting back, milliseconds.
    behind: u64,
}

impl Clock {
    /// Milliseconds, of which the low 32 bits are enough to tell apart what is less than a second old.
    fn advance(&mut self, now_ms: u64) -> u32 {
        // A clock that once showed the end of time must not end it.
        let now = now_ms.min(crate::claims::time::MAX_TIME.saturating_mul(1000)).saturating_add(self.behind);
        let back = self.latest.saturating_sub(now);
        if back > WINDOW {
            self.behind = self.behind.saturating_add(back);
        }
        self.latest = self.latest.max(now);
        self.latest as u32
    }
}
