/** What either module does without a key. */
import type { Report, StaticToken } from "../types/report.js";
import { read } from "./call.js";
import { cutToken } from "./input-limits.js";
import { type Now, currentTime } from "./options.js";
import type { Buffers, Scratch } from "./scratch.js";

interface InspectModule<B> {
  inspect(scratch: B, start: number, end: number, now: number): number;
}

interface StaticTokenModule<B> {
  parseStaticToken(scratch: B, start: number, end: number): number;
}

export function inspectWith<B extends Buffers>(module: InspectModule<B>, scratch: Scratch<B>, text: string, options?: Now): Report {
  // It never throws, so that other options are not refused, either.
  const now = currentTime(options !== undefined && options !== null && Object.hasOwn(options, "now") ? options.now : undefined);
  return scratch.call((start) => {
    scratch.utf8(cutToken(text));
    return JSON.parse(scratch.answer(module.inspect(scratch.buffers, start, scratch.at, now))) as Report;
  });
}

export function parseStaticTokenWith<B extends Buffers>(module: StaticTokenModule<B>, scratch: Scratch<B>, text: string): StaticToken {
  return scratch.call((start) => {
    scratch.utf8(cutToken(text));
    return read(scratch.answer(module.parseStaticToken(scratch.buffers, start, scratch.at))) as StaticToken;
  });
}
