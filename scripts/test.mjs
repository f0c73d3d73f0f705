/**
 * npm test                     installs what is missing and runs everything
 * npm test -- lint unit        only these suites: lint, types, unit, browser, fresh
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installBrowser } from './setup/browser.mjs';
import { freshClone } from './setup/fresh-clone.mjs';
import { install } from './setup/install.mjs';
import { places, root } from './setup/places.mjs';
import { MissingPrerequisite } from './setup/prerequisites.mjs';
import { runCommand } from './setup/run-command.mjs';
import { installSlurm } from './setup/slurm.mjs';

const say = line => console.log(`· ${line}`);
const reports = join(places.cache, 'reports');

/** Each suite returns how many of its checks passed and failed. */
const SUITES = {
  lint: async () =>
    add(
      await check('eslint', ['.']),
      await check('prettier', ['--check', '--log-level', 'warn', '.'])
    ),
  types,
  unit,
  browser,
  fresh: () => attempt('a fresh clone runs the demo', () => freshClone(say))
};

/** By its path, because tslab brings a `tsc` of its own. */
async function types() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const compile = args =>
    attempt(`tsc ${args.join(' ')}`, () =>
      runCommand(process.execPath, [tsc, ...args])
    );
  return add(
    await compile(['-b', 'kernel-lib', 'extension']),
    await compile(['-p', 'kernel-lib/test']),
    await compile(['-p', 'extension/tsconfig.test.json']),
    await compile(['-p', 'scripts']),
    await compile(['-p', 'ui-tests'])
  );
}

async function unit() {
  await installSlurm(say);
  return jest([]);
}

async function browser() {
  const chromium = await installBrowser(say);
  const report = join(reports, 'browser.json');
  rmSync(report, { force: true });
  await tolerate(
    'npx',
    ['playwright', 'test', '--config', 'ui-tests/playwright.config.mjs'],
    {
      TRIALBOOK_BROWSER: chromium ?? '',
      TRIALBOOK_REPORT: report
    }
  );
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

async function jest(args) {
  const report = join(reports, 'jest.json');
  rmSync(report, { force: true });
  await tolerate('npx', [
    'jest',
    '--json',
    `--outputFile=${report}`,
    // Real kernels and servers start slowly on a busy machine; no test waits for its own time limit.
    '--testTimeout=60000',
    ...args
  ]);
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } =
    JSON.parse(readFileSync(report, 'utf8'));
  return {
    passed: numPassedTests,
    failed: numFailedTests + numRuntimeErrorTestSuites
  };
}

/** Runs to the end; the suite's own report tells what failed. */
async function tolerate(command, args, env = {}) {
  try {
    await runCommand(command, args, { show: true, env });
  } catch (error) {
    say(error.message);
  }
}

function check(tool, args) {
  return attempt(tool, () => runCommand('npx', [tool, ...args]));
}

async function attempt(name, work) {
  try {
    await work();
    say(`${name}: passed`);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.error(`${name}: failed\n${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

function add(...counts) {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0)
  };
}

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find(name => !Object.hasOwn(SUITES, name));
  if (unknown) {
    throw new MissingPrerequisite(
      `There is no suite "${unknown}". The suites are: ${Object.keys(SUITES).join(', ')}.`
    );
  }
  mkdirSync(reports, { recursive: true });
  await install(say);
  let total = { passed: 0, failed: 0 };
  for (const name of wanted.length > 0 ? wanted : Object.keys(SUITES)) {
    const began = Date.now();
    console.log(`\n== ${name}`);
    const counts = await SUITES[name]();
    total = add(total, counts);
    say(
      `${name}: ${counts.passed} passed, ${counts.failed} failed in ${Math.round((Date.now() - began) / 1000)} s`
    );
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

main().catch(error => {
  console.error(error instanceof MissingPrerequisite ? error.message : error);
  process.exitCode = 1;
});
