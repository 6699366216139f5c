// For each cause of `mintbird explain-403` a token, and how it was used; what is said of it is what the command says. What the cases use
// stands in scripts/causes.js.

export const CAUSES = {
  token: { token: "eyJhbGciOiJIUzI1NiJ9.eyJuYW1lIjoi=fQ.AAAA" },
  sent: { as: "access_token" },
  "session-token": { claims: { iss: "https://clerk.example.com", sub: "user_1", workspace_id: undefined, scopes: undefined } },
  claims: { claims: { workspace_id: undefined } },
  key: { signedWith: "PERSONAL_KEY" },
  "key-whitespace": { signedWith: "KEY\n" },
  workspace: { claims: { workspace_id: "5d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c" } },
  time: { claims: { exp: 1700000000 } },
  "not-yet-valid": { claims: { nbf: 4102444800, exp: 4102445400 } },
  scope: { called: "/v0/pipes/revenue.json" },
  api: { called: "/v0/pipes" },
  region: { key: "REGIONAL_KEY", signedWith: "REGIONAL_KEY" },
  secret: { claims: { debug: "PERSONAL_KEY" } },
  duplicate: { claims: '"org": "acme", "org": "globex"' },
  hole: { claims: { scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "" } }] } },
  filter: {
    claims: {
      scopes: [
        { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "acme" } },
        { type: "DATASOURCES:READ", resource: "events", filter: "WHERE org_id = 'acme'" },
      ],
    },
  },
};
