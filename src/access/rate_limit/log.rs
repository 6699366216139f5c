//! When the requests of a name were let through, to the millisecond.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use core::num::NonZeroU32;

use super::WINDOW;

/// The requests of one millisecond.
#[derive(Clone, Copy, Debug)]
struct Stamp {
    at: u32,
    count: NonZeroU32,
}

/// A pointer is a quarter of a queue, and most names have none.
type Queue = Box<VecDeque<Stamp>>;

/// The requests of one name in the last second.
#[derive(Debug)]
pub(super) struct Log {
    /// How many there are. Where there are none, `newest` says nothing.
    count: u32,
    newest: Stamp,
    /// Those before the newest, oldest first.
    older: Option<Queue>,
}

impl Log {
    pub(super) fn new(now: u32) -> Log {
        Log { count: 0, newest: Stamp { at: now, count: NonZeroU32::MIN }, older: None }
    }

    /// How many requests are in it.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Takes out what has left the window.
    pub(super) fn expire(&mut self, now: u32, room: &mut Room) {
        if self.count == 0 || until(self.newest.at, now) == 0 {
            self.count = 0;
        } else if let Some(older) = &mut self.older {
            while let Some(stamp) = older.front().filter(|stamp| until(stamp.at, now) == 0) {
                self.count = self.count.saturating_sub(stamp.count.get());
                older.pop_front();
            }
        }
        if self.count == 0 || self.older.as_ref().is_some_and(|older| older.is_empty()) {
            room.give_back(self.older.take());
        }
    }

    /// Adds a request. Where there is no room for one more stamp, the newest requests count as if they all came now: this name
    /// waits longer, and no other is let through because of it.
    pub(super) fn push(&mut self, now: u32, room: &mut Room) {
        let another = self.count == 0 || self.newest.at != now && room.keep(self.newest, &mut self.older);
        let count = if another { NonZeroU32::MIN } else { self.newest.count.saturating_add(1) };
        self.newest = Stamp { at: now, count };
        self.count = self.count.saturating_add(1);
    }

    /// Until the log is empty, milliseconds.
    pub(super) fn until_empty(&self, now: u32) -> u32 {
        if self.count == 0 { 0 } else { until(self.newest.at, now) }
    }

    /// Until the log has fewer requests than that, milliseconds.
    pub(super) fn until_below(&self, limit: u32, now: u32) -> u32 {
        let mut count = self.count;
        for stamp in self.older.iter().flat_map(|older| older.iter()).chain([&self.newest]) {
            count = count.saturating_sub(stamp.count.get());
            if count < limit {
                return until(stamp.at, now);
            }
        }
        0
    }
}

/// How much memory all queues together may still take, in stamps.
#[derive(Debug)]
pub(super) struct Room(usize);

impl Room {
    /// A queue before its first stamp, its place on the heap counted in.
    const QUEUE: usize = 8;

    pub(super) fn new(stamps: usize) -> Room {
        Room(stamps)
    }

    /// Puts a stamp into a queue. False where there is no room for it.
    fn keep(&mut self, stamp: Stamp, queue: &mut Option<Queue>) -> bool {
        let (len, capacity) = queue.as_ref().map_or((0, 0), |queue| (queue.len(), queue.capacity()));
        if len == capacity {
            let more = len.max(4);
            let cost = if capacity == 0 { Room::QUEUE.saturating_add(more) } else { more };
            let Some(left) = self.0.checked_sub(cost) else { return false };
            if queue.get_or_insert_default().try_reserve_exact(more).is_err() {
                return false;
            }
            self.0 = left;
        }
        queue.get_or_insert_default().push_back(stamp);
        true
    }

    fn give_back(&mut self, queue: Option<Queue>) {
        let capacity = queue.map_or(0, |queue| queue.capacity());
        if capacity > 0 {
            self.0 = self.0.saturating_add(Room::QUEUE).saturating_add(capacity);
        }
    }

    /// Takes back what a name had that leaves.
    pub(super) fn forget(&mut self, log: Log) {
        self.give_back(log.older);
    }
}

/// Until a stamp leaves the window, milliseconds.
fn until(at: u32, now: u32) -> u32 {
    (WINDOW as u32).saturating_sub(now.wrapping_sub(at))
}

#[cfg(test)]
mod tests {
    use super::{Log, Room};

    const ROOM: usize = 100;

    #[test]
    fn what_a_name_takes_is_counted_and_given_back() {
        let mut room = Room::new(ROOM);
        let mut log = Log::new(0);
        for now in 0..50 {
            log.push(now, &mut room);
            let capacity = log.older.as_ref().map_or(0, |older| older.capacity());
            assert_eq!(room.0, ROOM - if capacity == 0 { 0 } else { Room::QUEUE + capacity });
        }
        assert!(room.0 < 50);
        room.forget(log);
        assert_eq!(room.0, ROOM);
        room.forget(Log::new(0));
        assert_eq!(room.0, ROOM);

        let mut log = Log::new(0);
        (0..50).for_each(|now| log.push(now, &mut room));
        log.expire(2000, &mut room);
        assert_eq!((log.count(), room.0), (0, ROOM));
    }
}
