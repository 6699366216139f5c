//! The words of SQL, as ClickHouse's lexer tells them apart. Comments and white space are gone.

use alloc::{string::String, vec::Vec};

use super::{HOLE, Undecided};

/// A word of SQL, and the bytes between which it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) at: usize,
    pub(crate) end: usize,
    pub(crate) kind: TokenKind,
}

/// What a word is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    /// An identifier or a keyword, as it was written.
    Word(String),
    /// An identifier in backquotes or double quotes.
    Quoted(String),
    /// A string, unescaped. `None` where a hole stands inside of it, so that its end is a guess.
    Text(Option<String>),
    /// A number, as it was written.
    Number(String),
    /// A value that is not known.
    Hole,
    /// An operator or a bracket.
    Symbol(&'static str),
}

/// Longer ones first: the first that fits is taken.
const SYMBOLS: &[&str] = &[
    "<=>", "::", "->", "||", "<=", ">=", "<>", "!=", "==", "@@", "<", ">", "=", "+", "-", "*", "/", "%", "(", ")", "[",
    "]", "{", "}", ",", ".", ";", ":", "?", "@", "^",
];

/// Where the holes of a text stand.
#[derive(Default)]
pub(crate) struct Holes {
    /// Those that are words of their own, and those inside of strings.
    pub(crate) read: Vec<usize>,
    /// Those inside of strings.
    pub(crate) strings: Vec<usize>,
    /// Those in comments between `/*` and `*/`.
    pub(crate) comments: Vec<usize>,
}

/// Splits a text into its words.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Undecided> {
    lexed(text).map(|(tokens, _)| tokens)
}

