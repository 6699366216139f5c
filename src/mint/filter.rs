//! Filters: ClickHouse conditions whose placeholders, `{param:Type}`, are written as literals that no value can leave.
//!
//! Three things make that hold. A value is checked against its type before a character of it is written. What is written is
//! one literal, escaped, with negative numbers in parentheses, so that `-{n:Int8}` cannot become a comment. And a placeholder
//! may stand only where a literal stands alone: not in quotes, not in a comment, not glued to a name or to another literal, and
//! not beside one without an operator, where some values would be arguments, subscripts or names.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::claims::check::UNFILLED;
use crate::error::rule::Rule;
use crate::mint::placeholder::{self, Token};
use crate::mint::spelling;
use crate::text::foreign::foreign;

/// The rule that is broken, and what to do.
pub(crate) type Fault = (Rule, Cow<'static, str>);

/// Operators that are words, and a literal may follow, if an operand stands before them. Else they are names.
const INFIX: &str = "AND BETWEEN DIV ELSE ILIKE IN LIKE MOD OR REGEXP RLIKE THEN WHEN";

/// Words behind which an operand begins anywhere.
const PREFIX: &str = "CASE INTERVAL NOT";

/// Words behind which an operand begins in a query in parentheses.
const CLAUSES: &str = "BY DISTINCT HAVING LIMIT OFFSET ON PREWHERE QUALIFY SELECT WHERE WITH";

/// Words that may follow a literal.
const BEHIND: &str = "AND AS ASC BETWEEN DESC DIV ELSE END ESCAPE EXCEPT FROM GLOBAL GROUP HAVING ILIKE IN INTERSECT IS LIKE LIMIT MOD \
                      NOT OFFSET OR ORDER PREWHERE QUALIFY REGEXP RLIKE SETTINGS THEN UNION WHEN WHERE";

/// Words that must follow the number of an interval.
const UNITS: &str = "NANOSECOND MICROSECOND MILLISECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR \
                     NANOSECONDS MICROSECONDS MILLISECONDS SECONDS MINUTES HOURS DAYS WEEKS MONTHS QUARTERS YEARS";

/// Words that are names, unless one of these follows what stands behind them.
const EXPECTED: &[(&str, &str)] = &[("CASE", "WHEN"), ("INTERVAL", UNITS), ("WITH", "AS")];

/// What lists names in its parentheses, among which `true` would be one.
const LISTS_OF_NAMES: &str = "APPLY COLUMNS EXCEPT OVER USING";

/// Takes a filter apart, for `each` token of it; or the rule that is broken where it cannot be used.
pub(crate) fn read<'f>(filter: &'f str, each: impl FnMut(Token<'f>)) -> Result<(), Fault> {
    let mut reader = Reader {
        rest: filter,
        each,
        left: Left::Operator,
        spaced: true,
        solid: ' ',
        word: "",
        expected: "",
        negated: false,
        level: Level::default(),
        open: Vec::new(),
    };
    while let Some(first) = reader.rest.chars().next() {
        reader.token(first)?;
    }
    match reader {
        Reader { expected: "", open, .. } if open.is_empty() => Ok(()),
        Reader { expected: "", .. } => Err(syntax("a `(` is not closed")),
        _ => Err(incomplete()),
    }
}

struct Reader<'f, F> {
    rest: &'f str,
    each: F,
    left: Left,
    /// Whether white space stands between that and here.
    spaced: bool,
    /// The last character that is no white space.
    solid: char,
    /// The last word, if nothing but white space is behind it.
    word: &'f str,
    /// The words of which one has to follow.
    expected: &'static str,
    /// Whether the last token is a sign, or a placeholder behind one.
    negated: bool,
    /// Where this is, and what is around each parenthesis that is open.
    level: Level,
    open: Vec<Level>,
}

/// What stands between two parentheses.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Whether what commas part here are names.
    names: bool,
    /// Whether this is a query.
    query: bool,
}

/// What stands to the left.
#[derive(Clone, Copy, PartialEq)]
enum Left {
    /// Nothing, or what a literal may follow.
    Operator,
    /// A name, a number, a text in quotes.
    Operand,
    /// A closing parenthesis or bracket.
    Closed,
    /// A placeholder.
    Literal,
    /// What has a name or a type behind it.
    Qualifier,
}

