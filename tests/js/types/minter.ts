// What a template's type says about its parameters. Compiled, never run.
import { Minter, type ParamNames, type ParamValue, type ParamValues, SigningKey, Template, type TemplateDocument } from "mintbird";
import { type Equal, same } from "./equal.js";

declare const key: string;
declare const text: string;

const literal = new Minter(
  {
    name: "dashboard_{user_id}",
    ttl: "10m",
    scopes: [
      { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", currency: "eur", page: 1 } },
      { type: "DATASOURCES:READ", resource: "events", filter: "org_id = {org_id:String} AND at > {since:DateTime}" },
      { type: "DATASOURCES:READ", resource: "logs" },
    ],
    limits: { rps: 10 },
  },
  key,
);
same<Equal<typeof literal extends Minter<infer Name, infer _> ? Name : never, "user_id" | "org_id" | "since">>();
literal satisfies Minter<"user_id" | "org_id" | "since">;
const token: string = literal.mint({ user_id: "u_1", org_id: "acme", since: 0 });
const tokens: string[] = literal.mintMany([{ user_id: 1n, org_id: "acme", since: token }], { ttl: "1h", now: 1_700_000_000 });
literal.mint({ user_id: true, org_id: "a", since: 0 }, { ttl: 60 });
// @ts-expect-error: of type String in a filter
literal.mint({ user_id: "u", org_id: 7, since: 0 });
// @ts-expect-error: a list fills no String
literal.mint({ user_id: "u", org_id: ["a"], since: 0 });
tokens satisfies string[];

// @ts-expect-error: one is missing
literal.mint({ user_id: "u_1", org_id: "acme" });
// @ts-expect-error: all are missing
literal.mint({});
// @ts-expect-error: there are parameters
literal.mint();
// @ts-expect-error: one is unknown
literal.mint({ user_id: "u_1", org_id: "acme", since: 0, page: 1 });
// @ts-expect-error: a near name is not the name
literal.mint({ user_id: "u_1", orgId: "acme", since: 0 });
// @ts-expect-error: undefined is no value
literal.mint({ user_id: "u_1", org_id: undefined, since: 0 });
// @ts-expect-error: nor is null
literal.mint({ user_id: "u_1", org_id: null, since: 0 });
// @ts-expect-error: nor an object
literal.mint({ user_id: "u_1", org_id: { id: 1 }, since: 0 });
// @ts-expect-error: nor a date
literal.mint({ user_id: "u_1", org_id: "acme", since: new Date() });
declare const session: { org?: string };
// @ts-expect-error: nor what may be undefined
literal.mint({ user_id: "u_1", org_id: session.org, since: 0 });
literal.mintMany([
  { user_id: 1, org_id: "2", since: 0 },
  // @ts-expect-error: one set of several is missing one
  { user_id: 1, since: 0 },
]);
// @ts-expect-error: not a list
literal.mintMany({ user_id: 1, org_id: "2", since: 0 });
// @ts-expect-error: an option that does not exist
literal.mint({ user_id: "u", org_id: "a", since: 0 }, { tll: 60 });
// @ts-expect-error: a time is a number
literal.mint({ user_id: "u", org_id: "a", since: 0 }, { now: new Date() });

// Literal braces are no placeholders.
same<Equal<ParamNames<{ name: "{{a}}"; scopes: [] }>, never>>();
same<Equal<ParamNames<{ name: "{{{a}}}"; scopes: [] }>, "a">>();
same<Equal<ParamNames<{ name: "}}{a}{{"; scopes: [] }>, "a">>();
same<Equal<ParamNames<{ name: "{a}{b}-{a}"; scopes: [] }>, "a" | "b">>();
same<Equal<ParamNames<{ name: "{a}}}{{b}}{{{c}"; scopes: [] }>, "a" | "c">>();
same<Equal<ParamNames<{ name: "x"; scopes: [{ filter: "a IN {ids:Array(UInt64)} AND b = '{{'" }] }>, "ids">>();
same<Equal<ParamNames<{ name: "x"; scopes: [{ fixed_params: { a: 1; b: true; c: "{c}" } }] }>, "c">>();
same<Equal<ParamNames<{ name: "x"; scopes: [{ resource: "{a}" }] }>, never>>();
type Long = "{a}_________________________________________________________________________{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}{l}";
same<Equal<ParamNames<{ name: Long; scopes: [] }>, "a" | "b" | "c" | "d" | "e" | "f" | "g" | "h" | "i" | "j" | "k" | "l">>();

// The type of a placeholder says what fills it.
interface Typed {
  name: "{u:UInt64}";
  scopes: [{ fixed_params: { a: "{org:UUID}"; b: "{flag:Bool}"; c: "{u}" } }, { filter: "x IN {ids:Array(UInt64)}" }];
}
same<Equal<ParamValues<Typed>["u"], string | number | bigint>>();
same<Equal<ParamValues<Typed>["org"], string>>();
same<Equal<ParamValues<Typed>["flag"], boolean | "true" | "false">>();
same<Equal<ParamValues<Typed>["ids"], readonly ParamValue[]>>();
const template = new Template({
  name: "{u}",
  ttl: 60,
  scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org: "{org:Slug}" } }],
});
const signingKey = new SigningKey(key);
new Minter(template, signingKey).mint({ u: 1, org: "acme" });
// @ts-expect-error: a Slug is a string
new Minter(template, signingKey).mint({ u: 1, org: 7 });
// @ts-expect-error: one is missing
new Minter(template, signingKey).mint({ u: 1 });

