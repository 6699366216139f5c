const mintbird = require("mintbird");
const { run } = require("../suite.js");

console.log(JSON.stringify(run(mintbird)));
