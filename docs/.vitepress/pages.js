/** The guides, in the order of the sidebar. A page that is missing here is a fault, which tests/docs finds. */
export const GUIDES = [
  {
    text: "A first token in",
    items: [
      ["Next.js", "first-token/next"],
      ["Cloudflare Workers", "first-token/workers"],
      ["Hono", "first-token/hono"],
      ["SvelteKit", "first-token/sveltekit"],
      ["Node", "first-token/node"],
      ["Deno", "first-token/deno"],
      ["Bun", "first-token/bun"],
      ["AWS Lambda", "first-token/lambda"],
      ["Rust", "first-token/rust"],
      ["A page: keeping it fresh", "first-token/browser"],
    ],
  },
  {
    text: "Concepts",
    items: [
      ["Templates", "templates"],
      ["Where it runs", "where-it-runs"],
      ["Speed and size", "figures"],
      ["From jose or jsonwebtoken", "from-jose"],
    ],
  },
  {
    text: "Guides",
    items: [
      ["The gateway", "gateway"],
      ["Rate limits with Redis and Durable Objects", "rate-limits"],
      ["Charts and @tinybirdco/sdk", "charts-and-sdk"],
      ["Several workspaces, staging, branches", "workspaces"],
      ["Rotating the signing key", "rotating-the-key"],
      ["Revoking a user", "revoking-a-user"],
      ["Logging and metrics", "logging"],
      ["Testing an app that mints", "testing"],
      ["Checking a project", "checking-a-project"],
      ["Testing for leaks", "testing-for-leaks"],
      ["Front-end work without an account", "without-an-account"],
      ["Clerk and Auth0", "clerk-and-auth0"],
      ["Strict pages, extensions, React Native", "strict-pages"],
      ["The command line", "command-line"],
      ["Explaining a 403", "explaining-a-403"],
      ["Static tokens", "static-tokens"],
    ],
  },
];
