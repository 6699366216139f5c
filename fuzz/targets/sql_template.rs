//! A line with a value, and a template behind it. Whatever the request says, rendering ends; and the value of a `String` stays in its
//! literal: the same template with a harmless value gives the same SQL around it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mintbird::project::Project;
use mintbird_fuzz::lines;

/// A text that no input guesses, and that needs no escape.
const HARMLESS: &str = "hArMlEsS";

fuzz_target!(|input: &str| {
    let Some([value, template]) = lines::<2>(input) else { return };
    let indented = template.replace(['\n', '\r'], "\n    ");
    let project = Project::new([("a.pipe", format!("NODE a\nSQL >\n    %{indented}\n"))]);
    let _ = project.render("a", []);
    let _ = project.render("a", [("x", value.into())]);

    let project = Project::new([("a.pipe", "NODE a\nSQL >\n    % SELECT {{String(x)}}, 1\n")]);
    let rendered = |value: &str| {
        let mut nodes = project.render("a", [("x", value.into())]).expect("the pipe is there");
        nodes.remove(0).sql.expect("a text is a String")
    };
    let (hostile, harmless) = (rendered(value), rendered(HARMLESS));
    let (before, after) = harmless.split_once(HARMLESS).expect("it is written");
    let inside = hostile.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).expect("the rest stays");
    let mut escaped = false;
    for c in inside.chars() {
        assert!(escaped || c != '\'', "{hostile}");
        escaped = c == '\\' && !escaped;
    }
    assert!(!escaped, "{hostile}");
});