// Without placeholders there is nothing to fill.
const fixed = new Minter({ name: "app", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p" }] }, key);
same<Equal<typeof fixed, Minter<never>>>();
fixed.mint({});
// @ts-expect-error: nothing can be given
fixed.mint({ a: 1 });

// Where the type does not tell the names, any may be given: text, a template of a wider type.
const fromText = new Minter(text, key);
same<Equal<typeof fromText, Minter<string>>>();
fromText.mint({ anything: 1 });
// @ts-expect-error: but no value that cannot be
fromText.mint({ anything: undefined });
declare const wide: TemplateDocument;
same<Equal<ParamNames<TemplateDocument>, string>>();
new Minter(wide, key).mint({ anything: 1 });
const constant = { name: "{a}", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p" }] } as const;
same<Equal<ParamNames<typeof constant>, "a">>();
new Minter(constant, key).mint({ a: 1 });

// A minter is handed on by the names that it needs, or as any minter.
function login(minter: Minter<"user_id">): string {
  return minter.mint({ user_id: 1 });
}
declare const ofUser: Minter<"user_id">;
declare const ofAny: Minter;
login(ofUser);
login(ofAny as Minter<"user_id">);
// @ts-expect-error: this one may need more
login(ofAny);
// @ts-expect-error: this one needs more
login(literal);
[ofUser, literal, ofAny] satisfies Minter[];
const value: ParamValue = [1, [2n, "x"], true];
value satisfies ParamValue;

{
  using scoped = new Minter(wide, key);
  scoped.params satisfies readonly string[];
  // @ts-expect-error: params cannot be changed
  scoped.params.push("x");
}

// @ts-expect-error: a template has scopes
new Minter({ name: "x", ttl: 60 }, key);
// @ts-expect-error: a ttl is a number or a text
new Minter({ name: "x", ttl: true, scopes: [] }, key);
// @ts-expect-error: a key is a string, and may not be undefined
new Minter(wide, session.org);
// @ts-expect-error: a key is a string
new Minter(wide, new Uint8Array(32));

// What is misspelt in an inline template does not compile, and neither does what there is not.
const scope = { type: "PIPES:READ", resource: "p" } as const;
// @ts-expect-error: fixed_params, not fixed_param
new Minter({ name: "x", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_param: { a: "{a}" } }] }, key);
// @ts-expect-error: filter, in the second of two
new Minter({ name: "x", ttl: 60, scopes: [scope, { type: "DATASOURCES:READ", resource: "p", filters: "a = 1" }] }, key);
// @ts-expect-error: PIPES:READ, not PIPE:READ
new Minter({ name: "x", ttl: 60, scopes: [{ type: "PIPE:READ", resource: "p" }] }, key);
// @ts-expect-error: limits, not limit
new Minter({ name: "x", ttl: 60, scopes: [scope], limit: { rps: 1 } }, key);
// @ts-expect-error: rps, not rsp
new Minter({ name: "x", ttl: 60, scopes: [scope], limits: { rsp: 1 } }, key);
// @ts-expect-error: scopes, not scope
new Minter({ name: "x", ttl: 60, scope: [scope] }, key);
// @ts-expect-error: resource is missing
new Minter({ name: "x", ttl: 60, scopes: [{ type: "PIPES:READ" }] }, key);
// @ts-expect-error: null pins nothing
new Minter({ name: "x", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { a: null } }] }, key);
// @ts-expect-error: the same for a template alone
new Template({ name: "x", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_param: { a: "{a}" } }] });
// @ts-expect-error: a const of a wrong type
new Minter({ name: "x", ttl: 60, scopes: [{ ...scope, type: "PIPE:READ" } as const] } as const, key);
const misspelt = { name: "x", ttl: 60, scopes: [scope], limit: { rps: 1 } } as const;
// @ts-expect-error: limits, not limit, in a const
new Minter(misspelt, key);
// @ts-expect-error: the same for a template alone
new Template(misspelt);
const pinsNothing = { name: "x", ttl: 60, scopes: [{ ...scope, fixed_param: { a: "{a}" } }] } as const;
// @ts-expect-error: fixed_params, not fixed_param, in a const
new Minter(pinsNothing, key);
// @ts-expect-error: the same for a template alone
new Template(pinsNothing);
const typoOfLimits = { name: "x", ttl: 60, scopes: [scope], limits: { rsp: 1, rps: 1 } } as const;
// @ts-expect-error: rps, not rsp, in a const
new Template(typoOfLimits);
const typo = { name: "x", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_param: { a: "{a}" } }] };
// @ts-expect-error: a document that was made elsewhere
new Minter(typo, key);
// @ts-expect-error: no list without a type for one
literal.mint({ user_id: ["a"], org_id: "a", since: 0 });
// What is right in all of that still tells its names.
declare const unset: string | undefined;
new Minter({ name: "{a}", ttl: 60, workspace_id: unset, limits: undefined, scopes: [scope] }, key).mint({ a: 1 });
// @ts-expect-error: what pins rows may not be undefined
new Minter({ name: "{a}", ttl: 60, scopes: [{ ...scope, filter: unset }] }, key);
const several = ["p", "q"].map((resource) => ({ type: "PIPES:READ", resource, fixed_params: { b: "{b}" } }));
new Minter({ name: "x", ttl: 60, scopes: several }, key).mint({ any: 1 });
new Minter(new Template(wide), key).mint({ any: 1 });

