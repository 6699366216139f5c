import { inspect } from "mintbird/inspect";

globalThis.report = inspect(globalThis.token);
