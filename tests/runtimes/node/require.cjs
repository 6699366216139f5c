const mintbird = require("mintbird");
const inspect = require("mintbird/inspect");
const server = require("mintbird/server");
const client = require("mintbird/client");
const { find } = require("mintbird/explain");

// One class of errors for all of them.
const whole = [inspect, server, client].every(({ MintbirdError }) => MintbirdError === mintbird.MintbirdError);
if (!whole || typeof find !== "function") throw new Error("the subpaths are not those of one package");

// The suite is an ES module, which not every Node can require.
import("../suite.js").then(({ run }) => console.log(JSON.stringify(run(mintbird))));
