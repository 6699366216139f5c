// What is answered by programs that are not run for the page: `mintbird serve`, and ClickHouse behind it. A code that others answer, too, is
// written about there.

/** What `mintbird serve` answers: `{ "error": …, "code": … }`. */
export const SERVE = {
  query: {
    status: 400,
    why: "ClickHouse refused the endpoint's SQL, or the query. The error is ClickHouse's own.",
    fix: "Fix the SQL; for a table or a column that is unknown, look at the data source's schema.",
  },
  origin: {
    status: 403,
    why: "A page of another origin asked for the project's files.",
    fix: "Open the playground at the address that `mintbird serve` printed.",
  },
  "no-project": {
    status: 404,
    why: "The server was started without a project, so it issues tokens and has no rows.",
    fix: "Start it with `--project`.",
  },
  timeout: {
    status: 408,
    why: "The query took too long, and was stopped.",
    fix: "Read fewer rows.",
  },
  host: {
    status: 421,
    why: "The request's `Host` is not this machine's. Pages of other sites could reach the server otherwise.",
    fix: "Call `http://127.0.0.1` or `http://localhost`.",
  },
  "data-source": {
    status: 424,
    why: "A data source that the query reads has no rows: its schema or its fixture could not be loaded.",
    fix: "Fix the file that the message and the server's log name.",
  },
  busy: {
    status: 429,
    why: "Too many queries are waiting for ClickHouse.",
    fix: "Send fewer at once, or wait and send it again.",
  },
  engine: {
    status: 501,
    why: "There is no ClickHouse to run the query on.",
    fix: "`npm install chdb`, put `clickhouse` on the PATH, or name a server with `--clickhouse`.",
  },
};

/** What `mintbird check --run` finds. */
export const RUN = {
  leak: {
    why: "The answer to one tenant's token changed with other tenants' rows: the endpoint shows them, or what was computed from them.",
    fix: "Filter every table that has the tenant's column by the pinned parameter. `request` is the request that shows it, and `--seed` repeats the run.",
  },
};
