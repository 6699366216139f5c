/** Opens a page in the browser of whoever sits there. */
import { spawn } from "node:child_process";
import { platform } from "node:os";
import { delimiter } from "node:path";

/** How long an opener may take to say that it has found no browser, milliseconds. */
const PATIENCE = 1000;

/**
 * Whether a browser seems to be open; what it does then is not known. `BROWSER` names another than the system's, in the form
 * that Python's `webbrowser` reads.
 */
export function openBrowser(url: string, env: { readonly [name: string]: string | undefined }): Promise<boolean> {
  const [command, ...args] = named(env["BROWSER"], url) ?? [...(SYSTEM[platform()] ?? ["xdg-open"]), url];
  if (command === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "ignore", detached: true });
    const end = (opened: boolean) => {
      clearTimeout(timer);
      // It may stay open for as long as it likes.
      child.unref();
      resolve(opened);
    };
    const timer = setTimeout(() => end(true), PATIENCE);
    child.once("error", () => end(false)).once("exit", (code) => end(code === 0));
  });
}

const SYSTEM: { readonly [platform: string]: readonly string[] } = {
  darwin: ["open"],
  // Takes a URL as it is; `start` of cmd.exe would read its `&`.
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

function named(browser: string | undefined, url: string): string[] | undefined {
  const words = browser
    ?.split(delimiter)[0]
    ?.split(" ")
    .filter((word) => word !== "");
  if (words === undefined || words.length === 0) return undefined;
  return words.some((word) => word.includes("%s")) ? words.map((word) => word.replace("%s", () => url)) : [...words, url];
}
