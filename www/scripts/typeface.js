// Cuts the typeface down to what the page shows: ASCII, the letters of most names in Western Europe, some signs, and the weights from 400
// to 750. Its axis between proportional and monospaced stays. What somebody types beyond that is drawn in the system's typeface.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import subset from "subset-font";

const source = new URL("../node_modules/@fontsource-variable/recursive/files/recursive-latin-mono-normal.woff2", import.meta.url);
const target = new URL("../node_modules/.typeface/recursive.woff2", import.meta.url);

const between = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join("");
const text = `${between(0x20, 0x7e)}\u00a0§°²³µ·×ÄÖÜßàáäçèéêíñóöøúü–—…‘’“”→`;

const typeface = await subset(await readFile(source), text, { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 750 } } });
await mkdir(new URL(".", target), { recursive: true });
await writeFile(target, typeface);
