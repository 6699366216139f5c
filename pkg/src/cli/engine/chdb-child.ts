/**
 * chdb, in a process of its own: what ends this process does not end the server. It answers one message after another, until whoever has
 * started it is gone.
 *
 * usage: node chdb-child.js CHDB FOLDER      as a child with an IPC channel
 */
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import type { Ask, Answer } from "./chdb.js";
import { MAX_RESULT_BYTES, tooMuch } from "./engine.js";

/** Of chdb, what is used here. */
interface Session {
  queryAsync(sql: string, options: { readonly format: string }): Promise<{ bytes(): Uint8Array; text(): string }>;
}

const [, , chdb, folder] = process.argv;
const { Session } = createRequire(import.meta.url)(chdb!) as { Session: new (folder: string) => Session };
const session = new Session(folder!);
let database = "default";
let last: Promise<void> = Promise.resolve();

process.on("disconnect", () => process.exit());
process.on("message", (ask: Ask) => {
  last = last.then(async () => void process.send?.(await answer(ask)));
});

async function answer({ id, database: wanted, sql, format }: Ask): Promise<Answer> {
  try {
    if (wanted !== database) {
      await session.queryAsync(`USE \`${wanted}\``, { format: "Null" });
      database = wanted;
    }
    const bytes = (await session.queryAsync(sql, { format })).bytes();
    // Of what comes in one block ClickHouse does not see it.
    if (bytes.length <= MAX_RESULT_BYTES) return { id, bytes };
    const { code, message } = tooMuch();
    return { id, code, message };
  } catch (error) {
    const { clickhouseCode, message } = error as { clickhouseCode?: number; message: string };
    await drain();
    return { id, code: clickhouseCode ?? 0, message };
  }
}

/**
 * What a failed query has written already would stand before the next answer, which may be another tenant's. So nothing else is asked
 * before an answer came that is the expected one to the byte.
 */
async function drain(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const mark = randomUUID();
    const answer = await session.queryAsync(`SELECT '${mark}'`, { format: "TSVRaw" }).catch(() => undefined);
    if (answer?.text() === `${mark}\n`) return;
  }
  process.exit(1);
}
