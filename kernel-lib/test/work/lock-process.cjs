// Takes and releases a lock until it is killed, and writes each time: node lock-process.cjs FOLDER LOG
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');
const { takeLock } = require('../../dist/work/queue/file-lock.js');

const [, , folder, log] = process.argv;
let times = 0;

(function next() {
  const lock = takeLock(join(folder, 'a.lock'));
  if (lock) {
    const who = `${process.pid}-${times++}`;
    appendFileSync(log, `in ${who}\n`);
    const until = Date.now() + 1;
    while (Date.now() < until);
    appendFileSync(log, `out ${who}\n`);
    lock.release();
  }
  setTimeout(next, Math.random() * 4);
})();
