// Holds a permit again and again until it is killed: node token-process.cjs HOME PERMITS LOG
// Inside it counts the live processes that are inside too; each of these holds a permit.
const {
  appendFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync
} = require('node:fs');
const { join } = require('node:path');
const { token } = require('../../dist');
const {
  isProcessAlive,
  ownProcess
} = require('../../dist/store/process-facts.js');

const [, , home, permits, log] = process.argv;
const inside = join(home, 'inside');
mkdirSync(inside, { recursive: true });
const gpu = token('gpu', Number(permits), { home });
const disk = token('disk', 2, { home });
const own = `${process.pid} ${ownProcess().started}`;

function countInside() {
  return readdirSync(inside).filter(name => {
    const [pid, started] = name.split(' ');
    const facts = { ...ownProcess(), pid: Number(pid), started };
    return isProcessAlive(facts);
  }).length;
}

async function hold() {
  const file = join(inside, own);
  writeFileSync(file, '');
  appendFileSync(log, `${countInside()}\n`);
  await new Promise(resolve => setTimeout(resolve, Math.random() * 4));
  rmSync(file);
}

(async () => {
  const { holdAll } = require('../../dist');
  for (;;) {
    // Every fourth time another token too, in either order.
    const both = Math.random() < 0.25;
    const order = Math.random() < 0.5 ? [gpu, disk] : [disk, gpu];
    await (both ? holdAll(order, hold, { home }) : gpu.hold(hold));
  }
})();
