/** The params of a template, as they are typed. */
import { InvalidArgumentError } from "commander";
import type { ParamValue } from "../types/template.js";

export type Params = ReadonlyMap<string, ParamValue>;

export const PARAM_HELP = "fills a placeholder: name=text, or name:=JSON for a number, true, false or a list";

/** Collects `--param`, which may be given many times. */
export function collectParam(text: string, before: Params = new Map()): Params {
  const [, name, isJson, value] = /^([^=:]+)(:?)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It must look like org_id=acme or page:=7.");
  if (before.has(name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return new Map([...before, [name, isJson === ":" ? json(value) : value]]);
}

function json(text: string): ParamValue {
  try {
    const value = JSON.parse(text) as ParamValue;
    // Every digit that was typed counts.
    return typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(text) ? BigInt(text) : value;
  } catch {
    throw new InvalidArgumentError("The value after := must be JSON; for text, use =.");
  }
}
