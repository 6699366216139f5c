import { defineEventHandler, toWebRequest } from "h3";
import { handle } from "../../frameworks/handle.js";

export default defineEventHandler((event) => handle(toWebRequest(event)));
