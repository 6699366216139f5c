/** What the browser shows for a moment: a page that posts the code back, and goes on to Tinybird. Without a script, a button does. */
import { createHash } from "node:crypto";

export interface CallbackPage {
  readonly body: string;
  /** Its content security policy. */
  readonly policy: string;
}

/** @param params of the answer: the code and, for where to go on, the workspace, the provider and the region */
export function callbackPage(authHost: string, params: URLSearchParams): CallbackPage {
  const code = `/?${new URLSearchParams([...params].filter(([name]) => name === "code" || name === "state"))}`;
  const [provider, region] = [params.get("provider") ?? "", params.get("region") ?? ""];
  // Nothing but a region leads on from here.
  const isRegion = /^[a-z0-9-]+$/.test(provider) && /^[a-z0-9-]+$/.test(region);
  const next = isRegion
    ? `${authHost}/${provider}/${region}/cli-login?${new URLSearchParams({ workspace: params.get("workspace") ?? "" })}`
    : "";
  const script = `const { code, next } = document.forms[0].dataset;
fetch(code, { method: "POST" }).then(({ ok }) => {
  if (ok && next) location.replace(next);
  else document.body.textContent = ok ? "You are logged in. Return to the terminal." : "That did not work. Run mintbird login again.";
});`;
  const body = `<!doctype html>
<html lang="en">
<title>mintbird login</title>
<form method="post" action="${escape(code)}" data-code="${escape(code)}" data-next="${escape(next)}"><button>Finish the login</button></form>
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
