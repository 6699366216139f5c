import { Option } from "commander";

/** `--output`, with the forms of a command: the first is what is for people. */
export function outputOption(...forms: readonly [string, ...string[]]): Option {
  return new Option("-o, --output <form>", "how to print it").choices(forms).default(forms[0]);
}
