const mintbird = require("mintbird");
const inspect = require("mintbird/inspect");
const server = require("mintbird/server");
const client = require("mintbird/client");
const { find } = require("mintbird/explain");
const project = require("mintbird/project");
const { run } = require("../suite.cjs");

// One class of errors for all of them.
const whole = [inspect, server, client, project].every(({ MintbirdError }) => MintbirdError === mintbird.MintbirdError);
if (!whole || typeof find !== "function") throw new Error("the subpaths are not those of one package");

console.log(JSON.stringify(run({ ...mintbird, Project: project.Project })));
