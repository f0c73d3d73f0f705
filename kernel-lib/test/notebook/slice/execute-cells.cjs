/** A tslab without sockets that executes notebooks, and says how each cell ended and what the functions return. */
const { extendTslab } = require('../../../dist/notebook/tslab/extend');
const { makeKernel } = require('../../../dist/notebook/tslab/silent-kernel');
const {
  findTslab,
  OWN_ROOT
} = require('../../../dist/notebook/tslab/tslab-folder');

async function executeNotebook(kernel, state, { cells, call }) {
  const outcomes = [];
  const execute = async code => {
    const ok = await kernel.execute(
      { code, outcome: 'error' },
      () => undefined
    );
    const ran = state.records[state.records.length - 1].compiled !== undefined;
    outcomes.push(ok ? 'ok' : ran ? 'error' : 'not compiled');
  };
  for (const code of cells) {
    await execute(code);
  }
  if (!call) {
    return { outcomes };
  }
  const { exports } = globalThis.__tslab__;
  exports.answer = undefined;
  await execute(`const answer = async () => ({ value: await ${call} });`);
  const { value } = await exports.answer();
  return { outcomes, value };
}

process.once('message', async notebooks => {
  const { load, state } = extendTslab(findTslab(undefined, OWN_ROOT));
  const kernel = makeKernel(load);
  for (const notebook of notebooks) {
    process.send(
      await executeNotebook(kernel, state, notebook).catch(error => ({
        failed: String(error)
      }))
    );
  }
  kernel.close();
  process.disconnect();
  process.exit();
});
