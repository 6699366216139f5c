import { serve } from "@hono/node-server";
import { metrics } from "@opentelemetry/api";
import { RateLimiter, Verifier } from "mintbird";
import { createGateway } from "mintbird/server";

const {
  TINYBIRD_SIGNING_KEY,
  TINYBIRD_PREVIOUS_KEY,
  TINYBIRD_READ_TOKEN,
  TINYBIRD_HOST = "https://api.tinybird.co",
  PORT = "3000",
} = process.env;

const meter = metrics.getMeter("tinybird-gateway");
const decisions = meter.createCounter("gateway.decisions");
const duration = meter.createHistogram("gateway.decision.duration", { unit: "ms" });

// Whose tokens are no longer taken, although they have not expired: your own store, asked for each request.
const signedOut = new Set(["dashboard_u_2"]);

const gateway = createGateway({
  // While the key is rotated, tokens of both are taken.
  verifier: new Verifier({ keys: [TINYBIRD_SIGNING_KEY, TINYBIRD_PREVIOUS_KEY].filter(Boolean) }),
  limiter: new RateLimiter(),
  upstream: TINYBIRD_HOST,
  staticToken: TINYBIRD_READ_TOKEN,
  allow: async ({ name }) => (signedOut.has(name) ? { status: 401, code: "signed-out", message: "sign in again" } : true),
  onDecision({ allowed, status, code, name, pipe, rps, ms }) {
    console.log(JSON.stringify({ allowed, status, code, name, pipe, rps, ms }));
    decisions.add(1, { status, code, pipe });
    duration.record(ms, { pipe });
  },
});

serve({ fetch: gateway, port: Number(PORT) }, ({ port }) => console.log(`http://localhost:${port}`));
