// A template that is imported as JSON: its strings are of type string, so the names are not known.
import { Minter } from "mintbird";
import template from "../../../examples/template.json" with { type: "json" };
import { type Equal, same } from "./equal.js";

declare const key: string;
const minter = new Minter(template, key);
same<Equal<typeof minter, Minter<string>>>();
minter.mint({ user_id: "u_1", org_id: "acme" });
