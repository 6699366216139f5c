// The same for handlers and token sources. Compiled, never run.
import { TokenSource } from "mintbird/client";
import { createTokenHandler } from "mintbird/server";

export const all = [TokenSource, createTokenHandler];
