//! Projects: read, held to a template, rendered. What goes out is JSON text.

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use super::throw;
use crate::error::Error;
use crate::mint::template::Template;
use crate::project;
use crate::project::template::Int;
use crate::project::value::Value;
use crate::text::json::Json;
use crate::text::suggest::hint;

mod view;

/// The files of a project, one by one: they may be more than one text should hold.
#[wasm_bindgen]
#[derive(Default)]
pub struct Files(Vec<(String, String)>);

#[wasm_bindgen]
impl Files {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Files {
        Files::default()
    }

    /// Takes a path and a text.
    pub fn add(&mut self, path: String, text: String) {
        self.0.push((path, text));
    }
}

/// A project, read.
#[wasm_bindgen]
pub struct Project(project::Project);

#[wasm_bindgen]
impl Project {
    /// Reads the files, which are gone then.
    #[wasm_bindgen(constructor)]
    pub fn new(files: Files) -> Project {
        Project(project::Project::new(files.0))
    }

    /// The pipes.
    pub fn pipes(&self) -> String {
        view::pipes(&self.0)
    }

    /// The data sources.
    #[wasm_bindgen(js_name = dataSources)]
    pub fn data_sources(&self) -> String {
        view::data_sources(self.0.data_sources())
    }

    /// What is wrong with the files.
    pub fn issues(&self) -> String {
        view::issues(self.0.issues())
    }

    /// The issues of a template, which is JSON text.
    pub fn check(&self, template: &str) -> Result<String, JsValue> {
        Template::parse(template).map(|template| view::issues(&self.0.check(&template))).map_err(throw)
    }

    /// The columns that hold the tenant. The template is JSON text.
    #[wasm_bindgen(js_name = tenantColumns)]
    pub fn tenant_columns(&self, template: &str) -> Result<String, JsValue> {
        Template::parse(template).map(|template| view::tenant_columns(&self.0.tenant_columns(&template))).map_err(throw)
    }

    /// What could be pinned in a pipe.
    pub fn candidates(&self, pipe: &str) -> Result<String, JsValue> {
        self.pipe(pipe).map(|pipe| view::candidates(&self.0.candidates(pipe))).map_err(throw)
    }

    /// The SQL of each node of a pipe. The parameters are JSON text.
    pub fn render(&self, pipe: &str, params: &str) -> Result<String, JsValue> {
        let render = |params: Vec<(&str, Value)>| {
            let rendered = self.0.render(&self.pipe(pipe)?.name, params).ok_or(Error::Internal)?;
            Ok(view::rendered(&rendered))
        };
        with_params(params, render).map_err(throw)
    }

    /// The query that a request runs. The parameters are JSON text.
    pub fn query(&self, pipe: &str, params: &str) -> Result<String, JsValue> {
        let query = |params: Vec<(&str, Value)>| {
            let query = self.0.query(&self.pipe(pipe)?.name, params).ok_or(Error::Internal)?;
            Ok(view::query(&query))
        };
        with_params(params, query).map_err(throw)
    }

    /// The data sources as tables.
    pub fn tables(&self) -> String {
        view::tables(&self.0.tables())
    }

    /// The query that runs for SQL of one's own over a data source.
    pub fn reading(&self, source: &str, filter: Option<String>, sql: &str) -> String {
        view::reading(&project::run::reading(source, filter.as_deref(), sql))
    }
}

impl Project {
    fn pipe(&self, name: &str) -> Result<&project::Pipe, Error> {
        self.0.pipe(name).ok_or_else(|| {
            let known: Vec<&str> = self.0.pipes().iter().map(|pipe| &*pipe.name).collect();
            Error::Option {
                name: "pipe",
                reason: ["must be a pipe of the project; ", &hint(name, &known)].concat().into(),
            }
        })
    }
}

fn with_params<T>(text: &str, run: impl for<'p> FnOnce(Vec<(&'p str, Value)>) -> Result<T, Error>) -> Result<T, Error> {
    let json = Json::parse(text).map_err(|_| not_text())?;
    let Json::Object(members) = json else { return Err(not_text()) };
    run(members.iter().map(|(name, json)| (&**name, value(json))).collect())
}

/// The package writes the text, so that only what is no Unicode can be wrong with it, or how much it is.
#[cold]
fn not_text() -> Error {
    Error::Option {
        name: "params",
        reason: "must be at most 256 names and values that are text, numbers or booleans".into(),
    }
}

fn value(json: &Json<'_>) -> Value {
    match json {
        Json::Null | Json::Object(_) => Value::None,
        Json::Bool(value) => Value::Bool(*value),
        Json::String(text) => Value::from(&**text),
        Json::Number(text) => match (Int::parse(text), text.parse()) {
            (Some(int), _) => Value::Int(int),
            (None, Ok(float)) => Value::Float(float),
            (None, Err(_)) => Value::from(&**text),
        },
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
    }
}
