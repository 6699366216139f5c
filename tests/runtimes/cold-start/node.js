// usage: node.js PACKAGE
// Says how many milliseconds the import takes, and with it everything that a package does before it can be called.
const [clock, cpu] = [performance.now(), process.cpuUsage()];
await import(process.argv[2]);
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ clock: performance.now() - clock, cpu: (user + system) / 1000 }));
