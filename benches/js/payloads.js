// What is signed. Each payload is a template for mintbird, and the object that an application assembles by hand for everybody
// else, with the same bytes. Params differ from call to call, so that nothing is served from a cache.

/** What mintbird is called among the contenders. */
export const OURS = "mintbird";

/** The key of a Tinybird Local that does not exist. */
export const KEY =
  "p.eyJ1IjogIjQ3YzVkYmJhLTgwNjMtNDc2NS1iMmU3LTRiZTFiY2UyMzcwZSIsICJpZCI6ICI0ODlkMTM1NS1lOWUzLTRiNjEtOTk4Mi1mNWY0NWMzZmVlMjEiLCAiaG9zdCI6IG51bGx9.S7RN4zTyq8JxwxapQafrAclvpYaWx8aEALnQwBKGFyI";
const WORKSPACE = "47c5dbba-8063-4765-b2e7-4be1bce2370e";

/** Seconds to live. */
const TTL = 600;
/** Unix seconds. */
const exp = () => Math.floor(Date.now() / 1000) + TTL;

export const payloads = [
  {
    name: "1 scope, 1 param",
    template: {
      workspace_id: WORKSPACE,
      name: "dashboard",
      ttl: TTL,
      scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }],
    },
    params: (i) => ({ org_id: `org_${i}` }),
    claims: ({ org_id }) => ({
      workspace_id: WORKSPACE,
      name: "dashboard",
      exp: exp(),
      scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id } }],
    }),
  },
  dashboard("2 scopes, 3 params", (i) => ({ user_id: `u_${i}`, org_id: `org_${i}`, currency: "eur" })),
  scopes(20),
  scopes(100),
  dashboard("2 kB param", (i) => ({ user_id: `u_${i}`, org_id: `org_${i}_`.padEnd(2048, "lorem "), currency: "eur" })),
  dashboard("non-ASCII", (i) => ({ user_id: `Zoë_${i}`, org_id: `Ångström 東京 🐦 ${i}`, currency: "€" })),
];

/** The payload that the numbers in the README are about. */
export const MAIN = payloads[1].name;

function dashboard(name, params) {
  return {
    name,
    template: {
      workspace_id: WORKSPACE,
      name: "dashboard_{user_id}",
      ttl: TTL,
      scopes: [
        { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", currency: "{currency}" } },
        { type: "DATASOURCES:READ", resource: "events", filter: "org_id = {org_id:String}" },
      ],
      limits: { rps: 10 },
    },
    params,
    claims: ({ user_id, org_id, currency }) => ({
      workspace_id: WORKSPACE,
      name: `dashboard_${user_id}`,
      exp: exp(),
      scopes: [
        { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id, currency } },
        { type: "DATASOURCES:READ", resource: "events", filter: `org_id = '${org_id}'` },
      ],
      limits: { rps: 10 },
    }),
  };
}

function scopes(count) {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const scope = (number, org_id) => ({ type: "PIPES:READ", resource: `pipe_${number}`, fixed_params: { org_id } });
  return {
    name: `${count} scopes`,
    template: {
      workspace_id: WORKSPACE,
      name: "dashboard_{user_id}",
      ttl: TTL,
      scopes: numbers.map((number) => scope(number, "{org_id}")),
    },
    params: (i) => ({ user_id: `u_${i}`, org_id: `org_${i}` }),
    claims: ({ user_id, org_id }) => ({
      workspace_id: WORKSPACE,
      name: `dashboard_${user_id}`,
      exp: exp(),
      scopes: numbers.map((number) => scope(number, org_id)),
    }),
  };
}
