//! From the text of a `.datasource` file to a data source and what is wrong with it.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::command::{Block, Command, Given, commands};
use super::datasource::DataSource;
use super::words::unquoted;
use super::{base_name, byte_order_mark, schema};
use crate::project::issue::{Issue, Rule, in_order};
use crate::project::position::{Position, SqlLine};
use crate::project::template::excerpt;

/// What a line of a data source can begin with. A block ends there.
const COMMANDS: &[&str] = &[
    "description",
    "token",
    "source",
    "schema",
    "indexes",
    "engine",
    "partition_key",
    "sorting_key",
    "primary_key",
    "sampling_key",
    "ttl",
    "tags",
    "include",
    "version",
    "kafka_connection_name",
    "kafka_topic",
    "kafka_group_id",
    "kafka_auto_offset_reset",
    "kafka_store_raw_value",
    "kafka_store_headers",
    "kafka_store_binary_headers",
    "kafka_key_format",
    "kafka_value_format",
    "kafka_target_partitions",
    "import_connection_name",
    "import_schedule",
    "import_strategy",
    "import_bucket_uri",
    "import_format",
    "import_from_timestamp",
    "import_service",
    "import_external_datasource",
    "import_query",
    "import_table_arn",
    "import_export_bucket",
    "pg_connection_name",
    "pg_table",
    "shared_with",
    "export_service",
    "forward_query",
    "backfill",
    "engine_columns",
    "engine_is_deleted",
    "engine_partition_key",
    "engine_primary_key",
    "engine_sampling_key",
    "engine_settings",
    "engine_sign",
    "engine_sorting_key",
    "engine_ttl",
    "engine_ver",
    "engine_version",
];

/// Those that Tinybird still reads, and ignores.
const DEPRECATED: &[&str] =
    &["version", "kafka_target_partitions", "import_service", "import_external_datasource", "export_service"];
/// Those that Tinybird no longer takes.
const REMOVED: &[&str] = &["source", "include", "import_strategy", "kafka_store_binary_headers"];
/// Those that may be a block.
const BLOCKS: &[&str] = &["description", "schema", "indexes", "shared_with", "forward_query", "tags", "engine"];

/// Reads a `.datasource` file. It holds what could be read, whatever the issues say.
pub(crate) fn read(file: &str, text: &str) -> (DataSource, Vec<Issue>) {
    let source = DataSource {
        name: base_name(file).into(),
        file: file.into(),
        description: None,
        columns: Vec::new(),
        tokens: Vec::new(),
        engine: None,
        engine_options: Vec::new(),
    };
    let mut reader = Reader { source, has_schema: false, issues: Vec::new() };
    if let Some(issue) = byte_order_mark(file, text) {
        reader.issues.push(issue);
    }
    for command in commands(text.trim_start_matches('\u{feff}'), |name| COMMANDS.contains(&name)) {
        reader.command(command);
    }
    if !reader.has_schema {
        reader.fault(Position::new(1, 1), "a data source needs a SCHEMA");
    }
    in_order(&mut reader.issues);
    (reader.source, reader.issues)
}

struct Reader {
    source: DataSource,
    has_schema: bool,
    issues: Vec<Issue>,
}

impl Reader {
    fn fault(&mut self, at: Position, message: impl Into<Cow<'static, str>>) {
        self.issues.push(Issue::new(Rule::Datafile, &self.source.file, at, message));
    }

    fn command(&mut self, command: Command) {
        let Command { name, at, given } = command;
        let upper = name.to_uppercase();
        if !COMMANDS.contains(&name.as_str()) {
            return self.unknown(&upper, at);
        }
        if REMOVED.contains(&name.as_str()) {
            return self.fault(at, [&*upper, " is no longer supported"].concat());
        }
        if DEPRECATED.contains(&name.as_str()) {
            let message = [&*upper, " is deprecated and ignored"].concat();
            return self.issues.push(Issue::new(Rule::DatafileDeprecated, &self.source.file, at, message));
        }
        match (name.as_str(), given) {
            ("schema", Given::Block(block)) => self.schema(&block),
            ("schema", Given::Words(words)) => {
                // Tinybird puts the words together without the spaces between them.
                let mut block = Block::default();
                for (word, column) in words {
                    let column = u32::try_from(column).unwrap_or(u32::MAX);
                    block.lines.push(SqlLine { offset: block.text.len(), at: Position::new(at.line, column) });
                    block.text.push_str(&word);
                }
                block.text = unquoted(&block.text).into();
                self.schema(&block);
            }
            ("description", Given::Block(block)) => self.source.description = Some(block.text.trim().into()),
            ("description", Given::Words(words)) => self.source.description = Some(joined(&words)),
            ("forward_query", Given::Words(_)) => {
                self.fault(
                    at,
                    "FORWARD_QUERY is a block: write `FORWARD_QUERY >` and the query on the lines below, indented",
                );
            }
            ("token", Given::Words(words)) => self.token(at, &words),
            ("engine", Given::Words(words)) => self.source.engine = Some(unquoted(&joined(&words)).into()),
            (name, Given::Words(words)) if name.starts_with("engine_") => {
                let option = name.trim_start_matches("engine_").into();
                self.source.engine_options.push((option, unquoted(&joined(&words)).into()));
            }
            (name, Given::Block(_)) if !BLOCKS.contains(&name) && !name.starts_with("engine_") => {
                self.fault(at, [&*upper, " takes its value on its own line, not behind `>`"].concat());
            }
            _ => {}
        }
    }

    fn unknown(&mut self, upper: &str, at: Position) {
        let shown = excerpt(upper);
        let message = match crate::text::suggest::nearest(&upper.to_lowercase(), COMMANDS) {
            _ if upper == "SETTINGS" => "SETTINGS is not allowed; use ENGINE_SETTINGS".into(),
            Some(near) => {
                ["`", &*shown, "` is not a data source command; did you mean ", &near.to_uppercase(), "?"].concat()
            }
            None => ["`", &*shown, "` is not a data source command; indent the lines of a block"].concat(),
        };
        self.fault(at, message);
    }

    fn schema(&mut self, block: &Block) {
        self.has_schema = true;
        let (columns, faults) = schema::columns(&block.text, &block.lines);
        self.source.columns = columns;
        for (at, message) in faults {
            self.fault(at, message);
        }
    }

    fn token(&mut self, at: Position, words: &[(String, usize)]) {
        let [(name, _), (permission, column)] = words else {
            return self
                .fault(at, "TOKEN takes a name and a permission: `TOKEN my_token READ`; quote a name with spaces");
        };
        if !["read", "append"].iter().any(|known| permission.eq_ignore_ascii_case(known)) {
            let at = Position::new(at.line, u32::try_from(*column).unwrap_or(u32::MAX));
            return self.fault(at, "a token of a data source can READ or APPEND");
        }
        self.source.tokens.push(unquoted(name).into());
    }
}

fn joined(words: &[(String, usize)]) -> String {
    words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ")
}
