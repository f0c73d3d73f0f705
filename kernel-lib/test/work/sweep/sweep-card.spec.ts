import {
  sweepHtml,
  sweepText,
  type SweepProgress
} from '../../../src/work/sweep/sweep-card';

const PROGRESS: SweepProgress = {
  name: 'train',
  counts: { pending: 0, running: 6, completed: 5, failed: 1, terminated: 0 },
  before: 2,
  elapsed: 8000,
  failures: []
};

describe('the card of a sweep', () => {
  it('says how far it is, and how long the rest will take by what it has made', () => {
    expect(sweepText(PROGRESS)).toBe(
      'Sweep train: 6 of 12 runs · 2 were there · 6 under way · 1 failed · about 12 s left'
    );
  });

  it('tells what runs from what waits at a cluster', () => {
    expect(sweepText({ ...PROGRESS, waiting: 4 })).toContain(
      '2 under way · 4 waiting at Slurm'
    );
    expect(sweepText({ ...PROGRESS, waiting: 6 })).not.toContain('under way');
  });

  it('takes nothing of a name for HTML', () => {
    expect(sweepHtml({ ...PROGRESS, name: '<img src=x>' })).toContain(
      '&lt;img src=x&gt;'
    );
  });
});
