//! A reader of ClickHouse's SQL, after its lexer (src/Parsers/Lexer.cpp): enough to say where one token ends and the next
//! begins, and what a string literal says.

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// What the literal says, unescaped.
    String(Vec<u8>),
    /// A quoted identifier, unescaped.
    Quoted(Vec<u8>),
    Number(String),
    Word(String),
    Symbol(char),
    Comment,
    /// Something that ClickHouse refuses.
    Error,
}

pub fn tokens(sql: &str) -> Vec<Token> {
    let mut rest = sql;
    let mut tokens = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\0'));
        let Some(first) = rest.chars().next() else { return tokens };
        let (token, len) = token(first, rest);
        tokens.push(token);
        rest = &rest[len..];
    }
}

fn token(first: char, rest: &str) -> (Token, usize) {
    let until = |what: &str| rest.find(what).map_or(rest.len(), |at| at + what.len());
    let next = rest[first.len_utf8()..].chars().next();
    match first {
        '\'' => quoted(rest, '\'', Token::String),
        '"' | '`' => quoted(rest, first, Token::Quoted),
        '‘' | '’' => typographic(rest, '’', Token::String),
        '“' | '”' => typographic(rest, '”', Token::Quoted),
        '-' if next == Some('-') => (Token::Comment, until("\n")),
        '/' if next == Some('/') => (Token::Comment, until("\n")),
        '#' => (Token::Comment, until("\n")),
        '/' if next == Some('*') => (Token::Comment, rest[2..].find("*/").map_or(rest.len(), |at| at + 4)),
        '$' => heredoc(rest),
        '0'..='9' => number(rest),
        '.' if next.is_some_and(|next| next.is_ascii_digit()) => number(rest),
        'a'..='z' | 'A'..='Z' | '_' => {
            let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(rest.len());
            (Token::Word(rest[..len].to_string()), len)
        }
        '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | '.' | '*' | '+' | '-' | '−' | '/' | '%' | '=' | '<' | '>'
        | '!' | '?' | ':' | '|' | '@' | '^' | '&' | '~' => (Token::Symbol(first), first.len_utf8()),
        _ => (Token::Error, first.len_utf8()),
    }
}

/// Quotes are doubled or escaped by a backslash.
fn quoted(rest: &str, quote: char, make: fn(Vec<u8>) -> Token) -> (Token, usize) {
    let bytes = rest.as_bytes();
    let mut said = Vec::new();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => {
                let Some(escaped) = bytes.get(at) else { break };
                at += 1;
                match escaped {
                    b'b' => said.push(8),
                    b'f' => said.push(12),
                    b'n' => said.push(10),
                    b'r' => said.push(13),
                    b't' => said.push(9),
                    b'a' => said.push(7),
                    b'v' => said.push(11),
                    b'e' => said.push(27),
                    b'0' => said.push(0),
                    b'x' => {
                        let digits = bytes.get(at..at + 2).and_then(|hex| std::str::from_utf8(hex).ok());
                        let Some(code) = digits.and_then(|hex| u8::from_str_radix(hex, 16).ok()) else { break };
                        said.push(code);
                        at += 2;
                    }
                    b'N' => {}
                    b'\\' | b'\'' | b'"' | b'`' | b'/' | b'=' => said.push(*escaped),
                    // A backslash that escapes nothing stays.
                    other => said.extend([b'\\', *other]),
                }
            }
            byte if *byte == quote as u8 && bytes.get(at) == Some(byte) => {
                said.push(*byte);
                at += 1;
            }
            byte if *byte == quote as u8 => return (make(said), at),
            byte => said.push(*byte),
        }
    }
    (Token::Error, rest.len())
}

fn typographic(rest: &str, close: char, make: fn(Vec<u8>) -> Token) -> (Token, usize) {
    let open = rest.chars().next().map_or(0, char::len_utf8);
    match rest[open..].find(close) {
        Some(len) => (make(rest.as_bytes()[open..open + len].to_vec()), open + len + close.len_utf8()),
        None => (Token::Error, rest.len()),
    }
}

fn heredoc(rest: &str) -> (Token, usize) {
    let Some(tag) = rest[1..].find('$').map(|at| &rest[..at + 2]) else { return (Token::Symbol('$'), 1) };
    match rest[tag.len()..].find(tag) {
        Some(at) => (Token::String(rest.as_bytes()[tag.len()..tag.len() + at].to_vec()), at + 2 * tag.len()),
        None => (Token::Symbol('$'), 1),
    }
}

fn number(rest: &str) -> (Token, usize) {
    let bytes = rest.as_bytes();
    let mut len = 0;
    while let Some(byte) = bytes.get(len) {
        let sign_of_exponent = matches!(byte, b'+' | b'-')
            && matches!(bytes.get(len.wrapping_sub(1)), Some(b'e' | b'E'))
            && !rest.starts_with("0x");
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') || sign_of_exponent) {
            break;
        }
        len += 1;
    }
    (Token::Number(rest[..len].to_string()), len)
}

/// The value of a literal that stands alone: of a scalar its text, of a list its items.
#[derive(Debug, PartialEq)]
pub enum Literal {
    Text(Vec<u8>),
    Number(String),
    Bool(bool),
    Call(String, Vec<u8>),
    List(Vec<Literal>),
}

/// Reads SQL that has to be one literal, as mintbird promises to write them.
pub fn literal(sql: &str) -> Option<Literal> {
    let tokens = tokens(sql);
    let (literal, rest) = read(&tokens)?;
    rest.is_empty().then_some(literal)
}

fn read(tokens: &[Token]) -> Option<(Literal, &[Token])> {
    Some(match tokens {
        [Token::String(text), rest @ ..] => (Literal::Text(text.clone()), rest),
        [Token::Number(text), rest @ ..] => (Literal::Number(text.clone()), rest),
        [Token::Symbol('('), Token::Symbol('-'), Token::Number(text), Token::Symbol(')'), rest @ ..] => {
            (Literal::Number(format!("-{text}")), rest)
        }
        [Token::Word(word), Token::Symbol('('), Token::String(text), Token::Symbol(')'), rest @ ..] => {
            (Literal::Call(word.clone(), text.clone()), rest)
        }
        [Token::Word(word), Token::Symbol('('), Token::Number(text), Token::Symbol(')'), rest @ ..] => {
            (Literal::Call(word.clone(), text.clone().into_bytes()), rest)
        }
        [Token::Word(word), rest @ ..] if word == "true" || word == "false" => (Literal::Bool(word == "true"), rest),
        [Token::Symbol('['), rest @ ..] => {
            let mut items = Vec::new();
            let mut rest = rest;
            loop {
                let (item, after) = read(rest)?;
                items.push(item);
                match after {
                    [Token::Symbol(','), after @ ..] => rest = after,
                    [Token::Symbol(']'), after @ ..] => return Some((Literal::List(items), after)),
                    _ => return None,
                }
            }
        }
        _ => return None,
    })
}
