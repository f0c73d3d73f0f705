/**
 * npm run demo            installs, executes the quickstart, serves JupyterLab
 * npm run demo -- --once  stops before serving
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { install } from './setup/install.mjs';
import { places, root } from './setup/places.mjs';
import { MissingPrerequisite } from './setup/prerequisites.mjs';
import { startServer } from './jupyter/server.mjs';

const NOTEBOOK = 'quickstart.ipynb';

const say = line => console.log(`· ${line}`);

async function executeQuickstart(server) {
  const { NotebookSession } = await import('./jupyter/notebook-session.mjs');
  const session = await NotebookSession.open(server, NOTEBOOK);
  try {
    const cells = session.notebook.cells.filter(
      cell => cell.cell_type === 'code'
    );
    for (const [index, cell] of cells.entries()) {
      const [title] = [cell.source].flat().join('').split('\n');
      say(`cell ${index + 1} of ${cells.length}: ${title.slice(0, 70)}`);
      const isGood = await session.execute(cell, text =>
        process.stdout.write(text.replace(/^(?=.)/gm, '    '))
      );
      if (!isGood) {
        throw new Error(`Cell ${index + 1} of ${NOTEBOOK} failed.`);
      }
    }
  } finally {
    await session.close();
  }
}

function printLatestRun() {
  const { latestRun } = createRequire(import.meta.url)(
    join(root, 'kernel-lib')
  );
  const run = latestRun(join(places.examples, 'runs'));
  const line = (name, value) => console.log(`  ${name.padEnd(9)}${value}`);
  console.log('\nRecorded:');
  line(
    'run',
    `${run.id}  ${run.name}${run.label ? ` · ${run.label}` : ''}  ${run.status}`
  );
  line(
    'flags',
    Object.entries(run.flags)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join('  ')
  );
  line(
    'scalars',
    Object.entries(run.scalars)
      .map(
        ([tag, { last, step }]) =>
          `${tag} ${Number(last).toPrecision(4)} @ ${step}`
      )
      .join('  ')
  );
  line('folder', run.dir);
}

async function main() {
  const once = process.argv.includes('--once');
  const { version } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8')
  );
  console.log(`Trialbook ${version}`);
  await install(say);
  say('Starting JupyterLab');
  const server = await startServer();
  try {
    await executeQuickstart(server);
    printLatestRun();
    if (!once) {
      console.log(
        `\nJupyterLab: ${server.url}/lab/tree/${NOTEBOOK}?token=${server.token}\nCtrl-C ends it.`
      );
      process.once('SIGINT', () => void server.stop());
      process.once('SIGTERM', () => void server.stop());
      await server.ended;
    }
  } finally {
    await server.stop();
  }
}

main().catch(error => {
  console.error(error instanceof MissingPrerequisite ? error.message : error);
  process.exitCode = 1;
});
