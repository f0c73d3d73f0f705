import { strangerOf } from '../../src/recorded/origin';
import { declarationsOf } from '../../src/notebook/tslab/compiled-cell';
import {
  lenient,
  type Converted
} from '../../src/notebook/tslab/lenient-converter';

describe('declarationsOf()', () => {
  it('gives imports their packages, classes a type, and all else `any`', () => {
    const compiled = [
      'Object.defineProperty(exports, "__esModule", { value: true });',
      'exports.q = exports.A = exports.n = exports.path = exports.fs = exports.l = exports.run = exports.tsLastExpr = void 0;',
      'const trialbook_1 = require("trialbook");',
      'Object.defineProperty(exports, "run", { enumerable: true, get: function () { return trialbook_1.run; } });',
      'Object.defineProperty(exports, "l", { enumerable: true, get: function () { return trialbook_1.log; } });',
      'const fs = __importStar(require("node:fs"));',
      'exports.fs = fs;',
      'const path_1 = __importDefault(require("path"));',
      'exports.path = path_1.default;',
      'let n = 2;',
      'exports.n = n;',
      'class A {',
      '}',
      'exports.A = A;'
    ].join('\n');
    expect(declarationsOf(compiled).split('\n')).toEqual([
      'import { run as run } from "trialbook";',
      'import { log as l } from "trialbook";',
      'import * as fs from "node:fs";',
      'import path from "path";',
      'declare let q: any;',
      'declare class A { [key: string]: any; static [key: string]: any; constructor(...args: any[]); }',
      'declare let n: any;'
    ]);
  });

  it('has nothing to say of other texts', () => {
    expect(declarationsOf('')).toBe('');
    expect(declarationsOf('console.log("exports.a = void 0;")')).toBe('');
  });
});

describe('lenient()', () => {
  /** Complains of lines that say `bad`, unless they are marked; and of a missing name. */
  const converter = {
    close: () => undefined,
    convert(_: string, code: string): Converted {
      const lines = code.split('\n');
      const isKnown = code.includes('type Gone = any;');
      return {
        diagnostics: lines.flatMap((text, line) =>
          text.includes('bad') && !lines[line - 1]?.includes('@ts-ignore')
            ? [{ start: { line }, messageText: 'no' }]
            : text.includes('Gone') && !isKnown
              ? [{ start: { line }, messageText: "Cannot find name 'Gone'." }]
              : []
        )
      };
    }
  };

  it('passes over errors of types, and leaves the rest as it is', () => {
    const code = 'fine\nbad\nlet x: Gone\nbad again';
    expect(converter.convert('', code).diagnostics).toHaveLength(3);
    expect(lenient(converter, () => false).convert('', code)).toEqual({
      diagnostics: []
    });
  });

  it('is strict where a cell has to fail again', () => {
    expect(
      lenient(converter, () => true).convert('', 'bad').diagnostics
    ).toHaveLength(1);
  });

  it('gives the errors of the cell itself when they stay', () => {
    const stubborn = {
      close: () => undefined,
      convert: (_: string, code: string): Converted => ({
        diagnostics: [{ start: { line: code.split('\n').length - 1 } }]
      })
    };
    expect(
      lenient(stubborn, () => false).convert('', 'one').diagnostics
    ).toEqual([{ start: { line: 0 } }]);
  });
});

describe('strangerOf()', () => {
  const run = (host?: string, user?: string) => ({
    environment: { ...(user !== undefined && { user }) },
    ...(host !== undefined && { process: { host, pid: 1 } })
  });

  it('knows this user on this machine', () => {
    expect(strangerOf(run('box', 'ada'), 'box', 'ada')).toBeUndefined();
    // A container may have users without names.
    expect(strangerOf(run('box'), 'box', undefined)).toBeUndefined();
  });

  it('names everybody else', () => {
    expect(strangerOf(run('box', 'eve'), 'box', 'ada')).toBe('eve on box');
    expect(strangerOf(run('far', 'ada'), 'box', 'ada')).toBe('ada on far');
    expect(strangerOf(run(), 'box', 'ada')).toBe(
      'somebody on an unknown machine'
    );
  });
});
