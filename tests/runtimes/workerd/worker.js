import * as mintbird from "mintbird";
import { mintAtOnce, prepare, run } from "../suite.js";

// A Worker's module scope has no clock: a minter can be made here, a token cannot.
const runLater = prepare(mintbird);
const mintedAtOnce = mintAtOnce(mintbird);

export default {
  fetch(request) {
    const { pathname } = new URL(request.url);
    const report = { "/handler": () => run(mintbird), "/module-scope": runLater, "/at-once": () => mintedAtOnce }[pathname];
    return Response.json(report());
  },
};
