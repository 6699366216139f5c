//! The parameters of a pipe, and where each is used.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use crate::project::datafile::{Pipe, PipeNode};
use crate::project::position::Position;
use crate::project::template::reserved::{self, READERS, TYPES, is_python};
use crate::project::template::walk::{Piece, children, pieces};
use crate::project::template::{Declared, Expr, ExprKind, Node, NodeKind, Target, TargetKind, declared};
use crate::project::value::Value;

/// A parameter of a pipe: what a request can say.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type, such as `String`, `Int32` or `Array(String)`. `String` where nothing says more.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: String,
    /// What it is where the request lacks it, if something says so.
    pub default: Option<Value>,
    /// What `required=` says, if anything. Tinybird does not enforce it where there is a default.
    pub required: Option<bool>,
    /// What `description=` says.
    pub description: Option<String>,
    /// What `enum=` lists.
    #[cfg_attr(feature = "serde", serde(rename = "enum"))]
    pub choices: Vec<Value>,
    /// What `example=` says.
    pub example: Option<Value>,
    /// What `format=` says.
    pub format: Option<String>,
    /// Everywhere it is used, in order.
    pub uses: Vec<Use>,
}

/// A place where a parameter is used.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Use {
    /// The node that uses it.
    pub node: String,
    /// Where its name stands.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub at: Position,
    /// The function that reads it there: `String`, `Array`, `defined`, `symbol`; none where the bare name stands.
    pub function: Option<String>,
    /// Whether it stands in a `{{ }}`, so that its value is written into the SQL; else it decides or is assigned.
    pub output: bool,
}

/// The parameters of a pipe, in the order in which they first stand in the file.
///
/// Tinybird lists a parameter once for each expression that declares it. Here it is one: the first declaration with a type counts.
pub(crate) fn params(pipe: &Pipe) -> Vec<Param> {
    let mut params: Vec<Param> = Vec::new();
    let mut typed: Vec<bool> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for node in &pipe.nodes {
        let Some(template) = &node.sql.template else { continue };
        let mut reader = Reader { node, locals: &template.locals, inner: Vec::new(), uses: Vec::new() };
        reader.nodes(&template.nodes);
        for (name, place) in reader.uses {
            match places.get(name).and_then(|at| params.get_mut(*at)) {
                Some(param) => param.uses.push(place),
                None => {
                    places.insert(name, params.len());
                    params.push(Param { uses: Vec::from([place]), ..Param::named(name.into()) });
                    typed.push(false);
                }
            }
        }
        for declared in declared(template) {
            let Value::Text(name) = &declared.name else { continue };
            let Some(place) = places.get(name.as_str()).copied() else { continue };
            let (Some(param), Some(typed)) = (params.get_mut(place), typed.get_mut(place)) else { continue };
            if declared.typed && (!*typed || param.kind == declared.kind) {
                param.declare(declared, !*typed);
                *typed = true;
            }
        }
    }
    params
}

impl Param {
    fn named(name: String) -> Param {
        Param {
            name,
            kind: "String".into(),
            default: None,
            required: None,
            description: None,
            choices: Vec::new(),
            example: None,
            format: None,
            uses: Vec::new(),
        }
    }

    /// Takes a declaration over. What an earlier one says of the same type stays.
    fn declare(&mut self, declared: Declared, first: bool) {
        self.kind = declared.kind;
        for (name, value) in declared.settings {
            match (name.as_str(), value) {
                (_, Value::None) => {}
                ("default", value) if first => self.default = Some(value),
                ("required", Value::Bool(value)) => self.required = self.required.or(Some(value)),
                ("required", Value::Int(value)) => {
                    self.required = self.required.or(Some(value != crate::project::template::Int::Small(0)));
                }
                ("description", Value::Text(text)) => self.description = self.description.take().or(Some(text)),
                ("enum", Value::List(items)) if self.choices.is_empty() => self.choices = items,
                ("example", value) => self.example = self.example.take().or(Some(value)),
                ("format", Value::Text(text)) => self.format = self.format.take().or(Some(text)),
                _ => {}
            }
        }
    }
}

/// Finds the parameters that a template reads.
struct Reader<'t> {
    node: &'t PipeNode,
    locals: &'t [String],
    /// The names of the comprehensions around.
    inner: Vec<&'t str>,
    uses: Vec<(&'t str, Use)>,
}

impl<'t> Reader<'t> {
    fn nodes(&mut self, nodes: &'t [Node]) {
        for node in nodes {
            let output = matches!(node.kind, NodeKind::Output { .. });
            for piece in pieces(node) {
                match piece {
                    Piece::Expr(expr) | Piece::Class(expr) => self.expr(expr, None, output),
                    Piece::Error(_) => {}
                    Piece::Target(target) => self.target(target),
                    Piece::Nodes(nodes) => self.nodes(nodes),
                }
            }
        }
    }

    fn target(&mut self, target: &'t Target) {
        match &target.kind {
            TargetKind::Name(_) | TargetKind::Undecided(_) => {}
            TargetKind::Unpack(items) => items.iter().for_each(|item| self.target(item)),
            TargetKind::Item(of, index) => {
                self.expr(of, None, false);
                self.expr(index, None, false);
            }
        }
    }

    fn expr(&mut self, expr: &'t Expr, function: Option<&'t str>, output: bool) {
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, expr.at, function, output),
            ExprKind::Call { function: called, args, keywords } => {
                let name = match &called.kind {
                    ExprKind::Name(name) => Some(name.as_str()),
                    _ => None,
                };
                // A name that is called is a function's, unless it is a parameter's by mistake: then the request fails.
                if name.is_none() {
                    self.expr(called, None, output);
                }
                args.iter().for_each(|arg| self.expr(arg, name, output));
                keywords.iter().for_each(|keyword| self.expr(&keyword.value, name, output));
            }
            ExprKind::Comprehension { target, .. } => {
                let depth = self.inner.len();
                bind(target, &mut self.inner);
                children(expr).into_iter().for_each(|child| self.expr(child, None, output));
                self.inner.truncate(depth);
            }
            ExprKind::Undecided { names, .. } => {
                for name in names {
                    self.name(name, expr.at, None, output);
                }
            }
            _ => children(expr).into_iter().for_each(|child| self.expr(child, None, output)),
        }
    }

    fn name(&mut self, name: &'t str, at: Position, function: Option<&str>, output: bool) {
        let listed = function.is_some_and(|function| TYPES.contains(&function) || READERS.contains(&function));
        let is_own = reserved::function(name).is_some()
            || matches!(
                name,
                "symbol"
                    | "and"
                    | "or"
                    | "not"
                    | "if"
                    | "else"
                    | "in"
                    | "is"
                    | "for"
                    | "lambda"
                    | "None"
                    | "True"
                    | "False"
            )
            || (is_python(name) && !listed && name != "id");
        let is_local =
            self.locals.binary_search_by(|local| local.as_str().cmp(name)).is_ok() || self.inner.contains(&name);
        if is_own || is_local {
            return;
        }
        let place = Use { node: self.node.name.clone(), at, function: function.map(String::from), output };
        self.uses.push((name, place));
    }
}

fn bind<'t>(target: &'t Target, names: &mut Vec<&'t str>) {
    match &target.kind {
        TargetKind::Name(name) => names.push(name),
        TargetKind::Unpack(items) => items.iter().for_each(|item| bind(item, names)),
        TargetKind::Item(..) | TargetKind::Undecided(_) => {}
    }
}
