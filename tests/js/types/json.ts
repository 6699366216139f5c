// A template that is imported as JSON: its strings are of type string, so the names are not known.
import { Minter } from "mintbird";
import template from "../../../examples/template.json" with { type: "json" };
import { type Equal, same } from "./equal.js";

declare const key: string;
const minter = new Minter(template, key);
same<Equal<typeof minter, Minter<string>>>();
minter.mint({ user_id: "u_1", org_id: "acme" });
// They can be given, and then are held to.
const typed = new Minter<"user_id" | "org_id">(template, key);
typed.mint({ user_id: "u_1", org_id: "acme" });
// @ts-expect-error: one is missing
typed.mint({ user_id: "u_1" });
