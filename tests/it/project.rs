//! Projects: what is read, what it means, and what `check` says of it.

mod check;
mod files;
mod run;
#[path = "../project/scopes.rs"]
mod scopes;
#[cfg(feature = "serde")]
mod serialize;
mod sql;
mod template;

use std::fs;
use std::path::Path;

/// The files below a folder, with their texts.
fn files_of(folder: &Path) -> Vec<(String, String)> {
    let paths = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let read = |path: &Path| (path.display().to_string(), fs::read_to_string(path).expect("a text"));
    paths.flat_map(|path| if path.is_dir() { files_of(&path) } else { vec![read(&path)] }).collect()
}
