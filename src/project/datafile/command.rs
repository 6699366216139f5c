//! A datafile as its commands: a word at the beginning of a line, and what it is given.

use alloc::{string::String, vec::Vec};

use super::words::words;
use crate::project::position::{Position, SqlLine};

/// A command of a datafile.
#[derive(Debug)]
pub(super) struct Command {
    /// Its word, in lower case.
    pub(super) name: String,
    /// Where it stands.
    pub(super) at: Position,
    /// What it is given.
    pub(super) given: Given,
}

#[derive(Debug)]
pub(super) enum Given {
    /// Words on its line, and the columns at which they begin.
    Words(Vec<(String, usize)>),
    /// The lines of a block, behind `>`.
    Block(Block),
}

/// The lines behind `>`. Blank lines and those with nothing but a comment are left out, as Tinybird leaves them out.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) lines: Vec<SqlLine>,
}

/// The commands of a text. A block ends at the next line that is not indented and begins with a known command.
pub(super) fn commands(text: &str, is_known: impl Fn(&str) -> bool) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut open: Option<(Command, Block)> = None;
    let mut number = 0_u32;
    for line in lines(text) {
        number = number.saturating_add(1);
        let mut words = words(line).into_iter();
        let Some((first, column)) = words.next() else {
            continue;
        };
        let name = first.to_lowercase();
        if let Some((command, mut block)) = open.take() {
            if line.starts_with([' ', '\t']) || !is_known(&name) {
                block.lines.push(SqlLine { offset: block.text.len(), at: Position::new(number, 1) });
                block.text.push_str(line);
                block.text.push('\n');
                open = Some((command, block));
                continue;
            }
            commands.push(Command { given: Given::Block(block), ..command });
        }
        let at = Position::new(number, u32::try_from(column).unwrap_or(u32::MAX));
        let words: Vec<(String, usize)> = words.map(|(word, column)| (word.into_owned(), column)).collect();
        let is_block = words.first().is_some_and(|(word, _)| word == ">");
        let command = Command { name, at, given: Given::Words(words) };
        if is_block {
            open = Some((command, Block::default()));
        } else {
            commands.push(command);
        }
    }
    if let Some((command, block)) = open {
        commands.push(Command { given: Given::Block(block), ..command });
    }
    commands
}

/// Lines end at `\n`, `\r\n` or `\r`.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (line, after) = rest.split_at_checked(rest.find(['\n', '\r']).unwrap_or(rest.len()))?;
        rest = after.strip_prefix("\r\n").or_else(|| after.get(1..)).unwrap_or_default();
        Some(line)
    })
}
