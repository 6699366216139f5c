//! The crate's first page lists what is public, all of it.

const SOURCE: &str = include_str!("../../../src/lib.rs");

#[test]
fn the_map_names_what_is_public() {
    let map: String = SOURCE.lines().filter(|line| line.starts_with("//!")).collect();
    let code: String = SOURCE.lines().filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join(" ");
    let mut names = Vec::new();
    for item in code.split("pub use ").skip(1) {
        for path in item.split(';').next().unwrap().split([',', '{', '}']) {
            names.extend(path.trim().rsplit("::").next().filter(|name| !name.is_empty()));
        }
    }
    assert!(names.len() > 40, "{names:?}");
    names.push("project");
    for name in names {
        assert!(map.contains(&format!("[`{name}`]")), "{name} is not in the map");
    }
}

#[test]
fn the_map_has_nothing_private() {
    for line in SOURCE.lines().filter(|line| line.starts_with("//! - `")) {
        let name = line.trim_start_matches("//! - `").split('`').next().unwrap();
        let manifest = include_str!("../../../Cargo.toml");
        assert!(manifest.contains(&format!("\n{name} = [")), "`{name}` is no feature, and no link");
    }
}
