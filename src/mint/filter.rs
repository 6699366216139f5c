//! Filters: ClickHouse conditions whose placeholders, `{param:Type}`, are written as literals that no value can leave.
//!
//! Three things make that hold. A value is checked against its type before a character of it is written. What is written is
//! one literal, escaped, with negative numbers in parentheses, so that `-{n:Int8}` cannot become a comment. And a placeholder
//! may stand only where a literal stands alone: not in quotes, not in a comment, not glued to a name or to another literal.

use alloc::borrow::Cow;

use crate::error::rule::Rule;
use crate::mint::placeholder::{self, Token};

/// Takes a filter apart, for `each` token of it; or the rule that is broken where it cannot be used.
pub(crate) fn read<'f>(filter: &'f str, mut each: impl FnMut(Token<'f>)) -> Result<(), (Rule, Cow<'static, str>)> {
    let syntax = |message: &'static str| (Rule::FilterSyntax, Cow::Borrowed(message));
    let mut quote = None;
    let mut open = 0_u32;
    // The last character, and the last that is no white space.
    let (mut before, mut solid) = (' ', ' ');
    let mut rest = filter;
    while let Some((token, mut tail)) = placeholder::next(rest).map_err(|message| (Rule::Placeholder, message))? {
        let mut last = match token {
            Token::Char(c) => c,
            Token::Placeholder(_) if quote.is_some() => {
                return Err(syntax("take away the quotes around the placeholder: the literal brings its own"));
            }
            Token::Placeholder(_) if glues(before) || tail.chars().next().is_some_and(glues) => {
                return Err(syntax("put a space between the placeholder and what it touches"));
            }
            // White space does not part a dot from what it names: to ClickHouse `t . true` is a column, `t . 2` an element.
            Token::Placeholder(_) if solid == '.' => {
                return Err(syntax("behind a `.` the literal would be read as a name; remove the dot"));
            }
            // Outside quotes that is a character like any other.
            Token::Placeholder(_) => '}',
        };
        each(token);
        match (quote, last) {
            (Some(_), '\\') => {
                let mut chars = tail.chars();
                if let Some(escaped) = chars.next() {
                    each(Token::Char(escaped));
                    last = escaped;
                }
                tail = chars.as_str();
            }
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, c @ ('\'' | '"' | '`')) => quote = Some(c),
            (None, '-') if before == '-' => return Err(syntax("a comment would hide what follows; remove it")),
            (None, '*' | '/') if before == '/' => return Err(syntax("a comment would hide what follows; remove it")),
            (None, '#' | ';' | '$') => {
                return Err(syntax("`#`, `;` and `$` have no place in a condition outside quotes"));
            }
            (None, '(') => open = open.saturating_add(1),
            (None, ')') => open = open.checked_sub(1).ok_or_else(|| syntax("a `)` closes nothing"))?,
            // To ClickHouse ‘…’ and “…” are quotes as well, which no literal's escapes know of.
            (None, c) if !(c.is_ascii_graphic() || is_space(c)) => {
                return Err(syntax("outside quotes a filter is plain ASCII; write ' for a typographic quote"));
            }
            (None, _) => {}
        }
        (before, rest) = (last, tail);
        solid = if is_space(last) { solid } else { last };
    }
    if quote.is_some() {
        return Err(syntax("a quote is not closed"));
    }
    if open > 0 {
        return Err(syntax("a `(` is not closed"));
    }
    Ok(())
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// What would become one token of SQL with a literal beside it, if it may stand there at all.
fn glues(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '_' | '$' | '.' | '\'' | '"' | '`' | '{' | '}' | '@' | '\\')
        || !c.is_ascii()
}
