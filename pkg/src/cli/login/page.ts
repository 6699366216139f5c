/**
 * What the browser shows: a page that posts the code back, and goes on to Tinybird. It does so by itself only where the answer has
 * repeated the state of this login. Else any page could have sent the browser here, with a code of its own: somebody has to say
 * that it was they who logged in.
 */
import { createHash } from "node:crypto";

export interface CallbackPage {
  readonly body: string;
  /** Its content security policy. */
  readonly policy: string;
}

/**
 * How long the page has to be in front before its button can be pressed: the second click of a double one, on a window of a hostile page
 * that closes with the first, would land here.
 */
const SECONDS_IN_FRONT = 1;

/**
 * @param params of the answer: the code and, for where to go on, the workspace, the provider and the region
 * @param isOurs whether the answer has repeated the state
 */
export function callbackPage(authHost: string, params: URLSearchParams, isOurs: boolean): CallbackPage {
  const code = `/?${new URLSearchParams([...params].filter(([name]) => name === "code" || name === "state"))}`;
  const [provider, region] = [params.get("provider") ?? "", params.get("region") ?? ""];
  // Nothing but a region leads on from here.
  const isRegion = /^[a-z0-9-]+$/.test(provider) && /^[a-z0-9-]+$/.test(region);
  const next = isRegion
    ? `${authHost}/${provider}/${region}/cli-login?${new URLSearchParams({ workspace: params.get("workspace") ?? "" })}`
    : "";
  const script = `const form = document.forms[0];
const { code, next, by } = form.dataset;
const finish = () =>
  fetch(code, { method: "POST" }).then(({ ok }) => {
    if (ok && next) location.replace(next);
    else document.body.textContent = ok ? "You are logged in. Return to the terminal." : "That did not work. Run mintbird login again.";
  });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  finish();
});
if (by === "state") finish();
else {
  const [button] = form.elements;
  let timer;
  const wait = (event) => {
    clearTimeout(timer);
    button.disabled = true;
    if (event?.type !== "blur") timer = setTimeout(() => (button.disabled = false), ${SECONDS_IN_FRONT * 1000});
  };
  addEventListener("focus", wait);
  addEventListener("blur", wait);
  wait();
}`;
  const warning = isOurs
    ? ""
    : `<p>Did you just log in at ${escape(new URL(authHost).host)} for <code>mintbird login</code>? Then finish it here.
If a link or another page has brought you here, close this page: it would log your terminal in as somebody else.</p>
`;
  const body = `<!doctype html>
<html lang="en">
<title>mintbird login</title>
${warning}<form method="post" action="${escape(code)}" data-code="${escape(code)}" data-next="${escape(next)}"${isOurs ? ' data-by="state"' : ""}><button>Finish the login</button></form>
<script>${script}</script>
</html>
`;
  const hash = createHash("sha256").update(script).digest("base64");
  return {
    body,
    policy: `default-src 'none'; script-src 'sha256-${hash}'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  };
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