impl<'f, F: FnMut(Token<'f>)> Reader<'f, F> {
    /// Reads one token of SQL, `first` being its first character.
    fn token(&mut self, first: char) -> Result<(), Fault> {
        if is_space(first) {
            self.take(1);
            self.spaced = true;
            return Ok(());
        }
        let word = core::mem::take(&mut self.word);
        let expected = core::mem::take(&mut self.expected);
        if !expected.is_empty() && !listed(expected, self.next_word()) {
            return Err(incomplete());
        }
        let negated = core::mem::take(&mut self.negated);
        match first {
            '{' | '}' => {
                self.negated = negated;
                return self.brace(first, word);
            }
            '\'' | '"' | '`' => {
                self.leave_literal()?;
                self.quoted(first)?;
                self.left = Left::Operand;
            }
            'a'..='z' | 'A'..='Z' | '_' => self.word(word)?,
            '0'..='9' => {
                self.leave_literal()?;
                let len = number_len(self.rest);
                self.take(len);
                self.left = if self.solid == '.' { Left::Qualifier } else { Left::Operand };
            }
            '(' => {
                if self.left == Left::Literal {
                    return Err(beside());
                }
                self.open.push(self.level);
                self.level = Level { names: listed(LISTS_OF_NAMES, word), query: false };
                self.symbol(Left::Operator);
            }
            ')' => {
                self.level = self.open.pop().ok_or_else(|| syntax("a `)` closes nothing"))?;
                self.symbol(Left::Closed);
            }
            '[' => {
                self.leave_literal()?;
                self.symbol(Left::Operator);
            }
            ']' => self.symbol(Left::Closed),
            '.' | '@' | '\\' | '^' => {
                self.leave_literal()?;
                self.symbol(Left::Qualifier);
            }
            // To ClickHouse `-5::T` is a cast of -5, but `-(-5)::T` the negative of a cast.
            ':' if negated && self.left == Left::Literal && self.rest.starts_with("::") => return Err(beside()),
            ':' if self.solid == ':' && !self.spaced => self.symbol(Left::Qualifier),
            // Without an operand before it, none of these is an operator.
            ':' | '?' | '%' if self.left == Left::Operator => return Err((Rule::PlaceholderForeign, UNFILLED.into())),
            '$' | '#' | ';' => {
                let message = "`#`, `;` and `$` have no place in a condition outside quotes";
                return Err(
                    foreign_behind(first, self.rest.get(1..).unwrap_or_default()).unwrap_or_else(|| syntax(message))
                );
            }
            '-' | '/' if ["--", "/*", "//"].iter().any(|comment| self.rest.starts_with(comment)) => {
                return Err(syntax("a comment would hide what follows; remove it"));
            }
            '-' | '+' => {
                self.negated = self.left == Left::Operator;
                self.symbol(Left::Operator);
            }
            // To ClickHouse ‘…’ and “…” are quotes as well, which no literal's escapes know of.
            c if !c.is_ascii_graphic() => {
                return Err(syntax("outside quotes a filter is plain ASCII; write ' for a typographic quote"));
            }
            _ => self.symbol(Left::Operator),
        }
        Ok(())
    }

    /// A placeholder, or a brace that is none. `before` is the word before it, if nothing stands between them.
    fn brace(&mut self, first: char, before: &str) -> Result<(), Fault> {
        if self.rest.get(1..).is_some_and(|rest| rest.starts_with(first)) {
            return Err(match foreign(self.rest) {
                Some(found) if self.rest.starts_with(found.text) => {
                    (Rule::PlaceholderForeign, spelling::in_filter(&found, found.text).into())
                }
                _ => {
                    (Rule::Placeholder, "outside quotes a brace begins a placeholder, such as `{org_id:String}`".into())
                }
            });
        }
        let Some((token, rest)) = next(self.rest)? else { return Ok(()) };
        match self.left {
            _ if !self.spaced && (self.left == Left::Operand || glues(self.solid)) => return Err(glued()),
            // White space does not part a dot from what it names: to ClickHouse `t . true` is a column, `t . 2` an element.
            Left::Qualifier if self.solid == '.' => {
                return Err(syntax("after a `.` the literal would be read as a name; remove the dot"));
            }
            Left::Operator if self.level.names && matches!(self.solid, '(' | ',') => {
                return Err(syntax("names belong here, and a literal could be read as one; write the names"));
            }
            Left::Operator => {}
            _ => return Err(beside()),
        }
        self.expected =
            EXPECTED.iter().find_map(|(word, behind)| listed(word, before).then_some(*behind)).unwrap_or_default();
        (self.each)(token);
        self.rest = rest;
        (self.left, self.spaced, self.solid) = (Left::Literal, false, '}');
        Ok(())
    }

    /// A name or a keyword. `before` is the word before it, if nothing stands between them.
    fn word(&mut self, before: &str) -> Result<(), Fault> {
        let word = self.next_word();
        let (is, follows) = (|list| listed(list, word), |list| listed(list, before));
        if self.left == Left::Literal && !self.spaced {
            return Err(glued());
        }
        if self.left == Left::Literal && !is(BEHIND) && !is(UNITS) {
            return Err(beside());
        }
        if self.solid == '(' && is("SELECT WITH") {
            self.level.query = true;
        }
        let behind_operand = matches!(self.left, Left::Operand | Left::Closed | Left::Literal);
        let is_operator = is(PREFIX)
            || is(INFIX) && (behind_operand || follows("NOT") || follows("CASE") && is("WHEN"))
            || is(CLAUSES) && self.level.query;
        let is_operator = is_operator && self.left != Left::Qualifier;
        // The tables of a query, up to its next clause.
        self.level.names = if is("FROM") {
            !follows("DISTINCT")
        } else {
            self.level.names && !is_operator && !is("GROUP ORDER SETTINGS UNION")
        };
        self.take(word.len());
        self.word = word;
        self.left = if is_operator { Left::Operator } else { Left::Operand };
        Ok(())
    }

    /// The word that begins here.
    fn next_word(&self) -> &'f str {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let len = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        self.rest.get(..len).unwrap_or_default()
    }

    /// A text in quotes, to its end.
    fn quoted(&mut self, quote: char) -> Result<(), Fault> {
        self.take(1);
        let mut text = String::new();
        let mut escaped = false;
        while let Some((token, rest)) = next(self.rest)? {
            let Token::Char(c) = token else {
                let message = "remove the quotes around the placeholder: the literal has its own";
                let sign = text.chars().next_back().unwrap_or(quote);
                return Err(foreign_behind(sign, self.rest).unwrap_or_else(|| syntax(message)));
            };
            (self.each)(token);
            self.rest = rest;
            if c == quote && !escaped {
                self.solid = quote;
                self.spaced = false;
                return match foreign(&text) {
                    Some(found) => {
                        let written = placeholder::doubled(found.text);
                        Err((Rule::PlaceholderForeign, spelling::in_filter(&found, &written).into()))
                    }
                    None => Ok(()),
                };
            }
            text.push(c);
            escaped = c == '\\' && !escaped;
        }
        Err(syntax("a quote is not closed"))
    }

    /// What a literal that ends here would touch, or stand beside.
    fn leave_literal(&self) -> Result<(), Fault> {
        match self.left {
            Left::Literal if self.spaced => Err(beside()),
            Left::Literal => Err(glued()),
            _ => Ok(()),
        }
    }

    fn symbol(&mut self, left: Left) {
        self.take(1);
        self.left = left;
    }

    /// Passes so many bytes on, which are ASCII.
    fn take(&mut self, len: usize) {
        let (taken, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, ""));
        for c in taken.chars() {
            (self.each)(Token::Char(c));
            self.solid = if is_space(c) { self.solid } else { c };
        }
        self.rest = rest;
        self.spaced = false;
    }
}

