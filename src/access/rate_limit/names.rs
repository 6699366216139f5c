//! The names: a table to find them, and a list by use to know who leaves.
//!
//! The crate `lru` would be both in one, but keeps pointers where this keeps numbers: with it a million names take 68 MB at least,
//! instead of 51.

use alloc::collections::TryReserveError;
use alloc::vec::Vec;

use hashbrown::HashTable;
use lru_slab::LruSlab;

use super::log::{Log, Room};
use crate::error::Error;

#[derive(Debug)]
struct Name {
    key: u64,
    log: Log,
}

/// A `dyn`, so that growing is compiled once.
type Hasher<'h> = &'h dyn Fn(&u32) -> u64;

#[derive(Debug)]
pub(super) struct Names {
    slots: LruSlab<Name>,
    /// Where in `slots` each name is. Keys are hashes already.
    table: HashTable<u32>,
}

impl Names {
    /// Takes all its memory at once, so that it is refused here or never.
    pub(super) fn new(max_names: u32) -> Result<Names, Error> {
        let mut table = HashTable::new();
        let hasher: Hasher<'_> = &|_| 0;
        let no_room = || Error::Option { name: "max_names", reason: "is more than there is memory for".into() };
        table.try_reserve(max_names as usize, hasher).map_err(|_| no_room())?;
        room_for_slots(max_names).map_err(|_| no_room())?;
        Ok(Names { slots: LruSlab::with_capacity(max_names), table })
    }

    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// The log of a name. It is the most recently used one from now on.
    pub(super) fn find_or_insert(&mut self, key: u64, now: u32, room: &mut Room) -> &mut Log {
        let Names { slots, table } = self;
        let known = table.find(key, |slot| slots.peek(*slot).key == key).copied();
        let slot = known.unwrap_or_else(|| {
            if slots.len() == slots.capacity() {
                remove_oldest(slots, table, room);
            }
            let slot = slots.insert(Name { key, log: Log::new(now) });
            let hasher: Hasher<'_> = &|slot| slots.peek(*slot).key;
            table.insert_unique(key, slot, hasher);
            slot
        });
        &mut slots.get_mut(slot).log
    }
}

fn remove_oldest(slots: &mut LruSlab<Name>, table: &mut HashTable<u32>, room: &mut Room) {
    if let Some(oldest) = slots.lru() {
        let Name { key, log } = slots.remove(oldest);
        room.forget(log);
        if let Ok(entry) = table.find_entry(key, |slot| *slot == oldest) {
            entry.remove();
        }
    }
}

/// Asks for the memory that the slots are about to take: they themselves could not say that there is none.
fn room_for_slots(max_names: u32) -> Result<(), TryReserveError> {
    let mut room: Vec<(Option<Name>, [u32; 2])> = Vec::new();
    room.try_reserve_exact(max_names as usize)
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_name_is_as_small_as_the_documentation_says() {
        let slot = size_of::<(Option<Name>, [u32; 2])>();
        assert!(slot <= if cfg!(target_pointer_width = "32") { 32 } else { 40 }, "{slot} bytes");
    }
}
