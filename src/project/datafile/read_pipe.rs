//! From the text of a `.pipe` file to a pipe and what is wrong with it.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::command::{Command, Given, commands};
use super::pipe::{Pipe, PipeKind, PipeNode};
use super::sql::Sql;
use super::words::unquoted;
use super::{base_name, byte_order_mark};
use crate::project::issue::{Issue, Rule, in_order};
use crate::project::position::{Position, SqlLine};
use crate::project::sql::token::{TokenKind, tokens};
use crate::project::template::excerpt;

/// What a line of a pipe can begin with. A block ends there.
const COMMANDS: &[&str] = &[
    "node",
    "scope",
    "description",
    "type",
    "datasource",
    "tags",
    "target_datasource",
    "copy_schedule",
    "copy_mode",
    "mode",
    "on_demand_compute",
    "filter",
    "token",
    "include",
    "sql",
    "version",
    "deployment_method",
    "export_service",
    "export_connection_name",
    "export_schedule",
    "export_bucket_uri",
    "export_file_template",
    "export_format",
    "export_strategy",
    "export_compression",
    "export_write_strategy",
    "export_kafka_topic",
];

/// Reads a `.pipe` file. The pipe holds what could be read, whatever the issues say.
pub(crate) fn read(file: &str, text: &str) -> (Pipe, Vec<Issue>) {
    let pipe = Pipe {
        name: base_name(file).into(),
        file: file.into(),
        description: None,
        nodes: Vec::new(),
        tokens: Vec::new(),
    };
    let mut reader = Reader { pipe, drafts: Vec::new(), issues: Vec::new() };
    if let Some(issue) = byte_order_mark(file, text) {
        reader.issues.push(issue);
    }
    let text = text.trim_start_matches('\u{feff}');
    for command in commands(text, |name| COMMANDS.contains(&name)) {
        reader.command(command);
    }
    reader.finish()
}

/// What is known of a node so far: its attributes, and where each stands.
struct Draft {
    node: PipeNode,
    has_sql: bool,
    kind: Option<(String, Position)>,
    attributes: Vec<(String, String, Position)>,
}

struct Reader {
    pipe: Pipe,
    drafts: Vec<Draft>,
    issues: Vec<Issue>,
}

impl Reader {
    fn fault(&mut self, at: Position, message: impl Into<Cow<'static, str>>) {
        self.issues.push(Issue::new(Rule::Datafile, &self.pipe.file, at, message));
    }

    fn command(&mut self, command: Command) {
        let Command { name, at, given } = command;
        let upper = name.to_uppercase();
        let words = match given {
            Given::Block(block) => {
                match name.as_str() {
                    "sql" => self.sql(at, &block.text, block.lines),
                    "description" => self.description(block.text.trim()),
                    "tags" => self.tags(at, block.text.trim()),
                    "include" | "version" | "export_service" => self.command_of_words(&name, &upper, at, Vec::new()),
                    _ if COMMANDS.contains(&name.as_str()) => {
                        self.fault(at, [&*upper, " takes its value on its own line, not behind `>`"].concat());
                    }
                    _ => self.unknown(&upper, at),
                }
                return;
            }
            Given::Words(words) => words,
        };
        self.command_of_words(&name, &upper, at, words);
    }

    fn command_of_words(&mut self, name: &str, upper: &str, at: Position, words: Vec<(String, usize)>) {
        let joined = words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
        let value = unquoted(joined.trim());
        match name {
            "node" | "scope" => match words.first() {
                Some((word, _)) => self.node(at, unquoted(word)),
                None => self.fault(at, [upper, " needs a name"].concat()),
            },
            "sql" => self.fault(at, "SQL is a block: write `SQL >` and the query on the lines below, indented"),
            "description" => self.description(joined.trim()),
            "tags" => self.tags(at, value),
            "token" => self.token(at, &words),
            "include" => self.fault(at, "INCLUDE belongs to Tinybird Classic; Tinybird Forward does not read it"),
            "version" | "export_service" => {
                let message = [upper, " is deprecated and ignored"].concat();
                self.issues.push(Issue::new(Rule::DatafileDeprecated, &self.pipe.file, at, message));
            }
            _ if !COMMANDS.contains(&name) => self.unknown(upper, at),
            _ if words.is_empty() => self.fault(at, [upper, " needs a value"].concat()),
            _ => match self.drafts.last_mut() {
                None => self.fault(at, [upper, " must stand behind a NODE"].concat()),
                Some(draft) if name == "type" => draft.kind = Some((value.into(), at)),
                Some(draft) => {
                    let name = if name == "copy_mode" { "mode" } else { name };
                    draft.attributes.push((name.into(), value.into(), at));
                }
            },
        }
    }

    fn unknown(&mut self, upper: &str, at: Position) {
        let message = match crate::text::suggest::nearest(&upper.to_lowercase(), COMMANDS) {
            Some(near) => {
                ["`", &*excerpt(upper), "` is not a pipe command; did you mean ", &near.to_uppercase(), "?"].concat()
            }
            None => ["`", &*excerpt(upper), "` is not a pipe command; indent the lines of a block"].concat(),
        };
        self.fault(at, message);
    }

    fn node(&mut self, at: Position, name: &str) {
        let node = PipeNode {
            name: name.into(),
            at,
            description: None,
            kind: None,
            kind_at: None,
            target: None,
            sql: Sql::default(),
        };
        self.drafts.push(Draft { node, has_sql: false, kind: None, attributes: Vec::new() });
    }

