// usage: node.js PACKAGE
// Says how many milliseconds the import takes, and with it everything that a package does before it can be called.
const start = performance.now();
await import(process.argv[2]);
console.log(performance.now() - start);
