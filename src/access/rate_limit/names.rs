//! The names: a table to find them, a list by use to know who leaves.
#![expect(clippy::indexing_slicing, reason = "every index was made here, for a name or a bucket that is there")]

use alloc::{vec, vec::Vec};

use super::stamps::{Log, Stamps};

const NONE: u32 = u32::MAX;

#[derive(Debug)]
struct Name {
    key: u64,
    log: Log,
    /// The next name of the same bucket.
    chain: u32,
    newer: u32,
    older: u32,
}

#[derive(Debug)]
pub(super) struct Names {
    slots: Vec<Name>,
    capacity: usize,
    /// The first name of each bucket. Keys are hashes: their low bits are the bucket.
    buckets: Vec<u32>,
    newest: u32,
    oldest: u32,
    /// The first of the slots that were used and are free, linked by `chain`.
    vacant: u32,
    len: usize,
}

impl Names {
    pub(super) fn new(capacity: usize) -> Names {
        Names {
            slots: Vec::with_capacity(capacity),
            capacity,
            buckets: vec![NONE; capacity.next_power_of_two()],
            newest: NONE,
            oldest: NONE,
            vacant: NONE,
            len: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn log(&mut self, index: u32) -> &mut Log {
        &mut self.slots[index as usize].log
    }

    /// Where the name is. It is the most recently used one from now on.
    pub(super) fn find_or_insert(&mut self, key: u64, stamps: &mut Stamps) -> u32 {
        if let Some(index) = self.find(key) {
            if index != self.newest {
                self.unlink(index);
                self.link(index);
            }
            return index;
        }
        if self.len == self.capacity {
            self.remove_oldest(stamps);
        }
        let bucket = self.bucket(key);
        let name = Name { key, log: Log::EMPTY, chain: self.buckets[bucket], newer: NONE, older: NONE };
        let index = self.allocate(name);
        self.buckets[bucket] = index;
        self.link(index);
        self.len = self.len.saturating_add(1);
        index
    }

    /// Forgets the least recently used name.
    pub(super) fn remove_oldest(&mut self, stamps: &mut Stamps) {
        let index = self.oldest;
        if index == NONE {
            return;
        }
        self.unlink(index);
        self.unchain(index);
        stamps.clear(self.slots[index as usize].log);
        self.slots[index as usize].chain = self.vacant;
        self.vacant = index;
        self.len = self.len.saturating_sub(1);
    }

    fn bucket(&self, key: u64) -> usize {
        // The number of buckets is a power of two.
        key as usize & self.buckets.len().saturating_sub(1)
    }

    fn find(&self, key: u64) -> Option<u32> {
        let mut index = self.buckets[self.bucket(key)];
        while index != NONE && self.slots[index as usize].key != key {
            index = self.slots[index as usize].chain;
        }
        (index != NONE).then_some(index)
    }

    fn allocate(&mut self, name: Name) -> u32 {
        if self.vacant == NONE {
            self.slots.push(name);
            return self.slots.len().saturating_sub(1) as u32;
        }
        let index = self.vacant;
        self.vacant = core::mem::replace(&mut self.slots[index as usize], name).chain;
        index
    }

    /// Takes a name out of its bucket.
    fn unchain(&mut self, index: u32) {
        let Name { key, chain, .. } = self.slots[index as usize];
        let bucket = self.bucket(key);
        let mut at = self.buckets[bucket];
        if at == index {
            self.buckets[bucket] = chain;
            return;
        }
        while self.slots[at as usize].chain != index {
            at = self.slots[at as usize].chain;
        }
        self.slots[at as usize].chain = chain;
    }

    /// Puts a name at the newest end of the list by use.
    fn link(&mut self, index: u32) {
        let older = self.newest;
        let name = &mut self.slots[index as usize];
        (name.newer, name.older) = (NONE, older);
        match older {
            NONE => self.oldest = index,
            older => self.slots[older as usize].newer = index,
        }
        self.newest = index;
    }

    /// Takes a name out of the list by use.
    fn unlink(&mut self, index: u32) {
        let Name { newer, older, .. } = self.slots[index as usize];
        match newer {
            NONE => self.newest = older,
            newer => self.slots[newer as usize].older = older,
        }
        match older {
            NONE => self.oldest = newer,
            older => self.slots[older as usize].newer = newer,
        }
    }
}
