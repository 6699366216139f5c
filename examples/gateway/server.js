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
const duration = meter.createHistogram("gateway.decision.duration", {
  unit: "s",
  advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] },
});

// Whose tokens are no longer taken, although they have not expired: your own store, asked for each request.
const signedOut = new Set(["dashboard_u_2"]);

const gateway = createGateway({
  // While the key is rotated, tokens of both are taken.
  verifier: new Verifier({ keys: [TINYBIRD_SIGNING_KEY, TINYBIRD_PREVIOUS_KEY].filter(Boolean) }),
  limiter: new RateLimiter(),
  upstream: TINYBIRD_HOST,
  staticToken: TINYBIRD_READ_TOKEN,
  allow: async ({ name }) => (signedOut.has(name) ? { status: 401, code: "signed-out", message: "sign in again" } : true),
  onDecision({ allowed, status, code, name, pipe, rps, seconds }) {
    console.log(JSON.stringify({ allowed, status, code, name, pipe, rps, seconds }));
    decisions.add(1, { status, code, pipe });
    duration.record(seconds, { pipe });
  },
});

serve({ fetch: gateway, port: Number(PORT) }, ({ port }) => console.log(`http://localhost:${port}`));
