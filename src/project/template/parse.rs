//! From the text of a template to its tree.
//!
//! Blocks are kept on a stack of their own, not on the machine's, and are nested no deeper than Python's indentation goes.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::allow;
use super::cursor::Cursor;
use super::expression::{Expr, ExprKind};
use super::fault::{Fault, Stop, excerpt};
use super::grammar::{self, Parser};
use super::literal::{self, Escape};
use super::names;
use super::token::Ending;
use super::tree::{Branch, Handler, Node, NodeKind, Target, TargetKind, Template};
use crate::project::position::{Position, SqlLine};

/// Python's limit of indentation, less the function that a template becomes.
const MAX_BLOCKS: usize = 98;
/// Python's limit of loops and `try` within each other.
const MAX_LOOPS: usize = 20;
/// So many faults are enough to read.
const MAX_FAULTS: usize = 100;

/// Reads a template. Of one with faults there is no tree.
pub(crate) fn parse(text: &str, lines: &[SqlLine]) -> Result<Template, Vec<Fault>> {
    let mut reader = Reader {
        text,
        pos: 0,
        cursor: Cursor::new(text, lines),
        whitespace: Whitespace::All,
        stack: Vec::new(),
        nodes: Vec::new(),
        faults: Vec::new(),
    };
    reader.read();
    if reader.faults.is_empty() {
        let locals = names::locals(&reader.nodes);
        Ok(Template { nodes: reader.nodes, locals })
    } else {
        Err(reader.faults)
    }
}

/// A block that has begun: `{% if %}`, `{% for %}`, `{% while %}` or `{% try %}`.
struct Open {
    keyword: &'static str,
    at: Position,
    /// What stood around it.
    outside: Vec<Node>,
    /// The sections that have ended.
    sections: Vec<(Head, Position, Vec<Node>)>,
    /// The section that is being read.
    head: Head,
    head_at: Position,
}

/// What a section of a block begins with.
enum Head {
    If(Expr),
    For(Target, Expr),
    While(Expr),
    Try,
    Except(Option<Expr>, Option<String>),
    Else,
    Finally,
}

#[derive(Clone, Copy, PartialEq)]
enum Whitespace {
    All,
    Single,
    OneLine,
}

struct Reader<'s> {
    text: &'s str,
    pos: usize,
    cursor: Cursor<'s>,
    whitespace: Whitespace,
    stack: Vec<Open>,
    nodes: Vec<Node>,
    faults: Vec<Fault>,
}

impl<'s> Reader<'s> {
    fn read(&mut self) {
        while self.faults.len() < MAX_FAULTS {
            let Some(brace) = self.next_brace() else {
                self.text_until(self.text.len());
                break;
            };
            self.text_until(brace);
            let at = self.cursor.at(brace);
            let braces = self.text.get(brace..brace.saturating_add(2)).unwrap_or_default();
            self.pos = brace.saturating_add(2);
            if self.rest().starts_with('!') {
                self.pos = self.pos.saturating_add(1);
                self.push(NodeKind::Text(braces.into()), at);
                continue;
            }
            let (close, what) = match braces {
                "{#" => ("#}", "a comment `{#` is never closed by `#}`"),
                "{{" => ("}}", "an expression `{{` is never closed by `}}`"),
                _ => ("%}", "a block `{%` is never closed by `%}`"),
            };
            let Some(len) = self.rest().find(close) else {
                self.fault(at, what);
                return;
            };
            let start = self.pos;
            let end = start.saturating_add(len);
            self.pos = end.saturating_add(2);
            match braces {
                "{#" => {}
                "{{" => self.output(start, end, at),
                _ => self.block(start, end, at),
            }
        }
        while let Some(open) = self.stack.pop() {
            let message = ["`{% ", open.keyword, " %}` has no `{% end %}`"].concat();
            self.fault(open.at, message);
        }
    }

    fn rest(&self) -> &'s str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    /// Where the next `{{`, `{%` or `{#` begins. Of three braces in a row, the last two count.
    fn next_brace(&self) -> Option<usize> {
        let mut from = self.pos;
        loop {
            let brace = from.saturating_add(self.text.get(from..)?.find('{')?);
            let after = brace.saturating_add(1);
            let mut next = self.text.get(after..)?.chars();
            match (next.next(), next.next()) {
                (None, _) => return None,
                (Some('{'), Some('{')) => from = after,
                (Some('{' | '%' | '#'), _) => return Some(brace),
                _ => from = after,
            }
        }
    }

    fn text_until(&mut self, end: usize) {
        let text = self.text.get(self.pos..end).unwrap_or_default();
        if !text.is_empty() {
            let at = self.cursor.at(self.pos);
            let text = if text.contains("<pre>") { text.into() } else { self.whitespace.filter(text) };
            self.push(NodeKind::Text(text), at);
        }
        self.pos = end;
    }

