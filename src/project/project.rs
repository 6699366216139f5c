//! A project: the pipes and data sources of a list of files.

use alloc::{borrow::ToOwned as _, collections::BTreeMap, string::String, vec::Vec};

use crate::mint::template::Template;
use crate::project::candidate::{Candidate, candidates};
use crate::project::check::{TenantColumn, check, tenants};
use crate::project::datafile::{DataSource, Pipe, PipeKind, PipeNode, base_name, read_datasource, read_pipe};
use crate::project::issue::{Issue, Rule};
use crate::project::param::{Param, params};
use crate::project::pins::scopes;
use crate::project::position::Position;
use crate::project::reads::reads;
use crate::project::render::{Rendered, render};
use crate::project::run::{self, Query, QueryError, Table};
use crate::project::template::declared;
use crate::project::value::Value;
use crate::text::pointer::Path;

/// A Tinybird project, read.
///
/// ```
/// use mintbird::project::Project;
///
/// let project = Project::new([(
///     "endpoints/top_pages.pipe",
///     "NODE endpoint\nSQL >\n    %\n    SELECT path FROM events WHERE org_id = {{String(org_id)}}\n\nTYPE endpoint\n",
/// )]);
/// assert!(project.issues().is_empty());
///
/// let pipe = project.pipe("top_pages").unwrap();
/// assert_eq!(project.params(pipe)[0].name, "org_id");
///
/// let rendered = project.render("top_pages", [("org_id", "acme".into())]).unwrap();
/// assert_eq!(rendered[0].sql.as_deref(), Ok("\n    SELECT path FROM events WHERE org_id = 'acme'"));
/// ```
///
/// In a test, or in a `build.rs`, it keeps a hole from being shipped:
///
/// ```
/// use mintbird::Template;
/// use mintbird::project::Project;
///
/// # let (top_pages, events) = (
/// #     "NODE endpoint\nSQL >\n    %\n    SELECT path FROM events WHERE org = {{String(org)}}\n\nTYPE endpoint\n",
/// #     "SCHEMA >\n    `org` String, `path` String\n",
/// # );
/// // The texts of the files: `std::fs::read_to_string`, or `include_str!`.
/// let project = Project::new([("endpoints/top_pages.pipe", top_pages), ("datasources/events.datasource", events)]);
/// let template = Template::parse(r#"{
///     "name": "dashboard_{user_id}", "ttl": "10m",
///     "scopes": [{ "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id:Slug}" } }]
/// }"#)?;
///
/// let issues = project.check(&template);
/// assert_eq!(issues[0].code(), "param-unused"); // the endpoint calls it `org`
/// assert_eq!(issues[0].file, "endpoints/top_pages.pipe");
/// # Ok::<(), mintbird::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Project {
    pipes: Vec<Pipe>,
    data_sources: Vec<DataSource>,
    issues: Vec<Issue>,
}

