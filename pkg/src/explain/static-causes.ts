/** Why Tinybird refuses a static token: what of it can be seen. Which scopes it has, and whether it still exists, only Tinybird knows. */
import type { StaticTokenReport } from "../types/report.js";
import type { Case, Cause, Package } from "./case.js";
import { region } from "./region.js";
import { sendsSeveral, sent } from "./sent.js";
import { sentences } from "./sentences.js";

/** A static token that was refused, and what is known of how it was used. */
export interface StaticCase extends Pick<Case, "token" | "called" | "origin" | "answer" | "cutAfter" | "damage"> {
  readonly report: StaticTokenReport;
}

export function staticCauses(given: StaticCase, mintbird: Package): readonly Cause[] {
  if (sendsSeveral(given.called?.sentAs)) return [sent(given)];
  const whole = damaged(given);
  if (whole.applies === true) return [whole];
  const { why, fix, ...place } = sent(given);
  return [
    whole,
    { ...place, why, ...(fix !== undefined && { fix: fix.replace("eyJ…", "p.…") }) },
    // It names the region of its workspace, as the signing key does, which is one.
    region({ origin: given.origin, key: given.token }, mintbird, "token"),
    {
      code: "scope",
      title: "It lacks a scope, or was deleted or refreshed",
      applies: undefined,
      why: "Its scopes are stored at Tinybird, not in it: `tb token ls`, or Tinybird’s console, shows whether it is there, and what it may do.",
    },
  ];
}

function damaged({ report, cutAfter, damage }: StaticCase): Cause {
  const cause = { code: "token", title: "The token is damaged" } as const;
  const fix = "Copy it again, whole: three parts with two dots, of which the first is `p`";
  if (damage !== undefined) return { ...cause, applies: true, why: damage, fix };
  if (cutAfter !== undefined) return { ...cause, applies: true, why: `It is cut off after ${cutAfter} characters.`, fix };
  if (report.staticToken === null) return { ...cause, applies: true, why: sentences(report.issues) || "It cannot be read.", fix };
  return { ...cause, applies: false, why: "It has the form of a static token." };
}
