/** Two weeks of page views of three tenants, the same ones in every browser. */
import { TENANTS } from "../core/tenants.js";

export interface PageView {
  readonly day: string;
  readonly org_id: string;
  readonly path: string;
  readonly country: string;
  readonly visitor: string;
  /** What the visitor bought, euros. */
  readonly revenue: number;
}

const PATHS: { readonly [tenant in (typeof TENANTS)[number]]: readonly string[] } = {
  acme: ["/", "/rockets", "/anvils", "/magnets", "/checkout", "/help/returns"],
  globex: ["/", "/products", "/volcano-tours", "/careers", "/contact"],
  initech: ["/", "/tps-reports", "/software", "/staplers", "/jobs", "/blog/basement"],
};
const COUNTRIES = ["de", "es", "fr", "us", "jp", "br"];
const DAYS = 14;
const VIEWS = 4200;

export function pageViews(): readonly PageView[] {
  const random = generator(20260301);
  /** The smaller an index, the likelier. */
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() ** 2 * list.length)]!;
  const views: PageView[] = [];
  for (let index = 0; index < VIEWS; index++) {
    const org_id = pick(TENANTS);
    const path = pick(PATHS[org_id]);
    const buys = path !== "/" && random() < 0.06;
    views.push({
      day: `2026-03-${String(1 + Math.floor(random() * DAYS)).padStart(2, "0")}`,
      org_id,
      path,
      country: pick(COUNTRIES),
      visitor: `v_${Math.floor(random() * 900)}`,
      revenue: buys ? Math.round(random() * 20_000) / 100 : 0,
    });
  }
  return views;
}

/** Numbers from 0 to 1 that only look random: a linear congruential generator with the constants of Numerical Recipes. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
