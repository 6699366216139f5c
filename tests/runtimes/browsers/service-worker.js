import * as mintbird from "/node_modules/mintbird/dist/entry/full/inline.js";
import { Project } from "/node_modules/mintbird/dist/entry/project/inline.js";
import { run } from "../suite.js";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.url.endsWith("/browsers/report")) event.respondWith(Response.json(run({ ...mintbird, Project })));
});
