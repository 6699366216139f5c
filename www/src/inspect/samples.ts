/** What people have in their hands when Tinybird answers 403, to be tried: made now, with the demo workspace's key. */
import { Minter, type TemplateDocument, generateLocalTokens, parseStaticToken } from "mintbird";
import { now } from "../core/clock.js";
import { DEMO_KEY } from "../core/demo-key.js";
import { EXAMPLES } from "../core/templates.js";
import { HOST, asCurl } from "../token/copies.js";

export interface Sample {
  readonly title: string;
  /** The text to paste, and the key that goes with it. */
  readonly make: () => Promise<{ readonly text: string; readonly key?: string }>;
}

const WORKSPACE = parseStaticToken(DEMO_KEY).u;

/** For the demo workspace, whatever it is signed with. */
function minted(at: number, key: string): string {
  const template = JSON.parse(EXAMPLES[0]?.text ?? "{}") as TemplateDocument;
  const minter = new Minter({ ...template, workspace_id: WORKSPACE } as TemplateDocument, key);
  try {
    return minter.mint({ user_id: "u_1", org_id: "acme" }, { now: at });
  } finally {
    minter.free();
  }
}

/** What mintbird refuses to sign, another library signs. */
async function signed(claims: { readonly [name: string]: unknown }): Promise<string> {
  const { SignJWT } = await import("jose");
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(new TextEncoder().encode(DEMO_KEY));
}

export const SAMPLES: readonly Sample[] = [
  { title: "an expired token", make: () => Promise.resolve({ text: minted(now.peek() - 3600, DEMO_KEY), key: DEMO_KEY }) },
  {
    title: "signed with another key",
    make: () => Promise.resolve({ text: minted(now.peek(), generateLocalTokens().user_token), key: DEMO_KEY }),
  },
  {
    title: "a tenant that is null",
    make: async () => ({
      text: await signed({
        workspace_id: WORKSPACE,
        name: "dashboard_u_1",
        exp: now.peek() + 600,
        scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: null } }],
      }),
      key: DEMO_KEY,
    }),
  },
  {
    title: "curl to another endpoint",
    make: () => Promise.resolve({ text: asCurl(minted(now.peek(), DEMO_KEY), `${HOST}/v0/pipes/revenue.json?limit=5`), key: DEMO_KEY }),
  },
  { title: "cut off in a chat", make: () => Promise.resolve({ text: `${minted(now.peek(), DEMO_KEY).slice(0, 200)}…` }) },
  {
    title: "a session token",
    make: async () => ({ text: await signed({ iss: "https://clerk.example.com", sub: "user_2x7", sid: "sess_1", exp: now.peek() + 60 }) }),
  },
  {
    title: "a .tinyb file",
    make: () => {
      const { workspace_token, user_token } = generateLocalTokens();
      return Promise.resolve({ text: JSON.stringify({ host: HOST, name: "demo", token: workspace_token, user_token }, null, 2) });
    },
  },
];
