// Writes docs/reference: the types of every subpath by TypeDoc, the help of every command, every code with an example.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { api } from "./api.js";
import { codesPage } from "./codes-page.js";
import { commandPages } from "./commands.js";

const reference = new URL("../reference/", import.meta.url);

await rm(reference, { recursive: true, force: true });
await mkdir(new URL("cli/", reference), { recursive: true });
await writeFile(new URL("codes.md", reference), await codesPage());
for (const [name, text] of await commandPages()) await writeFile(new URL(`cli/${name}.md`, reference), text);
await api(new URL("api/", reference));
