/** Child processes of our own. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Kills it, and waits until it is gone: nothing of it may write into a folder that is removed next. */
export async function end(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