    fn push(&mut self, kind: NodeKind, at: Position) {
        self.nodes.push(Node { kind, at });
    }

    fn fault(&mut self, at: Position, message: impl Into<Cow<'static, str>>) {
        self.faults.push(Fault { at, message: message.into() });
    }

    /// The bounds of a piece without the white space around it.
    fn trimmed(&self, start: usize, end: usize) -> (usize, usize) {
        let text = self.text.get(start..end).unwrap_or_default();
        let leading = text.len().saturating_sub(text.trim_start().len());
        let start = start.saturating_add(leading);
        (start, start.saturating_add(text.trim().len()))
    }

    fn output(&mut self, start: usize, end: usize, at: Position) {
        let (start, end) = self.trimmed(start, end);
        let source = self.text.get(start..end).unwrap_or_default();
        if source.is_empty() {
            return self.fault(at, "`{{ }}` has no expression");
        }
        let read = |parser: &mut Parser<'_>| {
            let expr = parser.expressions()?;
            parser.end()?;
            Ok(expr)
        };
        let Some(expr) = self.expression(start, end, Ending::Written, read) else {
            return;
        };
        if matches!(&expr.kind, ExprKind::Tuple(items) if items.len() == 1 && items.iter().all(|item| item.at == expr.at))
        {
            self.fault(at, "a comma at the end of the expression");
        }
        if let Err(fault) = allow::output(&expr) {
            self.faults.push(fault);
        }
        // Tinybird writes the expression's text into a string of Python's, for messages.
        if literal::unescape(&source.replace('"', "\\\"")) == Err(Escape::Broken) {
            self.fault(at, "an escape in the expression is not complete");
        }
        self.push(NodeKind::Output { expr, source: source.into() }, at);
    }

    /// Reads an expression. What is unknown becomes [`ExprKind::Undecided`]; a fault is noted.
    fn expression(
        &mut self,
        start: usize,
        end: usize,
        ending: Ending,
        read: impl FnOnce(&mut Parser<'s>) -> Result<Expr, Stop>,
    ) -> Option<Expr> {
        let at = self.cursor.at(start);
        let result =
            Parser::new(self.text, start, end, ending, &mut self.cursor).and_then(|mut parser| read(&mut parser));
        self.settle(result, start, end, at)
    }

    fn settle(&mut self, result: Result<Expr, Stop>, start: usize, end: usize, at: Position) -> Option<Expr> {
        match result {
            Ok(expr) => Some(expr),
            Err(Stop::Unknown(reason)) => {
                let source = self.text.get(start..end).unwrap_or_default();
                Some(Expr { kind: ExprKind::Undecided { reason, names: names::loose(source) }, at })
            }
            Err(Stop::Fault(fault)) => {
                self.faults.push(fault);
                None
            }
        }
    }

    fn block(&mut self, start: usize, end: usize, at: Position) {
        let (start, end) = self.trimmed(start, end);
        let contents = self.text.get(start..end).unwrap_or_default();
        if contents.is_empty() {
            return self.fault(at, "`{% %}` is empty");
        }
        let (word, suffix) = contents.split_once(' ').unwrap_or((contents, ""));
        let suffix_at = end.saturating_sub(suffix.len());
        let (suffix_at, _) = self.trimmed(suffix_at, end);
        match word {
            "end" => self.end(at),
            "comment" => {}
            "set" if suffix.trim().is_empty() => self.fault(at, "`{% set %}` assigns nothing"),
            "set" => self.set(suffix_at, end, at),
            "whitespace" => match suffix.trim() {
                "all" => self.whitespace = Whitespace::All,
                "single" => self.whitespace = Whitespace::Single,
                "oneline" => self.whitespace = Whitespace::OneLine,
                _ => self.fault(at, "`{% whitespace %}` takes `all`, `single` or `oneline`"),
            },
            "if" => self.open("if", start, end, at),
            "for" => self.open("for", start, end, at),
            "while" => self.open("while", start, end, at),
            "try" => self.open("try", start, end, at),
            "elif" | "else" | "except" | "finally" => self.section(word, start, end, at),
            "break" | "continue" => self.jump(contents, at),
            "extends" | "include" | "import" | "from" | "autoescape" | "raw" | "module" | "apply" | "block" => {
                self.fault(at, ["`{% ", word, " %}` is forbidden"].concat());
            }
            _ => {
                let hint = if word.starts_with("end") { "; blocks end with `{% end %}`" } else { "" };
                self.fault(at, ["unknown block `{% ", &excerpt(word), " %}`", hint].concat());
            }
        }
    }

    fn jump(&mut self, contents: &str, at: Position) {
        let looping = |open: &Open| matches!(open.keyword, "for" | "while") && !matches!(open.head, Head::Else);
        let kind = match contents {
            "break" => NodeKind::Break,
            "continue" => NodeKind::Continue,
            _ => return self.fault(at, "nothing may follow `break` or `continue`"),
        };
        if !self.stack.iter().any(looping) {
            return self.fault(at, ["`{% ", contents, " %}` stands outside a loop"].concat());
        }
        self.push(kind, at);
    }

    fn set(&mut self, start: usize, end: usize, at: Position) {
        let source_at = self.cursor.at(start);
        let (text, mut targets) = (self.text, Vec::new());
        let mut operator = None;
        let result = Parser::new(text, start, end, Ending::Line, &mut self.cursor).and_then(|mut parser| {
            let mut value = parser.expressions()?;
            while let Some(found) = parser.assignment() {
                targets.push(grammar::target(value)?);
                let several = targets.iter().any(|target| matches!(target.kind, TargetKind::Unpack(_)));
                if found.is_some() && (targets.len() > 1 || several) {
                    return parser.unexpected();
                }
                operator = found;
                value = parser.expressions()?;
                if operator.is_some() {
                    break;
                }
            }
            parser.take_op(";");
            parser.end()?;
            Ok(value)
        });
        let Some(value) = self.settle(result, start, end, source_at) else {
            return;
        };
        if let Err(fault) = targets.iter().try_for_each(allow::target).and_then(|()| allow::statement(&value)) {
            self.faults.push(fault);
        }
        if targets.is_empty() {
            if matches!(value.kind, ExprKind::Undecided { .. }) {
                return self.push(NodeKind::Undecided("a statement that this reader does not know"), at);
            }
            return self.push(NodeKind::Evaluate(value), at);
        }
        self.push(NodeKind::Set { targets, operator, value }, at);
    }

    /// How many loops and `try` are open.
    fn loops(&self) -> usize {
        self.stack.iter().filter(|open| open.keyword != "if").count()
    }

    fn open(&mut self, keyword: &'static str, start: usize, end: usize, at: Position) {
        if self.stack.len() >= MAX_BLOCKS || (self.loops() >= MAX_LOOPS && keyword != "if") {
            // What follows cannot be told apart from what would close the outer blocks.
            self.stack.clear();
            self.pos = self.text.len();
            return self.fault(at, "blocks are nested too deeply");
        }
        let head = self.head(keyword, start, end, at);
        let outside = core::mem::take(&mut self.nodes);
        self.stack.push(Open { keyword, at, outside, sections: Vec::new(), head, head_at: at });
    }

    fn section(&mut self, word: &str, start: usize, end: usize, at: Position) {
        let Some(open) = self.stack.last() else {
            return self.fault(at, ["`{% ", word, " %}` stands outside any block"].concat());
        };
        let parents: &[&str] = match word {
            "elif" => &["if"],
            "else" => &["if", "for", "while", "try"],
            _ => &["try"],
        };
        let keyword = open.keyword;
        if !parents.contains(&keyword) {
            return self.fault(at, ["`{% ", word, " %}` does not belong to `{% ", keyword, " %}`"].concat());
        }
        let excepts = |head: &Head| matches!(head, Head::Except(..));
        let follows = match (&open.head, word) {
            (Head::Finally, _) => false,
            (Head::Else, _) => word == "finally",
            (Head::Except(None, _), "except") => false,
            (head, "else") => keyword != "try" || excepts(head),
            _ => true,
        };
        if !follows {
            return self.fault(at, ["`{% ", word, " %}` cannot follow what stands before it"].concat());
        }
        if word == "except" && self.loops() >= MAX_LOOPS {
            self.fault(at, "blocks are nested too deeply");
        }
        let head = self.head(word, start, end, at);
        let nodes = core::mem::take(&mut self.nodes);
        if let Some(open) = self.stack.last_mut() {
            let ended = core::mem::replace(&mut open.head, head);
            let ended_at = core::mem::replace(&mut open.head_at, at);
            open.sections.push((ended, ended_at, nodes));
        }
    }

    /// What a section begins with. Where it has a fault, that is noted and something harmless stands in.
    fn head(&mut self, word: &str, start: usize, end: usize, at: Position) -> Head {
        let unread = |names: Vec<String>| Expr { kind: ExprKind::Undecided { reason: "a fault", names }, at };
        let simple = match word {
            "else" => Some(Head::Else),
            "finally" => Some(Head::Finally),
            "try" => Some(Head::Try),
            _ => None,
        };
        if let Some(head) = simple {
            if end.saturating_sub(start) > word.len() {
                let hint = if word == "else" { "; `else if` is written `elif`" } else { "" };
                self.fault(at, ["nothing may follow `", word, "`", hint].concat());
            }
            return head;
        }
        let (mut target, mut class, mut name) = (None, None, None);
        let kept = &mut target;
        let condition = match word {
            "for" => self.expression(start, end, Ending::Written, |parser| {
                parser.expect_word("for")?;
                *kept = Some(parser.for_target()?);
                parser.expect_word("in")?;
                let iterable = parser.expressions()?;
                parser.end()?;
                Ok(iterable)
            }),
            "except" => {
                let (class, name) = (&mut class, &mut name);
                self.expression(start, end, Ending::Written, |parser| {
                    parser.expect_word("except")?;
                    if !parser.is_end() {
                        *class = Some(parser.expression()?);
                        if parser.take_word("as") {
                            *name = Some(parser.name()?);
                        }
                    }
                    parser.end()?;
                    Ok(Expr { kind: ExprKind::None, at })
                })
            }
            _ => self.expression(start, end, Ending::Written, |parser| {
                parser.expect_word(word)?;
                let condition = parser.named_expression()?;
                parser.end()?;
                Ok(condition)
            }),
        };
        let condition = condition.unwrap_or_else(|| unread(Vec::new()));
        let checked = class
            .iter()
            .chain([&condition])
            .try_for_each(allow::statement)
            .and_then(|()| target.iter().try_for_each(allow::target))
            .and_then(|()| name.iter().try_for_each(|name| allow::name(name, at)));
        if let Err(fault) = checked {
            self.faults.push(fault);
        }
        match word {
            "for" => {
                let unknown = TargetKind::Undecided("a target that this reader does not know");
                Head::For(target.unwrap_or(Target { kind: unknown, at }), condition)
            }
            "while" => Head::While(condition),
            "except" if matches!(condition.kind, ExprKind::Undecided { .. }) => Head::Except(Some(condition), name),
            "except" => Head::Except(class, name),
            _ => Head::If(condition),
        }
    }

    fn end(&mut self, at: Position) {
        let Some(open) = self.stack.pop() else {
            return self.fault(at, "`{% end %}` ends no block");
        };
        let nodes = core::mem::replace(&mut self.nodes, open.outside);
        let mut sections = open.sections;
        sections.push((open.head, open.head_at, nodes));
        let (mut branches, mut handlers) = (Vec::new(), Vec::new());
        let (mut otherwise, mut finally, mut tried, mut looped) = (None, None, None, None);
        for (head, at, body) in sections {
            match head {
                Head::If(condition) => branches.push(Branch { condition, body, at }),
                Head::For(target, iterable) => looped = Some((Some(target), iterable, body)),
                Head::While(condition) => looped = Some((None, condition, body)),
                Head::Try => tried = Some(body),
                Head::Except(class, name) => handlers.push(Handler { class, name, body, at }),
                Head::Else => otherwise = Some(body),
                Head::Finally => finally = Some(body),
            }
        }
        let kind = match (looped, tried) {
            (Some((Some(target), iterable, body)), _) => NodeKind::For { target, iterable, body, otherwise },
            (Some((None, condition, body)), _) => NodeKind::While { condition, body, otherwise },
            (None, Some(body)) => {
                if handlers.is_empty() && finally.is_none() {
                    return self.fault(open.at, "`{% try %}` has neither `{% except %}` nor `{% finally %}`");
                }
                NodeKind::Try { body, handlers, otherwise, finally }
            }
            (None, None) => NodeKind::If { branches, otherwise },
        };
        self.push(kind, open.at);
    }
}

impl Whitespace {
    /// Collapses white space as `{% whitespace %}` asks for.
    fn filter(self, text: &str) -> String {
        match self {
            Whitespace::All => text.into(),
            Whitespace::OneLine => collapse(text, char::is_whitespace, |_| ' '),
            Whitespace::Single => {
                let text = collapse(text, |c| matches!(c, ' ' | '\t'), |_| ' ');
                collapse(&text, char::is_whitespace, |run| if run.contains('\n') { '\n' } else { '\0' })
            }
        }
    }
}

/// Writes one character for each run of others. `\0` leaves the run as it is.
fn collapse(text: &str, collapses: fn(char) -> bool, to: fn(&str) -> char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (kept, after) = rest.split_at_checked(rest.find(collapses).unwrap_or(rest.len())).unwrap_or((rest, ""));
        out.push_str(kept);
        let len = after.find(|c| !collapses(c)).unwrap_or(after.len());
        let (run, after) = after.split_at_checked(len).unwrap_or((after, ""));
        match to(run) {
            _ if run.is_empty() => {}
            '\0' => out.push_str(run),
            one => out.push(one),
        }
        rest = after;
    }
    out
}
