import * as fc from 'fast-check';
import {
  RunFold,
  emptyRunRecord,
  encodeLine,
  foldJournal
} from '../../src/format';
import type { JournalEntry, RunRecord } from '../../src/format';
import { join } from './event-files';

const RUN = 'k3m9q2x7b4na';

function created(extra: object = {}): JournalEntry {
  return {
    type: 'created',
    time: 1000,
    format: 1,
    run: RUN,
    name: 'train',
    flags: { lr: 0.1 },
    defaults: ['lr'],
    process: { host: 'h', pid: 4 },
    scalars: 'events.out.tfevents.1.h.4.0',
    ...extra
  };
}

function fold(...entries: unknown[]): RunRecord {
  const record = emptyRunRecord();
  entries.forEach(entry => foldJournal(record, entry));
  return record;
}

const error = { name: 'RangeError', message: 'no', stack: 'at x' };

describe('foldJournal()', () => {
  it('tells a run from its beginning to its end', () => {
    const record = fold(
      created({ label: 'first', tags: ['a'], parent: 'b3m9q2x7b4na' }),
      { type: 'status', time: 1001, status: 'running' },
      { type: 'source', time: 1002, kernel: { name: 'tslab' }, cells: 3 },
      { type: 'environment', time: 1003, user: 'u', git: { commit: 'c' } },
      { type: 'signal', time: 1004, name: 'stop', step: 9 },
      { type: 'warning', time: 1005, code: 'DISK', message: 'full' },
      {
        type: 'summary',
        time: 1006,
        scalars: { loss: { count: 2, last: 'NaN', step: 1, min: 0, max: 1 } }
      },
      { type: 'value', time: 1007, value: [1] },
      { type: 'status', time: 1008, status: 'failed', error }
    );
    expect(record).toEqual({
      run: RUN,
      format: 1,
      name: 'train',
      label: 'first',
      tags: ['a'],
      flags: { lr: 0.1 },
      defaults: ['lr'],
      parent: 'b3m9q2x7b4na',
      kind: 'function',
      rerunOf: undefined,
      operation: undefined,
      command: undefined,
      staged: false,
      inputs: [],
      flagFacts: {},
      process: { host: 'h', pid: 4 },
      scalars: 'events.out.tfevents.1.h.4.0',
      created: 1000,
      status: 'failed',
      started: 1001,
      ended: 1008,
      error,
      source: { kernel: { name: 'tslab' }, cells: 3 },
      environment: { user: 'u', git: { commit: 'c' } },
      signals: [{ time: 1004, name: 'stop', step: 9 }],
      warnings: [{ time: 1005, code: 'DISK', message: 'full' }],
      summary: {
        scalars: { loss: { count: 2, last: 'NaN', step: 1, min: 0, max: 1 } }
      },
      value: [1],
      notes: [],
      attributes: {},
      marked: false,
      unknown: 0
    });
  });

  it('adds environments up, git and packages key by key, also after the end', () => {
    const record = fold(
      created(),
      { type: 'environment', time: 1, user: 'u', git: { commit: 'c' } },
      { type: 'status', time: 2, status: 'completed' },
      { type: 'environment', time: 3, git: { dirty: true }, gpu: ['g'] },
      { type: 'environment', time: 4, packages: { a: '1' } },
      { type: 'environment', time: 5, packages: { b: '2' } }
    );
    expect(record.environment).toEqual({
      user: 'u',
      git: { commit: 'c', dirty: true },
      gpu: ['g'],
      packages: { a: '1', b: '2' }
    });
    expect(record.status).toBe('completed');
  });

  it('keeps the first end, whatever comes later', () => {
    const record = fold(
      created(),
      { type: 'status', time: 5, status: 'terminated' },
      { type: 'status', time: 1, status: 'running' },
      { type: 'status', time: 6, status: 'failed', error }
    );
    expect(record.status).toBe('terminated');
    expect(record.started).toBe(1);
    expect(record.ended).toBe(5);
    expect(record.error).toBeUndefined();
  });

  it('changes label and tags', () => {
    const record = fold(
      created({ label: 'a', tags: ['x', 'y'] }),
      { type: 'label', time: 1, label: 'b' },
      { type: 'tags', time: 2, add: ['z', 'y'], remove: ['x'] }
    );
    expect(record.label).toBe('b');
    expect(record.tags).toEqual(['y', 'z']);
    foldJournal(record, { type: 'label', time: 3, label: null });
    expect(record.label).toBeUndefined();
  });

  it('counts entries it does not know and goes on', () => {
    const record = fold({ type: 'artifact', time: 1 }, 7, null, created());
    expect(record.unknown).toBe(3);
    expect(record.run).toBe(RUN);
  });

  it('takes a run as created once', () => {
    const record = fold(created(), created({ run: 'b3m9q2x7b4na', name: 'x' }));
    expect(record.run).toBe(RUN);
    expect(record.name).toBe('train');
  });

  it('drops ids and file names that lead out of the run folder', () => {
    expect(fold(created({ run: '../../etc' })).run).toBe('');
    expect(fold(created({ scalars: '../x.tfevents' })).scalars).toBe(undefined);
    expect(fold(created({ scalars: 'a\\b' })).scalars).toBe(undefined);
    expect(fold(created({ scalars: '..' })).scalars).toBe(undefined);
    expect(fold(created({ parent: 'x/y' })).parent).toBe(undefined);
  });

  it('keeps flags with hostile names as plain data', () => {
    const entry = JSON.parse(
      `{"type":"environment","packages":{"__proto__":"1"},"env":{"__proto__":"x"}}`
    );
    const record = fold(created(), entry, entry);
    expect(Object.keys(record.environment.packages ?? {})).toEqual([
      '__proto__'
    ]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it('drops fields of a wrong type and never throws', () => {
    const types = [
      'created',
      'status',
      'source',
      'environment',
      'summary',
      'value',
      'label',
      'tags',
      'warning',
      'signal'
    ];
    const names = Object.keys({
      ...created(),
      ...{ status: 0, error: 0, kernel: 0, cell: 0, cells: 0, notebook: 0 },
      ...{ user: 0, cpu: 0, git: 0, packages: 0, gpu: 0, env: 0, memory: 0 },
      ...{ value: 0, label: 0, add: 0, remove: 0, code: 0, message: 0, step: 0 }
    }).filter(name => name !== 'type');
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...types),
            fc.dictionary(fc.constantFrom(...names), fc.jsonValue())
          )
        ),
        entries => {
          const record = fold(
            ...entries.map(([type, fields]) => ({ ...fields, type }))
          );
          expect(typeof record.name).toBe('string');
          expect(record.tags.every(tag => typeof tag === 'string')).toBe(true);
          expect(['undefined', 'string']).toContain(typeof record.label);
          expect(['undefined', 'string']).toContain(typeof record.error?.name);
          expect(Array.isArray(record.flags)).toBe(false);
          for (const [, version] of Object.entries(
            record.environment.packages ?? {}
          )) {
            expect(typeof version).toBe('string');
          }
        }
      )
    );
  });
});

describe('RunFold', () => {
  it('gives a state that was true once, wherever the journal is torn', () => {
    const entries = [
      created(),
      { type: 'status', time: 2, status: 'running' },
      { type: 'label', time: 3, label: 'é' },
      { type: 'status', time: 4, status: 'completed' }
    ];
    const journal = join(entries.map(e => encodeLine(e, { shared: true })));
    const states = entries.map((_, count) => fold(...entries.slice(0, count)));
    states.push(fold(...entries));
    for (let length = 0; length <= journal.length; length++) {
      const run = new RunFold();
      run.push(journal.subarray(0, length));
      expect(states).toContainEqual(run.record);
      run.push(journal.subarray(length));
      expect(run.record).toEqual(states.at(-1));
      expect(run.lines.offset).toBe(journal.length);
    }
  });
});