impl Project {
    /// Reads the files of a project: their paths and their texts.
    ///
    /// Those that are neither `.pipe` nor `.datasource` are passed over, and so is a folder `vendor`. What cannot be read is an issue, and
    /// the rest is read.
    pub fn new<P: AsRef<str>, T: AsRef<str>>(files: impl IntoIterator<Item = (P, T)>) -> Project {
        let mut files: Vec<(P, T)> = files.into_iter().collect();
        files.sort_by(|one, other| one.0.as_ref().cmp(other.0.as_ref()));
        let mut project = Project::default();
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, (path, text)) in files.iter().enumerate() {
            let (path, text) = (path.as_ref(), text.as_ref());
            if path.split(['/', '\\']).any(|folder| folder == "vendor") {
                continue;
            }
            if path.ends_with(".pipe") {
                let (pipe, issues) = read_pipe(path, text);
                project.issues.extend(issues);
                project.check_names(&pipe);
                project.pipes.push(pipe);
            } else if path.ends_with(".datasource") {
                let (source, issues) = read_datasource(path, text);
                project.issues.extend(issues);
                project.data_sources.push(source);
            } else {
                continue;
            }
            let name = base_name(path);
            if let Some((other, _)) = names.get(name).and_then(|other| files.get(*other)) {
                let message = ["`", name, "` is defined in ", other.as_ref(), ", too"].concat();
                project.issues.push(Issue::new(Rule::NameDuplicate, path, Position::default(), message));
            } else {
                names.insert(name, index);
            }
        }
        project
    }

    /// Tinybird refuses a literal where a parameter belongs: `{{Int32(1)}}`.
    fn check_names(&mut self, pipe: &Pipe) {
        for node in &pipe.nodes {
            let Some(template) = &node.sql.template else { continue };
            for declared in declared(template) {
                let message = match &declared.name {
                    Value::Text(name) if matches!(name.as_str(), "format" | "q") => {
                        ["a parameter cannot be called `", name, "`: Tinybird's API uses the name itself"].concat()
                    }
                    Value::Text(name) if !name.is_empty() => continue,
                    _ => "the first argument of a type must be a parameter, not a literal".into(),
                };
                self.issues.push(Issue::new(Rule::SqlTemplate, &pipe.file, declared.at, message));
            }
        }
    }

    /// The pipes, in the order of their paths.
    #[must_use]
    pub fn pipes(&self) -> &[Pipe] {
        &self.pipes
    }

    /// The data sources, in the order of their paths.
    #[must_use]
    pub fn data_sources(&self) -> &[DataSource] {
        &self.data_sources
    }

    /// What is wrong with the files.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Whether the endpoints obey what the template pins: the issues of its scopes, in their order.
    ///
    /// What is wrong with the files alone is not repeated here.
    #[must_use]
    pub fn check(&self, template: &Template) -> Vec<Issue> {
        let mut all = Vec::new();
        let root = Path::Root.member("scopes");
        for (index, scope) in scopes(template).into_iter().enumerate() {
            let Some(scope) = scope else { continue };
            let mut issues = check(&self.pipes, &self.data_sources, &[scope]);
            let path = root.item(index).pointer();
            issues.iter_mut().for_each(|issue| issue.path.clone_from(&path));
            all.extend(issues);
        }
        all
    }

    /// Whether tokens read this pipe: it is an endpoint, or, in a project that is older than `TYPE endpoint`, may be one.
    #[must_use]
    pub fn is_endpoint(&self, pipe: &Pipe) -> bool {
        pipe.kind().is_none_or(|kind| kind == PipeKind::Endpoint)
    }

    /// The parameters that reach an endpoint's nodes, and what speaks against pinning each.
    #[must_use]
    pub fn candidates(&self, pipe: &Pipe) -> Vec<Candidate> {
        candidates(&self.pipes, &self.data_sources, pipe)
    }

    /// The pipe of this name.
    #[must_use]
    pub fn pipe(&self, name: &str) -> Option<&Pipe> {
        self.pipes.iter().find(|pipe| pipe.name == name)
    }

    /// The data source of this name.
    #[must_use]
    pub fn data_source(&self, name: &str) -> Option<&DataSource> {
        self.data_sources.iter().find(|source| source.name == name)
    }

    /// The parameters of a pipe's own nodes, in the order in which they first stand in its file.
    #[must_use]
    pub fn params(&self, pipe: &Pipe) -> Vec<Param> {
        params(pipe)
    }

    /// The SQL of each node of a pipe for a request with these parameters, in order; nothing where there is no such pipe.
    ///
    /// A node that another reads is rendered with the same parameters: they reach every node of a request.
    pub fn render<'p>(&self, pipe: &str, params: impl IntoIterator<Item = (&'p str, Value)>) -> Option<Vec<Rendered>> {
        let index = self.pipes.iter().position(|other| other.name == pipe)?;
        let given = last_of_each(params);
        let rendered = |(node, PipeNode { name, sql, .. }): (usize, &PipeNode)| {
            let sql = render(sql, &given);
            let reads = sql.as_deref().ok().and_then(|sql| reads(&self.pipes, &self.data_sources, (index, node), sql));
            Rendered { node: name.clone(), sql, reads }
        };
        Some(self.pipes.get(index)?.nodes.iter().enumerate().map(rendered).collect())
    }

    /// The query that a request of a pipe runs with these parameters, or why it runs none; nothing where there is no such pipe.
    ///
    /// The parameters reach every node and every pipe that it reads, and no other is rendered.
    pub fn query<'p>(
        &self,
        pipe: &str,
        params: impl IntoIterator<Item = (&'p str, Value)>,
    ) -> Option<Result<Query, QueryError>> {
        let pipe = self.pipe(pipe)?;
        Some(run::query(&self.pipes, pipe, &last_of_each(params)))
    }

    /// The data sources as tables of ClickHouse, in the order of their paths.
    #[must_use]
    pub fn tables(&self) -> Vec<Table> {
        run::tables(&self.data_sources, &self.pipes)
    }

    /// The columns by which what the template pins is meant to filter the data sources that its endpoints read, sorted.
    #[must_use]
    pub fn tenant_columns(&self, template: &Template) -> Vec<TenantColumn> {
        let of = |scope| tenants(&self.pipes, &self.data_sources, &scope);
        let mut columns: Vec<TenantColumn> = scopes(template).into_iter().flatten().flat_map(of).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }
}

/// Parameters by their names. Of a name that is given twice, the last counts.
fn last_of_each<'p>(params: impl IntoIterator<Item = (&'p str, Value)>) -> Vec<(String, Value)> {
    let mut given: Vec<(String, Value)> = Vec::new();
    for (name, value) in params {
        given.retain(|(known, _)| known != name);
        given.push((name.to_owned(), value));
    }
    given
}
