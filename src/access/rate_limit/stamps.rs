//! When requests were let through: one pool of stamps, chained into one log for each name.
#![expect(clippy::indexing_slicing, reason = "every index was made here, for a stamp that is there")]

use alloc::vec::Vec;

use super::WINDOW;

const NONE: u32 = u32::MAX;

/// The requests of one millisecond.
#[derive(Debug)]
struct Stamp {
    at: u32,
    count: u32,
    next: u32,
}

/// The requests of one name, oldest first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Log {
    first: u32,
    last: u32,
    count: u32,
}

impl Log {
    pub(super) const EMPTY: Log = Log { first: NONE, last: NONE, count: 0 };

    /// How many requests are in it.
    pub(super) fn count(&self) -> u32 {
        self.count
    }
}

#[derive(Debug)]
pub(super) struct Stamps {
    slots: Vec<Stamp>,
    capacity: usize,
    /// The first of the slots that were used and are free.
    vacant: u32,
}

impl Stamps {
    pub(super) fn new(capacity: usize) -> Stamps {
        Stamps { slots: Vec::with_capacity(capacity), capacity, vacant: NONE }
    }

    /// Adds a request. False where there is no room.
    pub(super) fn push(&mut self, log: &mut Log, now: u32) -> bool {
        if log.last != NONE && self.slots[log.last as usize].at == now {
            let stamp = &mut self.slots[log.last as usize];
            stamp.count = stamp.count.saturating_add(1);
        } else {
            let Some(index) = self.allocate(Stamp { at: now, count: 1, next: NONE }) else { return false };
            if log.last == NONE {
                log.first = index;
            } else {
                self.slots[log.last as usize].next = index;
            }
            log.last = index;
        }
        log.count = log.count.saturating_add(1);
        true
    }

    fn allocate(&mut self, stamp: Stamp) -> Option<u32> {
        let index = self.vacant;
        if index != NONE {
            self.vacant = core::mem::replace(&mut self.slots[index as usize], stamp).next;
            return Some(index);
        }
        let index = u32::try_from(self.slots.len()).ok().filter(|_| self.slots.len() < self.capacity)?;
        self.slots.push(stamp);
        Some(index)
    }

    /// Takes out what has left the window.
    pub(super) fn expire(&mut self, log: &mut Log, now: u32) {
        while log.first != NONE && until(self.slots[log.first as usize].at, now) == 0 {
            let index = log.first;
            let stamp = &mut self.slots[index as usize];
            log.count = log.count.saturating_sub(stamp.count);
            log.first = core::mem::replace(&mut stamp.next, self.vacant);
            self.vacant = index;
        }
        if log.first == NONE {
            *log = Log::EMPTY;
        }
    }

    /// Takes out everything.
    pub(super) fn clear(&mut self, log: Log) {
        if log.last != NONE {
            self.slots[log.last as usize].next = self.vacant;
            self.vacant = log.first;
        }
    }

    /// Until the log is empty, milliseconds.
    pub(super) fn until_empty(&self, log: &Log, now: u32) -> u32 {
        if log.last == NONE { 0 } else { until(self.slots[log.last as usize].at, now) }
    }

    /// Until the log has fewer requests than that, milliseconds.
    pub(super) fn until_below(&self, log: &Log, limit: u32, now: u32) -> u32 {
        let (mut index, mut count) = (log.first, log.count);
        while index != NONE {
            let stamp = &self.slots[index as usize];
            count = count.saturating_sub(stamp.count);
            if count < limit {
                return until(stamp.at, now);
            }
            index = stamp.next;
        }
        0
    }
}

/// Until a stamp leaves the window, milliseconds.
fn until(at: u32, now: u32) -> u32 {
    (WINDOW as u32).saturating_sub(now.wrapping_sub(at))
}