// `Template` alone is any template, as `Minter` is any minter.
const paramsOf = (any: Template): readonly string[] => any.params;
paramsOf(template);
paramsOf(new Template(wide));
paramsOf(new Template<Written>(text));
paramsOf(new Template({ name: "x", ttl: 60, scopes: [scope] }));
const minterOf = (any: Template): Minter => new Minter(any, key);
minterOf(template).mint({ any: 1 });

// Where nothing tells the names they can be given, as names or as the type that `mintbird types` writes.
const given = new Minter<"user_id" | "org_id">(wide, key);
same<Equal<typeof given, Minter<"user_id" | "org_id">>>();
login(new Minter<"user_id">(text, signingKey));
new Template<"user_id" | "org_id">(text) satisfies Template<"user_id" | "org_id">;
// @ts-expect-error: one is missing
given.mint({ user_id: 1 });
// @ts-expect-error: one is unknown
given.mint({ user_id: 1, org_id: 2, page: 3 });
interface Written {
  readonly user_id: string | number;
  readonly org_id: string;
}
const written = new Minter<Written>(wide, key);
same<Equal<typeof written, Minter<"user_id" | "org_id", Written>>>();
written.mint({ user_id: 1, org_id: "acme" });
// @ts-expect-error: it says string
written.mint({ user_id: 1, org_id: 2 });
// @ts-expect-error: no document
new Minter<"user_id">(7, key);
// @ts-expect-error: a list is no value of a param without a type
new Minter(constant, key).mint({ a: [1] });
