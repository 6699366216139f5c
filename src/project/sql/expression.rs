//! Expressions: by precedence, each operator once.

use alloc::{boxed::Box, string::String, vec, vec::Vec};

use super::Undecided;
use super::parser::{Parser, is_keyword};
use super::token::TokenKind;
use super::tree::{Comparison, Expr, Kind, Window};

/// How tightly an operator binds; a larger one binds its operands first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    /// `->`, `? :`
    Lambda,
    Or,
    And,
    Not,
    Comparison,
    Concatenation,
    Sum,
    Product,
    Sign,
}

/// An operator that is next, with the number of its words.
enum Operator {
    Lambda,
    Ternary,
    Or,
    And,
    Compare(Comparison),
    In { negated: bool },
    Between,
    IsNull,
    Arithmetic(Binding),
}

impl Parser<'_> {
    /// An expression without an alias.
    pub(super) fn expression(&mut self) -> Result<Expr, Undecided> {
        self.binary(Binding::Lambda)
    }

    /// An expression, and `AS alias` behind it.
    pub(super) fn named(&mut self) -> Result<Expr, Undecided> {
        let mut expr = self.expression()?;
        if self.word("AS") {
            let alias = self.name().ok_or_else(|| self.expected("an alias"))?;
            expr.alias = Some(alias.into());
            // An alias may stand inside of a condition: `a AS b = 1`.
            return self.operators(expr, Binding::Lambda);
        }
        Ok(expr)
    }

    /// Expressions with commas between them; a comma may end the list.
    pub(super) fn list(&mut self) -> Result<Vec<Expr>, Undecided> {
        let mut all = vec![self.named()?];
        while self.symbol(",") {
            if self.is_symbol(")") || self.is_symbol("]") {
                break;
            }
            all.push(self.named()?);
        }
        Ok(all)
    }

    fn binary(&mut self, least: Binding) -> Result<Expr, Undecided> {
        let left = self.nested(Parser::prefix)?;
        self.operators(left, least)
    }

    /// What follows an operand, as long as it binds at least that tightly.
    fn operators(&mut self, mut left: Expr, least: Binding) -> Result<Expr, Undecided> {
        while let Some((operator, words)) = self.operator(least) {
            self.next = self.next.saturating_add(words);
            let at = left.at;
            left = match operator {
                Operator::Lambda => {
                    let body = self.nested(|parser| parser.binary(Binding::Lambda))?;
                    other(at, left, body)
                }
                Operator::Ternary => {
                    let yes = self.nested(|parser| parser.binary(Binding::Lambda))?;
                    self.expect(":")?;
                    let no = self.nested(|parser| parser.binary(Binding::Lambda))?;
                    Expr::new(at, Kind::Other(vec![left, yes, no]))
                }
                Operator::Or => joined(left, self.binary(Binding::And)?, false),
                Operator::And => joined(left, self.binary(Binding::Not)?, true),
                Operator::Compare(comparison) => {
                    let right = self.compared()?;
                    match left.kind {
                        // `a = b = c` compares a truth value.
                        Kind::Compare(..) | Kind::In { .. } | Kind::Other(_) if left.alias.is_none() => {
                            other(at, left, right)
                        }
                        _ => Expr::new(at, Kind::Compare(comparison, Box::new(left), Box::new(right))),
                    }
                }
                Operator::In { negated } => {
                    let right = self.binary(Binding::Concatenation)?;
                    match left.kind {
                        Kind::Compare(..) | Kind::In { .. } => other(at, left, right),
                        _ => Expr::new(at, Kind::In { negated, left: Box::new(left), right: Box::new(right) }),
                    }
                }
                Operator::Between => {
                    let low = self.binary(Binding::Concatenation)?;
                    self.expect_word("AND")?;
                    let high = self.binary(Binding::Concatenation)?;
                    let left = other(at, left, low);
                    other(at, left, high)
                }
                Operator::IsNull => {
                    self.word("NOT");
                    self.expect_word("NULL")?;
                    other(at, left, Expr::new(at, Kind::Null))
                }
                Operator::Arithmetic(binding) => {
                    let right = match binding {
                        Binding::Concatenation => self.binary(Binding::Sum)?,
                        Binding::Sum => self.binary(Binding::Product)?,
                        _ => self.binary(Binding::Sign)?,
                    };
                    other(at, left, right)
                }
            };
        }
        Ok(left)
    }

    /// What stands behind a comparison: `ANY (SELECT …)`, `ALL (SELECT …)`, or an operand.
    fn compared(&mut self) -> Result<Expr, Undecided> {
        let at = self.at();
        if (self.is_word("ANY") || self.is_word("ALL")) && self.is_symbol_at(1, "(") {
            let query_follows = self.is_word_at(2, "SELECT") || self.is_word_at(2, "WITH");
            if query_follows {
                self.next = self.next.saturating_add(2);
                let query = self.nested(Parser::query)?;
                self.expect(")")?;
                let query = Expr::new(at, Kind::Subquery(Box::new(query)));
                return Ok(Expr::new(at, Kind::Other(vec![query])));
            }
        }
        self.binary(Binding::Concatenation)
    }

    fn operator(&self, least: Binding) -> Option<(Operator, usize)> {
        let (binding, operator, words) = match self.peek()? {
            TokenKind::Symbol(symbol) => match *symbol {
                "->" => (Binding::Lambda, Operator::Lambda, 1),
                "?" => (Binding::Lambda, Operator::Ternary, 1),
                "=" | "==" => (Binding::Comparison, Operator::Compare(Comparison::Equal), 1),
                "!=" | "<>" => (Binding::Comparison, Operator::Compare(Comparison::NotEqual), 1),
                "<" | "<=" => (Binding::Comparison, Operator::Compare(Comparison::Below), 1),
                ">" | ">=" => (Binding::Comparison, Operator::Compare(Comparison::Above), 1),
                "<=>" => (Binding::Comparison, Operator::Compare(Comparison::Same), 1),
                "||" => (Binding::Concatenation, Operator::Arithmetic(Binding::Concatenation), 1),
                "+" | "-" => (Binding::Sum, Operator::Arithmetic(Binding::Sum), 1),
                "*" | "/" | "%" => (Binding::Product, Operator::Arithmetic(Binding::Product), 1),
                _ => return None,
            },
            TokenKind::Word(_) => self.word_operator()?,
            _ => return None,
        };
        (binding >= least).then_some((operator, words))
    }

    fn word_operator(&self) -> Option<(Binding, Operator, usize)> {
        if self.is_word("AND") {
            return Some((Binding::And, Operator::And, 1));
        }
        if self.is_word("OR") {
            return Some((Binding::Or, Operator::Or, 1));
        }
        if self.is_word("DIV") || self.is_word("MOD") {
            return Some((Binding::Product, Operator::Arithmetic(Binding::Product), 1));
        }
        for (negated, words) in
            [(true, ["IS", "NOT", "DISTINCT", "FROM"].as_slice()), (false, &["IS", "DISTINCT", "FROM"])]
        {
            if self.is_words(words) {
                let comparison = if negated { Comparison::Same } else { Comparison::Distinct };
                return Some((Binding::Comparison, Operator::Compare(comparison), words.len()));
            }
        }
        if self.is_word("IS") {
            return Some((Binding::Comparison, Operator::IsNull, 1));
        }
        let global = usize::from(self.is_word("GLOBAL"));
        let negated = self.is_word_at(global, "NOT");
        let ahead = global.saturating_add(usize::from(negated));
        let words = ahead.saturating_add(1);
        let operator = if self.is_word_at(ahead, "IN") {
            Operator::In { negated }
        } else if global > 0 {
            return None;
        } else if self.is_word_at(ahead, "LIKE") {
            Operator::Compare(if negated { Comparison::Other } else { Comparison::Like })
        } else if self.is_word_at(ahead, "ILIKE") || self.is_word_at(ahead, "REGEXP") {
            Operator::Compare(Comparison::Other)
        } else if self.is_word_at(ahead, "BETWEEN") {
            Operator::Between
        } else {
            return None;
        };
        Some((Binding::Comparison, operator, words))
    }

    /// An operand, with what stands before and behind it.
    fn prefix(&mut self) -> Result<Expr, Undecided> {
        let at = self.at();
        if self.is_word("NOT") {
            self.advance();
            let inner = self.binary(Binding::Comparison)?;
            return Ok(Expr::new(at, Kind::Not(Box::new(inner))));
        }
        if self.symbol("-") || self.symbol("+") {
            let inner = self.binary(Binding::Sign)?;
            return Ok(Expr::new(at, Kind::Other(vec![inner])));
        }
        let mut operand = self.operand()?;
        loop {
            if self.symbol("[") {
                let index = self.nested(Parser::expression)?;
                self.expect("]")?;
                operand = other(at, operand, index);
            } else if self.is_symbol(".") {
                self.advance();
                match self.peek() {
                    Some(TokenKind::Number(_) | TokenKind::Word(_) | TokenKind::Quoted(_)) => self.advance(),
                    _ => return Err(self.expected("the name or the number of an element")),
                }
                operand = Expr::new(at, Kind::Other(vec![operand]));
            } else if self.symbol("::") {
                let to = self.type_name()?;
                operand = cast(at, operand, to);
            } else {
                return Ok(operand);
            }
        }
    }

    /// A type: its name, and those inside of it.
    fn type_name(&mut self) -> Result<Expr, Undecided> {
        let at = self.at();
        let mut text: String = self.name().ok_or_else(|| self.expected("a type"))?.into();
        if self.symbol("(") {
            let from = self.next;
            self.skip_brackets()?;
            for ahead in from..self.next {
                text.push(' ');
                text.push_str(match self.kind_at(ahead) {
                    Some(TokenKind::Word(word) | TokenKind::Quoted(word) | TokenKind::Number(word)) => word,
                    Some(TokenKind::Symbol("(" | ")" | ",")) => "",
                    _ => "?",
                });
            }
        }
        Ok(Expr::new(at, Kind::Literal(text)))
    }

    fn operand(&mut self) -> Result<Expr, Undecided> {
        let at = self.at();
        let Some(token) = self.peek() else { return Err(self.expected_expression()) };
        let kind = match token {
            TokenKind::Hole => {
                self.advance();
                Kind::Hole
            }
            TokenKind::Number(text) | TokenKind::Text(Some(text)) => {
                self.advance();
                Kind::Literal(text.clone())
            }
            TokenKind::Text(None) => {
                self.advance();
                // The value is inside: it is there, but as a part of a text.
                Kind::Other(vec![Expr::new(at, Kind::Hole)])
            }
            TokenKind::Symbol("(") => return self.parenthesis(),
            TokenKind::Symbol("[") => {
                self.advance();
                let items = if self.is_symbol("]") { Vec::new() } else { self.nested(Parser::list)? };
                self.expect("]")?;
                Kind::Array(items)
            }
            TokenKind::Symbol("*") => {
                self.advance();
                return self.star(at, Vec::new(), true);
            }
            TokenKind::Symbol("{") => return self.query_parameter(),
            TokenKind::Word(word) => return self.word_operand(word),
            TokenKind::Quoted(_) => return self.column(),
            // A variable of the server.
            TokenKind::Symbol("@@" | "@") => {
                return Err(Undecided::new(self.at(), "a variable of the server is not followed"));
            }
            TokenKind::Symbol(_) => return Err(self.expected_expression()),
        };
        Ok(Expr::new(at, kind))
    }

    /// `{name:Type}`, ClickHouse's own parameters.
    fn query_parameter(&mut self) -> Result<Expr, Undecided> {
        let at = self.at();
        self.advance();
        self.name().ok_or_else(|| self.expected("the name of a query parameter"))?;
        self.expect(":")?;
        self.type_name()?;
        self.expect("}")?;
        Ok(Expr::new(at, Kind::Other(Vec::new())))
    }

    /// `(…)`: a query, a tuple, or one expression.
    fn parenthesis(&mut self) -> Result<Expr, Undecided> {
        let at = self.at();
        self.advance();
        if self.symbol(")") {
            return Ok(Expr::new(at, Kind::Tuple(Vec::new())));
        }
        if self.query_begins() {
            let query = self.nested(Parser::query)?;
            self.expect(")")?;
            return Ok(Expr::new(at, Kind::Subquery(Box::new(query))));
        }
        let first = self.nested(Parser::named)?;
        if self.symbol(")") {
            return Ok(first);
        }
        if self.set_operator_follows() {
            // `((SELECT …) UNION ALL (SELECT …))`
            if let Kind::Subquery(query) = first.kind {
                let query = self.nested(|parser| parser.continued(*query))?;
                self.expect(")")?;
                return Ok(Expr::new(at, Kind::Subquery(Box::new(query))));
            }
        }
        self.expect(",")?;
        let mut items = vec![first];
        if !self.is_symbol(")") {
            items.extend(self.nested(Parser::list)?);
        }
        self.expect(")")?;
        Ok(Expr::new(at, Kind::Tuple(items)))
    }

    fn word_operand(&mut self, word: &str) -> Result<Expr, Undecided> {
        let at = self.at();
        let text_follows = matches!(self.peek_at(1), Some(TokenKind::Text(_) | TokenKind::Hole));
        match word.to_ascii_uppercase().as_str() {
            "NULL" => {
                self.advance();
                return Ok(Expr::new(at, Kind::Null));
            }
            // In quotes they are names.
            "TRUE" | "FALSE" if !self.is_symbol_at(1, "(") && !self.is_symbol_at(1, ".") => {
                self.advance();
                return Ok(Expr::new(at, Kind::Literal(word.to_ascii_lowercase())));
            }
            "CASE" if self.case_follows() => return self.case(),
            "DATE" | "TIMESTAMP" if text_follows => {
                self.advance();
                return self.operand();
            }
            "INTERVAL" if self.interval_follows() => {
                self.advance();
                let amount = self.binary(Binding::Sum)?;
                // Its unit; an interval in one string has it inside.
                if matches!(self.peek(), Some(TokenKind::Word(unit)) if is_unit(unit)) {
                    self.advance();
                }
                return Ok(Expr::new(at, Kind::Other(vec![amount])));
            }
            "SELECT" | "FROM" | "WHERE" | "UNION" | "ORDER" | "GROUP" | "JOIN" | "HAVING" | "PREWHERE" | "AS" => {
                if self.is_symbol_at(1, "(") {
                    return Err(self.expected_expression());
                }
                self.no_keyword()?;
            }
            "AND" | "OR" | "IN" => self.no_keyword()?,
            _ => {}
        }
        if self.is_symbol_at(1, "(") { self.call(word) } else { self.column() }
    }

    /// Refuses a keyword where an operand is expected. ClickHouse takes it for a column's name wherever what follows lets it.
    fn no_keyword(&self) -> Result<(), Undecided> {
        let from = self.is_word("FROM");
        match self.peek_at(1) {
            Some(TokenKind::Number(_) | TokenKind::Text(_)) => Err(self.expected_expression()),
            Some(TokenKind::Word(word)) if self.keyword_precedes(word) => Err(self.expected_expression()),
            // An alias, if it stands where one may.
            Some(TokenKind::Word(word)) if is_keyword(word) => Ok(()),
            Some(TokenKind::Word(_) | TokenKind::Quoted(_)) if !self.named || (from && self.is_behind("SELECT")) => {
                Err(self.expected_expression())
            }
            Some(TokenKind::Word(_) | TokenKind::Quoted(_)) if !from => Ok(()),
            Some(TokenKind::Word(_) | TokenKind::Quoted(_) | TokenKind::Hole) => {
                Err(Undecided::new(self.at(), "it is not known whether this is a keyword or a column"))
            }
            Some(TokenKind::Symbol(_)) | None => Ok(()),
        }
    }

    /// Whether a word stands behind keywords, but behind no column.
    fn keyword_precedes(&self, word: &str) -> bool {
        if word.eq_ignore_ascii_case("NOT") {
            return !["IN", "LIKE", "ILIKE", "REGEXP", "BETWEEN"].iter().any(|word| self.is_word_at(2, word));
        }
        let by = (self.is_word("ORDER") || self.is_word("GROUP")) && word.eq_ignore_ascii_case("BY");
        by || ["ALL", "DISTINCT", "SELECT"].iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    fn is_behind(&self, word: &str) -> bool {
        let before = self.next.checked_sub(1).and_then(|index| self.kind_at(index));
        matches!(before, Some(TokenKind::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    /// Whether `CASE` is the keyword here, not a column of that name: a `WHEN` follows before anything that ends the expression.
    fn case_follows(&self) -> bool {
        let mut depth = 0_usize;
        for ahead in 1..256 {
            match self.peek_at(ahead) {
                Some(TokenKind::Symbol("(" | "[")) => depth = depth.saturating_add(1),
                Some(TokenKind::Symbol(")" | "]")) if depth > 0 => depth = depth.saturating_sub(1),
                None | Some(TokenKind::Symbol("," | ")" | "]")) if depth == 0 => return false,
                None => return false,
                Some(TokenKind::Word(_)) if depth > 0 => {}
                Some(TokenKind::Word(_)) if self.is_word_at(ahead, "WHEN") => return true,
                Some(TokenKind::Word(_)) if self.is_word_at(ahead, "FROM") || self.is_word_at(ahead, "WHERE") => {
                    return false;
                }
                Some(_) => {}
            }
        }
        true
    }

    /// Whether `INTERVAL` is the keyword here, not a column of that name.
    fn interval_follows(&self) -> bool {
        match self.peek_at(1) {
            Some(TokenKind::Number(_) | TokenKind::Text(_) | TokenKind::Hole) => true,
            Some(TokenKind::Symbol("(")) => true,
            Some(TokenKind::Symbol("-")) => self.unit_ends(2),
            Some(TokenKind::Word(_) | TokenKind::Quoted(_)) => self.is_symbol_at(2, "(") || self.unit_at(2),
            Some(TokenKind::Symbol(_)) | None => false,
        }
    }

    /// Whether what begins here ends with a unit: `-dateDiff('day', a, b) - 1 day`.
    fn unit_ends(&self, mut ahead: usize) -> bool {
        let mut depth = 0_usize;
        loop {
            match self.peek_at(ahead) {
                Some(TokenKind::Symbol("(")) => depth = depth.saturating_add(1),
                Some(TokenKind::Symbol(")")) if depth > 0 => depth = depth.saturating_sub(1),
                None | Some(TokenKind::Symbol("," | ")" | "=" | "<" | ">" | "<=" | ">=" | "==")) if depth == 0 => {
                    return false;
                }
                None => return false,
                Some(_) if depth == 0 && self.unit_at(ahead) => return true,
                Some(_) => {}
            }
            ahead = ahead.saturating_add(1);
            if ahead > 256 {
                return false;
            }
        }
    }

    fn unit_at(&self, ahead: usize) -> bool {
        matches!(self.peek_at(ahead), Some(TokenKind::Word(word)) if is_unit(word))
    }

    /// `CASE [x] WHEN a THEN b … [ELSE c] END`
    fn case(&mut self) -> Result<Expr, Undecided> {
        let at = self.at();
        self.advance();
        let mut parts = Vec::new();
        if !self.is_word("WHEN") {
            parts.push(self.nested(Parser::expression)?);
        }
        while self.word("WHEN") {
            parts.push(self.nested(Parser::expression)?);
            self.expect_word("THEN")?;
            parts.push(self.nested(Parser::expression)?);
        }
        if self.word("ELSE") {
            parts.push(self.nested(Parser::expression)?);
        }
        self.expect_word("END")?;
        Ok(Expr::new(at, Kind::Other(parts)))
    }

    /// `a`, `t.a`, `t.*`
    fn column(&mut self) -> Result<Expr, Undecided> {
        let at = self.at();
        let mut parts: Vec<String> = Vec::new();
        loop {
            let name = self.name().ok_or_else(|| self.expected("a name"))?;
            parts.push(name.into());
            if !self.is_symbol(".") {
                break;
            }
            if self.is_symbol_at(1, "*") {
                self.next = self.next.saturating_add(2);
                return self.star(at, parts, true);
            }
            if !matches!(self.peek_at(1), Some(TokenKind::Word(_) | TokenKind::Quoted(_))) {
                break;
            }
            self.advance();
        }
        Ok(Expr::new(at, Kind::Column(parts)))
    }

    /// What may stand behind a star: `EXCEPT (a, b)`, `REPLACE (x AS a)`, `APPLY(f)`.
    fn star(&mut self, at: usize, qualifier: Vec<String>, mut known: bool) -> Result<Expr, Undecided> {
        let mut except = Vec::new();
        let mut replace = Vec::new();
        loop {
            if self.is_word("EXCEPT") && !self.is_word_at(1, "SELECT") && !self.query_in_parenthesis_at(1) {
                self.advance();
                self.word("STRICT");
                let brackets = self.symbol("(");
                loop {
                    match self.name() {
                        Some(name) => except.push(name.into()),
                        None if matches!(self.peek(), Some(TokenKind::Text(_) | TokenKind::Hole)) => {
                            self.advance();
                            known = false;
                        }
                        None => return Err(self.expected("a column")),
                    }
                    if !brackets || !self.symbol(",") {
                        break;
                    }
                }
                if brackets {
                    self.expect(")")?;
                }
            } else if self.word("REPLACE") {
                self.word("STRICT");
                if self.symbol("(") {
                    replace.extend(self.nested(Parser::list)?);
                    self.expect(")")?;
                } else {
                    replace.push(self.named()?);
                }
            } else if self.word("APPLY") {
                // Every column is changed, so that none is what it was.
                known = false;
                let brackets = self.symbol("(");
                replace.push(self.nested(Parser::expression)?);
                if brackets {
                    self.expect(")")?;
                }
            } else {
                return Ok(Expr::new(at, Kind::Star { qualifier, except, replace, known }));
            }
        }
    }

    fn query_in_parenthesis_at(&self, ahead: usize) -> bool {
        self.is_symbol_at(ahead, "(") && self.is_word_at(ahead.saturating_add(1), "SELECT")
    }

    /// `f(…)`, `f(…)(…)`, and what may stand behind: `FILTER (…)`, `IGNORE NULLS`, `OVER …`.
    fn call(&mut self, name: &str) -> Result<Expr, Undecided> {
        let at = self.at();
        self.next = self.next.saturating_add(2);
        let mut args = self.nested(|parser| parser.args(name))?;
        if self.symbol("(") {
            args.extend(self.nested(|parser| parser.args(name))?);
        }
        if name.eq_ignore_ascii_case("columns") {
            return self.star(at, Vec::new(), false);
        }
        let mut window = None;
        loop {
            if self.is_word("FILTER") && self.is_symbol_at(1, "(") {
                self.next = self.next.saturating_add(2);
                self.expect_word("WHERE")?;
                args.push(self.nested(Parser::expression)?);
                self.expect(")")?;
            } else if self.words(&["IGNORE", "NULLS"]) || self.words(&["RESPECT", "NULLS"]) {
            } else if self.word("OVER") {
                window = Some(self.over()?);
            } else {
                return Ok(Expr::new(at, Kind::Call { name: name.into(), args, window }));
            }
        }
    }

    /// Arguments up to the closing bracket, and it. `CAST`, `EXTRACT` and their like have words between them instead of commas.
    fn args(&mut self, name: &str) -> Result<Vec<Expr>, Undecided> {
        let mut args = Vec::new();
        self.word("DISTINCT");
        if self.symbol(")") {
            return Ok(args);
        }
        let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is(&["trim"]) && !self.word("BOTH") && !self.word("LEADING") {
            self.word("TRAILING");
        }
        loop {
            if self.query_begins() {
                let at = self.at();
                let query = self.query()?;
                args.push(Expr::new(at, Kind::Subquery(Box::new(query))));
            } else if is(&["position"]) {
                args.push(self.binary(Binding::Concatenation)?);
            } else {
                args.push(self.expression()?);
            }
            if is(&["cast", "_cast"]) && self.word("AS") {
                let at = self.at();
                args.push(self.type_name()?);
                if self.is_symbol(",") {
                    return Err(Undecided::new(at, "a name for a part of `CAST` is not followed"));
                }
            } else if self.word("AS") {
                let alias = self.name().ok_or_else(|| self.expected("an alias"))?;
                if let Some(last) = args.pop() {
                    args.push(self.operators(Expr { alias: Some(alias.into()), ..last }, Binding::Lambda)?);
                }
            }
            if self.symbol(")") {
                return Ok(args);
            }
            let worded = is(&["extract", "substring", "substr", "mid", "trim", "position"]);
            if worded && (self.word("FROM") || self.word("FOR") || self.word("IN")) {
                continue;
            }
            self.expect(",")?;
            if self.symbol(")") {
                return Ok(args);
            }
        }
    }

    /// What stands behind `OVER`: a name or a window.
    fn over(&mut self) -> Result<Window, Undecided> {
        if self.is_symbol("(") {
            return self.window();
        }
        self.name().map(|name| Window::Named(name.into())).ok_or_else(|| self.expected("a window"))
    }

    /// `(PARTITION BY a ORDER BY b ROWS …)`
    pub(super) fn window(&mut self) -> Result<Window, Undecided> {
        self.expect("(")?;
        let mut partition_by = Vec::new();
        let mut others = Vec::new();
        let keyword = ["PARTITION", "ORDER", "ROWS", "RANGE", "GROUPS"].iter().any(|keyword| self.is_word(keyword));
        let base = if keyword || self.is_symbol(")") { None } else { self.name().map(Into::into) };
        if self.words(&["PARTITION", "BY"]) {
            partition_by = self.nested(Parser::list)?;
        }
        if self.words(&["ORDER", "BY"]) {
            others = self.nested(Parser::ordered)?.0;
        }
        // The frame.
        self.skip_brackets()?;
        Ok(Window::Inline { base, partition_by, others })
    }
}

fn is_unit(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    let singular = word.strip_suffix('S').unwrap_or(&word);
    ["NANOSECOND", "MICROSECOND", "MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]
        .contains(&singular)
        || ["SS", "MI", "HH", "DD", "WK", "MM", "QQ", "YY", "YYYY", "S", "M", "H", "D", "W", "Q", "Y"]
            .contains(&word.as_str())
}

/// `x::A::B`, in one call however long: what is cast, and the types.
fn cast(at: usize, operand: Expr, to: Expr) -> Expr {
    let args = match operand {
        Expr { kind: Kind::Call { name, mut args, window: None }, alias: None, .. } if name == "CAST" => {
            args.push(to);
            args
        }
        operand => vec![operand, to],
    };
    Expr::new(at, Kind::Call { name: "CAST".into(), args, window: None })
}

/// Operands side by side, in one list however many there are: a long sum must not become a deep tree.
fn other(at: usize, left: Expr, right: Expr) -> Expr {
    let mut all = match left {
        Expr { kind: Kind::Other(all), alias: None, .. } => all,
        left => vec![left],
    };
    all.push(right);
    Expr::new(at, Kind::Other(all))
}

/// `a AND b AND c`, `a OR b OR c`, in one list.
fn joined(left: Expr, right: Expr, and: bool) -> Expr {
    let at = left.at;
    let mut all = match left {
        Expr { kind: Kind::And(all), alias: None, .. } if and => all,
        Expr { kind: Kind::Or(all), alias: None, .. } if !and => all,
        left => vec![left],
    };
    all.push(right);
    Expr::new(at, if and { Kind::And(all) } else { Kind::Or(all) })
}
