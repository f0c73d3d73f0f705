/** A process that knows nothing of a notebook: loads a bundle, calls its function, and prints what it returns. */
const { loadEntry } = require('../../../dist/notebook/slice/load-entry');

const [file, args] = process.argv.slice(2);

(async () => {
  const entry = await loadEntry(file);
  const value = await entry(...JSON.parse(args));
  process.stdout.write(`\n${JSON.stringify(value)}`);
})();
