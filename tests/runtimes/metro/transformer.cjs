// What React Native's own transformer does with a file: its preset, and nothing else.
const { parseSync, transformFromAstSync } = require("@babel/core");
const preset = require("@react-native/babel-preset");

exports.transform = ({ filename, src }) => {
  const options = { filename, presets: [preset], babelrc: false, configFile: false, ast: true, code: false, caller: { name: "metro" } };
  return { ast: transformFromAstSync(parseSync(src, { ...options, sourceType: "unambiguous" }), src, options).ast };
};
