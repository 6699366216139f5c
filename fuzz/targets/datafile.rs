//! Any text as a pipe and as a data source: reading ends, and every issue has a place in the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mintbird::project::Project;

fuzz_target!(|input: &str| {
    let lines = u32::try_from(input.split(['\n', '\r']).count()).expect("few lines");
    for file in ["a.pipe", "a.datasource"] {
        let project = Project::new([(file, input)]);
        for issue in project.issues() {
            assert!((1..=lines).contains(&issue.at.line), "{issue}");
        }
        for pipe in project.pipes() {
            let params = project.params(pipe);
            assert!(params.iter().all(|param| !param.uses.is_empty()));
        }
    }
});