/// The words of a text, and its holes.
pub(crate) fn lexed(text: &str) -> Result<(Vec<Token>, Holes), Undecided> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), holes: Holes::default() };
    while lexer.step()? {}
    Ok((lexer.tokens, lexer.holes))
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    holes: Holes,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn push(&mut self, kind: TokenKind, len: usize) {
        if matches!(kind, TokenKind::Hole | TokenKind::Text(None)) {
            let found = self.holes_between(self.at, self.at.saturating_add(len));
            if kind != TokenKind::Hole {
                self.holes.strings.extend_from_slice(&found);
            }
            self.holes.read.extend_from_slice(&found);
        }
        self.tokens.push(Token { at: self.at, end: self.at.saturating_add(len), kind });
        self.skip(len);
    }

    fn holes_between(&self, begin: usize, end: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for (offset, _) in self.text.get(begin..end).unwrap_or_default().match_indices(HOLE) {
            found.push(begin.saturating_add(offset));
        }
        found
    }

    /// Whether there was one more word, or something to skip.
    fn step(&mut self) -> Result<bool, Undecided> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(false) };
        match first {
            ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{a0}' | '\u{feff}' | '\0' => self.skip(first.len_utf8()),
            '\u{2000}'..='\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{3000}' => self.skip(first.len_utf8()),
            HOLE => self.push(TokenKind::Hole, first.len_utf8()),
            '-' if rest.starts_with("--") => self.line_comment(),
            '/' if rest.starts_with("//") => self.line_comment(),
            '#' if rest.starts_with("# ") || rest.starts_with("#!") => self.line_comment(),
            '/' if rest.starts_with("/*") => self.block_comment()?,
            '\'' => self.quoted('\'')?,
            '"' => self.quoted('"')?,
            '`' => self.quoted('`')?,
            '\u{2018}' => self.quoted('\u{2019}')?,
            '\u{201c}' => self.quoted('\u{201d}')?,
            '\u{2212}' => self.push(TokenKind::Symbol("-"), first.len_utf8()),
            '$' if self.heredoc() => {}
            '0'..='9' => self.number(),
            '.' if self.fraction() => self.number(),
            c if is_word(c) => {
                let word = rest.split(|c| !is_word(c)).next().unwrap_or_default();
                self.push(TokenKind::Word(word.into()), word.len());
            }
            _ => self.symbol()?,
        }
        Ok(true)
    }

    fn symbol(&mut self) -> Result<(), Undecided> {
        let rest = self.rest();
        let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) else {
            return Err(Undecided::new(self.at, "this character has no meaning in SQL"));
        };
        self.push(TokenKind::Symbol(symbol), symbol.len());
        Ok(())
    }

    fn line_comment(&mut self) {
        let rest = self.rest();
        self.skip(rest.find('\n').unwrap_or(rest.len()));
    }

    /// Block comments nest.
    fn block_comment(&mut self) -> Result<(), Undecided> {
        let begin = self.at;
        let mut depth = 0_usize;
        loop {
            let rest = self.rest();
            let Some(next) = rest.find(['/', '*']) else {
                return Err(Undecided::new(begin, "the comment that begins here does not end"));
            };
            let tail = rest.get(next..).unwrap_or_default();
            let (depth_then, skipped) = if tail.starts_with("/*") {
                (depth.saturating_add(1), 2)
            } else if tail.starts_with("*/") {
                (depth.saturating_sub(1), 2)
            } else {
                (depth, 1)
            };
            depth = depth_then;
            self.skip(next.saturating_add(skipped));
            if depth == 0 {
                let found = self.holes_between(begin, self.at);
                self.holes.comments.extend_from_slice(&found);
                return Ok(());
            }
        }
    }

    /// A string or an identifier in quotes, which end with that quote. A backslash escapes, and so does doubling the quote, but not
    /// in those that word processors write.
    fn quoted(&mut self, quote: char) -> Result<(), Undecided> {
        let mut text = String::new();
        let mut hole = false;
        let mut chars = self.rest().char_indices().skip(1).peekable();
        while let Some((index, c)) = chars.next() {
            match c {
                '\\' if quote.is_ascii() => match chars.next() {
                    Some((_, escaped)) => text.push(unescaped(escaped)),
                    None => break,
                },
                c if c == quote => {
                    let straight = matches!(quote, '\'' | '"' | '`');
                    if straight && chars.peek().is_some_and(|(_, next)| *next == quote) {
                        text.push(c);
                        chars.next();
                        continue;
                    }
                    let kind = match quote {
                        '\'' | '\u{2019}' => TokenKind::Text((!hole).then_some(text)),
                        _ if hole => return Err(Undecided::new(self.at, "a value is inside of a quoted name")),
                        _ => TokenKind::Quoted(text),
                    };
                    self.push(kind, index.saturating_add(quote.len_utf8()));
                    return Ok(());
                }
                HOLE => hole = true,
                other => text.push(other),
            }
        }
        Err(Undecided::new(self.at, "the quote that begins here does not end"))
    }

    /// `$tag$ … $tag$`
    fn heredoc(&mut self) -> bool {
        let rest = self.rest();
        let Some(tag) = rest.get(1..).and_then(|rest| rest.split_once('$')).map(|(tag, _)| tag) else { return false };
        if !tag.chars().all(|c| is_word(c) && c != '$') {
            return false;
        }
        let Some(mark) = rest.get(..tag.len().saturating_add(2)) else { return false };
        let Some(inside) = rest.get(mark.len()..).and_then(|inside| inside.split_once(mark)).map(|(text, _)| text)
        else {
            return false;
        };
        let text = (!inside.contains(HOLE)).then(|| inside.into());
        let len = inside.len().saturating_add(mark.len()).saturating_add(mark.len());
        self.push(TokenKind::Text(text), len);
        true
    }

    /// Whether the dot begins a number: `.5`, but neither `t.5` nor `a[1].5`.
    fn fraction(&self) -> bool {
        let behind_operand = matches!(
            self.tokens.last().map(|token| &token.kind),
            Some(TokenKind::Word(_) | TokenKind::Quoted(_) | TokenKind::Symbol(")" | "]") | TokenKind::Number(_))
        );
        !behind_operand && self.rest().as_bytes().get(1).is_some_and(u8::is_ascii_digit)
    }

    /// A number; or a word that begins with digits.
    fn number(&mut self) {
        let rest = self.rest();
        // Behind a dot it is an element of a tuple: `t.1.2` has two.
        let element = matches!(self.tokens.last().map(|token| &token.kind), Some(TokenKind::Symbol(".")));
        let mut len = 0_usize;
        let mut before = ' ';
        for c in rest.chars() {
            let exponent_sign = matches!(c, '+' | '-') && matches!(before, 'e' | 'E') && !rest.starts_with("0x");
            let part = c.is_ascii_alphanumeric() || c == '_' || (c == '.' && !element) || exponent_sign;
            if !part || (element && !c.is_ascii_digit()) {
                break;
            }
            before = c;
            len = len.saturating_add(c.len_utf8());
        }
        let number = rest.get(..len).unwrap_or_default();
        let name = !element && number.contains(|c: char| c.is_ascii_alphabetic() || c == '_') && !is_number(number);
        let kind = if name { TokenKind::Word(number.into()) } else { TokenKind::Number(number.into()) };
        self.push(kind, len);
    }
}

fn is_number(text: &str) -> bool {
    let plain = text.replace('_', "");
    let radix = |prefix: &str, radix: u32| {
        plain.strip_prefix(prefix).is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)))
    };
    radix("0x", 16) || radix("0b", 2) || plain.parse::<f64>().is_ok()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn unescaped(c: char) -> char {
    match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'a' => '\u{7}',
        'v' => '\u{b}',
        other => other,
    }
}