fn next(text: &str) -> Result<Option<(Token<'_>, &str)>, Fault> {
    placeholder::next(text).map_err(|message| (Rule::Placeholder, message))
}

/// What is wrong with a placeholder that a sign makes another language's.
fn foreign_behind(sign: char, rest: &str) -> Option<Fault> {
    let found = foreign(rest).filter(|found| matches!(sign, '$' | '#') && rest.starts_with(found.text))?;
    let written = [sign.encode_utf8(&mut [0; 4]), found.text].concat();
    Some((Rule::PlaceholderForeign, spelling::in_filter(&found, &written).into()))
}

/// How long a number is that a text begins with, as ClickHouse's lexer reads it: the sign of an exponent is a part of it.
fn number_len(text: &str) -> usize {
    let exponent: &[u8] = if text.starts_with("0x") || text.starts_with("0X") { b"pP" } else { b"eE" };
    let mut before = b' ';
    text.bytes()
        .take_while(|byte| {
            let sign = matches!(byte, b'+' | b'-') && exponent.contains(&before);
            before = *byte;
            sign || byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_')
        })
        .count()
}

/// What would become one token of SQL with a literal behind it, or names it.
fn glues(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '\'' | '"' | '`' | '}' | '@' | '\\')
}

/// Whether a word is one of a list, in whatever case it is written.
fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known.eq_ignore_ascii_case(word))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn syntax(message: &'static str) -> Fault {
    (Rule::FilterSyntax, Cow::Borrowed(message))
}

fn glued() -> Fault {
    syntax("put a space and an operator between the placeholder and what it touches")
}

fn beside() -> Fault {
    syntax("put an operator between the placeholder and what is next to it: some values would become part of that")
}

fn incomplete() -> Fault {
    syntax(
        "with a placeholder, `CASE` needs `WHEN`, `INTERVAL` a unit such as `DAY`, and `WITH` an `AS`; otherwise they are names",
    )
}
