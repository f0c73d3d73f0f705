/**
 * npm run bench                  measures everything, peers in the same run, and prints one table
 * npm run bench -- runs panel    only these: runs, tfevents, find, panel, identity, work
 */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { install } from './setup/install.mjs';
import { places, root } from './setup/places.mjs';
import { MissingPrerequisite } from './setup/prerequisites.mjs';
import { runCommand } from './setup/run-command.mjs';

const say = line => console.log(`· ${line}`);
const BENCHES = ['runs', 'tfevents', 'find', 'panel', 'identity', 'work'];

async function printMachine() {
  const [cpu] = cpus();
  const versions = await runCommand(places.python, [
    '-c',
    'import platform, tensorboard.version as t, tensorboardX as x; print("Python", platform.python_version(), "· TensorBoard", t.VERSION, "· tensorboardX", x.__version__)'
  ]);
  const { version } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8')
  );
  console.log(
    `\nTrialbook ${version} · Node ${process.versions.node} · ${versions.trim()}`
  );
  console.log(
    `${type()} ${release()} · ${cpus().length} × ${cpu?.model} · ${Math.round(totalmem() / 2 ** 30)} GB\n`
  );
}

function printTable(rows) {
  const columns = ['what', 'figure', 'peer', 'ratio', 'bar'];
  const table = [
    columns,
    ...rows.map(row =>
      columns.map(name =>
        name === 'ratio' && row.ratio !== undefined
          ? `${row.ratio.toFixed(row.ratio < 10 ? 1 : 0)} x`
          : String(row[name] ?? '')
      )
    )
  ];
  const widths = columns.map((_, index) =>
    Math.max(...table.map(row => row[index].length))
  );
  for (const [index, row] of table.entries()) {
    console.log(
      `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`
    );
    if (index === 0) {
      console.log(`|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`);
    }
  }
}

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find(name => !BENCHES.includes(name));
  if (unknown) {
    throw new MissingPrerequisite(
      `There is no benchmark "${unknown}". There are: ${BENCHES.join(', ')}.`
    );
  }
  await install(say);
  const rows = [];
  for (const name of wanted.length > 0 ? wanted : BENCHES) {
    const { bench } = await import(`./bench/${name}.mjs`);
    rows.push(...(await bench(say)));
  }
  await printMachine();
  printTable(rows);
}

main().catch(error => {
  console.error(error instanceof MissingPrerequisite ? error.message : error);
  process.exitCode = 1;
});
