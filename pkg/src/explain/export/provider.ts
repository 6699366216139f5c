import type { Json } from "../../types/report.js";
import type { Outline } from "./outline.js";

/** What is written, and what has to be set by hand. */
export interface Exported {
  readonly text: string;
  readonly notes: readonly string[];
}

/** An identity provider that makes JWTs for Tinybird. */
export interface Provider {
  /** What is wrong with a source of a placeholder, if anything. */
  check(source: string): string | undefined;
  /** What in a source users may write themselves, as far as is known, and what to take instead; nothing where they cannot. */
  userEditable(source: string): string | undefined;
  /**
   * Writes the claims in the provider's form.
   *
   * @param sources by the names of placeholders
   * @param fault says what cannot be expressed; what is returned then does not count
   */
  write(
    claims: { readonly [name: string]: Json },
    outline: Outline,
    sources: ReadonlyMap<string, string>,
    fault: (what: string) => void,
  ): Exported;
}
