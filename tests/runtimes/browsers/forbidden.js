try {
  await import("/node_modules/mintbird/dist/entry/full/inline.js");
  globalThis.report = "loaded";
} catch (error) {
  globalThis.report = String(error);
}
