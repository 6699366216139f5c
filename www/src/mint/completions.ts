/** What may stand where the cursor is in a template: keys, types of scopes, and the types of placeholders. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { fields } from "../core/state.js";
import { isFilter, placeAt, places } from "../core/places.js";

const TOP: readonly Completion[] = [
  { label: "name", detail: "limits are counted per name", apply: '"name": "dashboard_{user_id}"' },
  { label: "ttl", detail: "how long tokens live", apply: '"ttl": "10m"' },
  { label: "scopes", detail: "what tokens may read", apply: '"scopes": []' },
  { label: "limits", detail: "requests a second", apply: '"limits": { "rps": 10 }' },
  { label: "workspace_id", detail: "where the key does not contain it", apply: '"workspace_id": ""' },
  { label: "refuse", detail: "values that never fill a parameter", apply: '"refuse": {}' },
];
const SCOPE: readonly Completion[] = [
  { label: "type", detail: "of the scope", apply: '"type": "PIPES:READ"' },
  { label: "resource", detail: "a pipe or a data source", apply: '"resource": ""' },
  { label: "fixed_params", detail: "pins the rows of an endpoint", apply: '"fixed_params": { "org_id": "{org_id}" }' },
  { label: "filter", detail: "pins the rows of a data source", apply: '"filter": "org_id = {org_id:String}"' },
];
const LIMITS: readonly Completion[] = [{ label: "rps", detail: "requests a second", apply: '"rps": 10' }];
const TYPES: readonly Completion[] = [
  { label: "PIPES:READ", detail: "an endpoint" },
  { label: "DATASOURCES:READ", detail: "a data source" },
];
const PLACEHOLDERS = [
  "String",
  "UUID",
  "Bool",
  "Date",
  "DateTime",
  "Int8",
  "Int16",
  "Int32",
  "Int64",
  "UInt8",
  "UInt16",
  "UInt32",
  "UInt64",
  "Float64",
  "Array(String)",
  "Array(Int64)",
];

export function completions(context: CompletionContext): CompletionResult | null {
  const text = context.state.doc.toString();
  const before = context.matchBefore(/\{\w*:\w*/);
  if (before !== null) {
    // A filter's literals have no slug; a fixed parameter may.
    const inFilter = isFilter(placeAt(places(text), context.pos)?.pointer ?? "");
    const labels = inFilter ? PLACEHOLDERS : ["Slug", ...PLACEHOLDERS];
    return { from: before.from + before.text.indexOf(":") + 1, options: labels.map((label) => ({ label, type: "type" })) };
  }
  const brace = context.matchBefore(/(?<!\{)\{\w*/);
  const place = placeAt(places(text), context.pos);
  if (brace !== null && place?.scalar === true)
    return { from: brace.from + 1, options: fields.peek().map(({ name }) => ({ label: name, detail: "a parameter of this template" })) };
  if (place === undefined) return null;
  const word = context.matchBefore(/"?[\w:]*/);
  if (word === null || (word.from === word.to && !context.explicit)) return null;
  // Within a value of its own, or at the start of a key.
  const inValue = place.scalar && place.value.from <= context.pos && context.pos <= place.value.to;
  if (inValue && /^\/scopes\/\d+\/type$/.test(place.pointer)) {
    const [from, to] = [place.value.from + 1, Math.max(place.value.from + 1, place.value.to - 1)];
    return { from, to, options: [...TYPES] };
  }
  const around = place.scalar ? place.pointer.slice(0, place.pointer.lastIndexOf("/")) : place.pointer;
  if (inValue) return null;
  const options = around === "" ? TOP : /^\/scopes\/\d+$/.test(around) ? SCOPE : around === "/limits" ? LIMITS : [];
  if (options.length === 0) return null;
  // An opening quote may have its closing one already.
  const end = text.charAt(context.pos) === '"' && word.text.startsWith('"') ? context.pos + 1 : context.pos;
  const filter = word.text.startsWith('"') ? options.map((each) => ({ ...each, label: `"${each.label}"` })) : [...options];
  return { from: word.from, to: end, options: filter };
}
