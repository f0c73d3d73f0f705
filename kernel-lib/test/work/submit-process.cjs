// Submits the same jobs as others at the same time, and waits for them: node submit-process.cjs HOME BATCH COUNT
const { createHash } = require('node:crypto');
const { submit } = require('../../dist/work/queue/submit.js');
const { waitForJobs } = require('../../dist/work/queue/follow.js');

const [, , home, batch, count] = process.argv;
const key = text => createHash('sha256').update(text).digest('hex');

(async () => {
  const requests = Array.from({ length: Number(count) }, (_, n) => ({
    key: key(`train ${n}`),
    flags: { n }
  }));
  const { jobs } = await submit(home, JSON.parse(batch), requests);
  const done = await waitForJobs(home, jobs);
  process.exit(done.every(({ state }) => state === 'completed') ? 0 : 1);
})();
