import * as mintbird from "mintbird";
import { Project } from "mintbird/project";
import { mintAtOnce, prepare, run } from "../suite.js";

// A Worker's module scope has no clock: a minter can be made here, a token cannot.
const library = { ...mintbird, Project };
const runLater = prepare(library);
const mintedAtOnce = mintAtOnce(mintbird);

export default {
  fetch(request) {
    const { pathname } = new URL(request.url);
    const report = { "/handler": () => run(library), "/module-scope": runLater, "/at-once": () => mintedAtOnce }[pathname];
    return Response.json(report());
  },
};
