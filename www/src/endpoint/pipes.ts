/** What the demo workspace publishes: three endpoints and the data source that they read. */

import { asSqlite } from "./filter.js";

/** A parameter that runs. */
export type Bound = string | number | boolean | readonly (string | number | boolean)[];

export interface Resource {
  readonly kind: "pipe" | "datasource";
  readonly name: string;
  readonly about: string;
  /** In Tinybird's own notation. What is used of it means the same in ClickHouse and in SQLite. */
  readonly sql: string;
  /** The column that a row is drawn by, and the one that says how long; none counts rows. */
  readonly chart: { readonly label: string; readonly value?: string };
}

export const RESOURCES: readonly Resource[] = [
  {
    kind: "pipe",
    name: "top_pages",
    about: "The most viewed pages.",
    sql: `SELECT org_id, path, count(*) AS views,
  count(DISTINCT visitor) AS visitors,
  round(sum(revenue) * CASE {{String(currency, 'eur')}}
    WHEN 'usd' THEN 1.08 ELSE 1 END, 2) AS revenue
FROM page_views
WHERE country <> ''
{% if defined(org_id) %}  AND org_id = {{String(org_id)}}{% end %}
{% if defined(country) %}  AND country = {{String(country)}}{% end %}
GROUP BY org_id, path
ORDER BY views DESC, path
LIMIT {{Int32(limit, 10)}}`,
    chart: { label: "path", value: "views" },
  },
  {
    kind: "pipe",
    name: "visits_per_day",
    about: "Page views and visitors by day.",
    sql: `SELECT org_id, day, count(*) AS views,
  count(DISTINCT visitor) AS visitors
FROM page_views
WHERE day >= {{Date(since, '2026-03-01')}}
{% if defined(org_id) %}  AND org_id = {{String(org_id)}}{% end %}
{% if defined(country) %}  AND country = {{String(country)}}{% end %}
GROUP BY org_id, day
ORDER BY day, org_id`,
    chart: { label: "day", value: "views" },
  },
  {
    kind: "pipe",
    name: "revenue_by_country",
    about: "What was sold where.",
    sql: `SELECT org_id, country, round(sum(revenue), 2) AS revenue
FROM page_views
WHERE revenue > 0
{% if defined(org_id) %}  AND org_id = {{String(org_id)}}{% end %}
GROUP BY org_id, country
ORDER BY revenue DESC`,
    chart: { label: "country", value: "revenue" },
  },
  {
    kind: "datasource",
    name: "page_views",
    about: "The page views themselves, the first 50 of them.",
    sql: `SELECT day, org_id, path, country, visitor, revenue
FROM page_views
{% filter %}
ORDER BY day, visitor, path
LIMIT 50`,
    chart: { label: "path" },
  },
];

export interface Query {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** A resource's SQL as it runs: parameters become values that are bound, never text. */
export function query({ sql }: Resource, params: { readonly [name: string]: Bound }, filter: string | undefined): Query {
  const values: (string | number)[] = [];
  const text = sql
    // The line feed ends a comment that a filter may close with.
    .replace("{% filter %}", () => (filter === undefined ? "" : `WHERE (${asSqlite(filter, values)}\n)`))
    .replace(/\{% if defined\((\w+)\) %\}(.*?)\{% end %\}\n?/g, (_, name: string, inside: string) =>
      params[name] === undefined ? "" : `${inside}\n`,
    )
    .replace(/\{\{(\w+)\((\w+)(?:, '?(.*?)'?)?\)\}\}/g, (_, type: string, name: string, preset: string | undefined) => {
      const value = params[name] ?? preset ?? "";
      // A repeated parameter: Tinybird takes the last.
      const last = Array.isArray(value) ? String(value.at(-1)) : String(value);
      values.push(type.startsWith("Int") ? Math.trunc(Number(last)) || 0 : last);
      return `?${values.length}`;
    });
  return { sql: text, values };
}