    fn sql(&mut self, at: Position, text: &str, lines: Vec<SqlLine>) {
        let Some(draft) = self.drafts.last_mut() else {
            return self.fault(at, "SQL must stand behind a NODE");
        };
        if text.trim().is_empty() {
            return self.fault(at, "SQL has no query");
        }
        let (sql, faults) = Sql::new(text, lines);
        let stray = if sql.is_template { None } else { stray(&sql.text) };
        if let Some(at) = stray.map(|offset| sql.position(offset)) {
            let message = "the SQL is a template only if `%` is the first thing in it";
            self.issues.push(Issue::new(Rule::Datafile, &self.pipe.file, at, message));
        }
        draft.node.sql = sql;
        draft.has_sql = true;
        for fault in faults {
            self.issues.push(Issue::new(Rule::SqlTemplate, &self.pipe.file, fault.at, fault.message));
        }
    }

    fn description(&mut self, text: &str) {
        match self.drafts.last_mut() {
            Some(draft) => draft.node.description = Some(text.into()),
            None => self.pipe.description = Some(text.into()),
        }
    }

    fn tags(&mut self, at: Position, text: &str) {
        // `key=value` belongs to the node, a plain tag to the file.
        if let (true, Some(draft)) = (text.contains('='), self.drafts.last_mut()) {
            draft.attributes.push(("tags".into(), text.into(), at));
        }
    }

    fn token(&mut self, at: Position, words: &[(String, usize)]) {
        let [(name, _), (permission, column)] = words else {
            return self
                .fault(at, "TOKEN takes a name and a permission: `TOKEN my_token READ`; quote a name with spaces");
        };
        if !permission.eq_ignore_ascii_case("read") {
            let at = Position::new(at.line, u32::try_from(*column).unwrap_or(u32::MAX));
            return self.fault(at, "a token of a pipe can READ only");
        }
        self.pipe.tokens.push(unquoted(name).into());
    }

    fn finish(mut self) -> (Pipe, Vec<Issue>) {
        if self.drafts.is_empty() {
            self.fault(Position::new(1, 1), "a pipe needs at least one NODE");
        }
        let mut typed = false;
        for mut draft in core::mem::take(&mut self.drafts) {
            let at = draft.node.at;
            if !draft.has_sql && !self.issues.iter().any(|issue| issue.at > at) {
                self.fault(at, ["node `", &*draft.node.name, "` has no SQL"].concat());
            }
            if let Some((name, kind_at)) = &draft.kind {
                let lower = name.to_lowercase();
                draft.node.kind_at = Some(*kind_at);
                draft.node.kind = PipeKind::ALL.iter().find(|kind| kind.as_str() == lower).copied();
                if draft.node.kind.is_none() && !matches!(lower.as_str(), "" | "standard") {
                    let message =
                        ["`", &*excerpt(name), "` is no type of a node: endpoint, materialized, copy or sink"].concat();
                    self.fault(*kind_at, message);
                }
                if draft.node.kind.is_some() && core::mem::replace(&mut typed, true) {
                    self.fault(*kind_at, "only one node of a pipe can have a TYPE");
                }
            }
            self.attributes(&mut draft);
            self.pipe.nodes.push(draft.node);
        }
        in_order(&mut self.issues);
        (self.pipe, self.issues)
    }

    /// Which attributes a node may have, and which it must have, depends on its type.
    fn attributes(&mut self, draft: &mut Draft) {
        let find = |name: &str| draft.attributes.iter().find(|attribute| attribute.0 == name);
        let kind = draft.node.kind;
        draft.node.target = match kind {
            Some(PipeKind::Materialized) => find("datasource").map(|attribute| attribute.1.clone()),
            Some(PipeKind::Copy) => find("target_datasource").map(|attribute| attribute.1.clone()),
            _ => None,
        };
        let (allowed, required): (&[&str], &[&str]) = match kind {
            None => (&[], &[]),
            Some(PipeKind::Materialized) => (&["datasource", "deployment_method"], &["datasource"]),
            Some(PipeKind::Copy) => {
                (&["target_datasource", "copy_schedule", "mode", "on_demand_compute"], &["target_datasource"])
            }
            Some(PipeKind::Sink) => (
                &[
                    "export_connection_name",
                    "export_schedule",
                    "export_kafka_topic",
                    "export_bucket_uri",
                    "export_file_template",
                    "export_format",
                    "export_compression",
                    "export_write_strategy",
                    "export_strategy",
                ],
                &["export_connection_name", "export_schedule"],
            ),
            // Tinybird looks at none of them.
            Some(PipeKind::Endpoint | PipeKind::Stream) => return,
        };
        let what = kind.map_or("a node without TYPE", PipeKind::as_str);
        let at = draft.node.kind_at.unwrap_or(draft.node.at);
        let missing: Vec<&str> = required.iter().copied().filter(|name| find(name).is_none()).collect();
        let surplus: Vec<(String, Position)> = draft
            .attributes
            .iter()
            .filter(|attribute| !allowed.contains(&attribute.0.as_str()))
            .map(|attribute| (attribute.0.to_uppercase(), attribute.2))
            .collect();
        if !missing.is_empty() {
            self.fault(at, ["TYPE ", what, " needs ", &missing.join(", ").to_uppercase()].concat());
        }
        for (name, at) in surplus {
            self.fault(at, [&*name, " does not belong to ", what].concat());
        }
    }
}

/// Where plain SQL has what belongs to a template: a `%` before it, `{{` or `{%`.
fn stray(sql: &str) -> Option<usize> {
    let mut before = None;
    for token in tokens(sql).ok()? {
        let TokenKind::Symbol(symbol) = token.kind else {
            before = Some(0);
            continue;
        };
        match before {
            None if symbol == "%" => return Some(token.at),
            Some(end) if end == token.at && (symbol == "{" || symbol == "%") => return end.checked_sub(1),
            _ => {}
        }
        before = Some(if symbol == "{" { token.end } else { 0 });
    }
    None
}
