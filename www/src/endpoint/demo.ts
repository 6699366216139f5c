/** What the demo workspace publishes: three endpoints, and the data source that they read. */
import pageViews from "./demo/page_views.datasource?raw";
import revenueByCountry from "./demo/revenue_by_country.pipe?raw";
import topPages from "./demo/top_pages.pipe?raw";
import visitsPerDay from "./demo/visits_per_day.pipe?raw";

export const DEMO_FILES: ReadonlyMap<string, string> = new Map([
  ["endpoints/top_pages.pipe", topPages],
  ["endpoints/visits_per_day.pipe", visitsPerDay],
  ["endpoints/revenue_by_country.pipe", revenueByCountry],
  ["datasources/page_views.datasource", pageViews],
]);

/** The column that a row is drawn by, and the one that says how long; none counts rows. */
export interface Axes {
  readonly label: string;
  readonly value?: string;
}

export interface DemoResource {
  readonly kind: "pipe" | "datasource";
  readonly name: string;
  readonly about: string;
  readonly chart: Axes;
}

export const DEMO_RESOURCES: readonly DemoResource[] = [
  { kind: "pipe", name: "top_pages", about: "Most viewed pages", chart: { label: "path", value: "views" } },
  { kind: "pipe", name: "visits_per_day", about: "Page views and visitors by day", chart: { label: "day", value: "views" } },
  { kind: "pipe", name: "revenue_by_country", about: "Revenue by country", chart: { label: "country", value: "revenue" } },
  { kind: "datasource", name: "page_views", about: "First 50 page views", chart: { label: "path" } },
];

/** What a read of the data source runs, but for the token's filter. */
export const READ = {
  before: "SELECT day, org_id, path, country, visitor, revenue\nFROM page_views",
  after: "ORDER BY day, visitor, path\nLIMIT 50",
} as const;
