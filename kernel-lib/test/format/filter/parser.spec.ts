import * as fc from 'fast-check';
import {
  FILTER_LIMIT,
  FilterError,
  filterTest,
  parseFilter,
  printFilter
} from '../../../src/format';
import type { FilterNode, FilterReference } from '../../../src/format';
import { subject } from './subjects';

/** The tree without the places in the text. */
function bare(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node ?? null, (key, value) =>
      key === 'at' ? undefined : (value as unknown)
    )
  );
}

function errorOf(text: string): FilterError {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof FilterError) {
      return error;
    }
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

describe('parseFilter()', () => {
  it.each([
    ['', 'null'],
    ['a b', 'a and b'],
    ['(a and (b and c))', 'a and b and c'],
    ['a or (b or c) and d', 'a or (b or c) and d'],
    ['not (not a)', 'not not a'],
    ['loss == 1 and lr <> 2', 'loss=1 and lr!=2'],
    ['tag:"two words"', 'tag="two words"'],
    ["it's", "it's"],
    ['boom!!', 'boom!!'],
    ['12:30', '12:30'],
    ['https://x.y/z', 'https://x.y/z'],
    ['name~res', 'name~/res/'],
    ['name~"a/b"', 'name~/a\\/b/'],
    ['name ~ /a b\\/c/i', 'name~/a b\\/c/i'],
    ['marked', 'marked=yes'],
    ['"marked"', '"marked"'],
    ['flag:lr', 'has:flag:lr'],
    ['x=and', 'x=and'],
    ['lr!=1', 'lr!=1']
  ])('reads %s as %s', (text, printed) => {
    const node = parseFilter(text);
    expect(node === undefined ? 'null' : printFilter(node)).toBe(printed);
  });

  it.each([
    ['loss<', 6, 'a value is expected behind "<"; got the end of the filter.'],
    ['loss<)', 6, 'a value is expected behind "<"; got ")".'],
    ['<3', 1, 'a condition is expected'],
    ['a and', 6, 'a condition is expected'],
    ['a or or b', 6, 'a condition is expected'],
    ['and a', 1, 'a condition is expected'],
    ['not', 4, 'a condition is expected'],
    ['(a', 3, '")" is expected, for the "(" of column 1'],
    ['a)', 2, '"and", "or" or the end'],
    ['()', 2, 'a condition is expected'],
    ['"open', 1, 'the quote " is not closed.'],
    ['name~/open', 6, 'the pattern is not closed'],
    ['name~/a/gi', 9, 'only "i"'],
    ['name~/(a/', 7, 'this "(" is not closed.'],
    ['name~/a(?=b)/', 8, 'knows groups'],
    ['name~a**', 8, 'nothing here to repeat'],
    ['name~', 6, 'a pattern is expected behind "~"'],
    ['status:fine', 8, 'one of pending, running'],
    ['kind=sweep', 6, 'one of function'],
    [
      'marked=perhaps',
      8,
      'yes or no is expected behind marked; got "perhaps".'
    ],
    ['marked>yes', 7, 'marked is compared with = != only; got ">".'],
    ['name<a', 5, 'name is compared with = != ~ only'],
    ['started~2d', 8, 'started is compared with'],
    ['started>soon', 9, 'an age such as 2d'],
    ['started>2026-02-30', 9, 'an age such as 2d'],
    ['started=2d', 9, 'an age is a moment'],
    ['duration>long', 10, 'a duration such as'],
    ['tag:', 5, 'a value is expected right behind ":"'],
    ['tag: "x"', 5, 'a value is expected right behind ":"'],
    ['has:', 5, 'a name is expected right behind ":"'],
    ['has:flag:', 10, 'a name is expected right behind ":"'],
    ['has:lr=1', 7, '"and", "or" or the end'],
    ['a<b<c', 4, '"and", "or" or the end']
  ])('says where and what is wrong: %s', (text, column, reason) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ code: 'BAD_FILTER', column });
    expect(error.reason).toContain(reason);
    expect(error.message).toBe(
      `Column ${column} of the filter: ${error.reason}`
    );
  });

  it('refuses what is nested or goes on for ever', () => {
    expect(errorOf('('.repeat(5000)).reason).toContain('nested too deeply');
    expect(errorOf('not '.repeat(2000)).reason).toContain('nested too deeply');
    expect(errorOf('a'.repeat(FILTER_LIMIT + 1)).reason).toContain('at most');
  });

  it('throws nothing but BAD_FILTER, whatever it is given', () => {
    const pieces = fc.constantFrom(
      ...['and', 'or', 'not', '(', ')', '=', '!=', '<', '~', '/', '"', "'"],
      ...['tag:', 'has:', 'flag:', 'status:', 'started', 'marked', ' ', '\\'],
      ...['lr', '1e-3', '2d', 'loss', '[', ']', '{2}', '+', '*', '!', ':']
    );
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 20 }).map(parts => parts.join('')),
      fc.array(pieces, { maxLength: 20 }).map(parts => parts.join(' '))
    );
    const run = subject();
    fc.assert(
      fc.property(texts, fc.boolean(), (text, typing) => {
        try {
          expect(typeof filterTest(text, { typing })(run)).toBe('boolean');
          const printed = printFilter(parseFilter(text));
          expect(bare(parseFilter(printed))).toEqual(bare(parseFilter(text)));
        } catch (error) {
          if (!(error instanceof FilterError)) {
            throw error;
          }
          expect(error.code).toBe('BAD_FILTER');
          expect(error.column).toBeGreaterThanOrEqual(1);
          expect(error.column).toBeLessThanOrEqual(text.length + 1);
        }
      }),
      { numRuns: 2000 }
    );
  });
});

describe('printFilter()', () => {
  const names = fc.oneof(
    fc.constantFrom('lr', 'val/loss', 'two words', 'not', 'status', 'a:"b', ''),
    fc.constantFrom('marked', 'tag:x', 'flag:lr', 'has:x', '"', "'", 'boom!'),
    fc.string()
  );
  const reference: fc.Arbitrary<FilterReference> = fc.oneof(
    fc.record({
      scope: fc.constantFrom('any' as const, 'flag', 'scalar', 'attr'),
      name: names
    }),
    fc.constant({ scope: 'field' as const, name: 'label' })
  );
  const at = fc.constant(1);
  const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
    fc.record({ kind: fc.constant('word' as const), at, text: names }),
    fc.record({ kind: fc.constant('has' as const), at, reference }),
    fc.record({
      kind: fc.constant('compare' as const),
      at,
      reference,
      operator: fc.constantFrom('=' as const, '!='),
      value: fc.oneof(
        fc.record({ text: names, quoted: fc.constant(true) }),
        fc.record({
          text: fc.stringMatching(/^[A-Za-z0-9_.:/+-]{1,9}$/),
          quoted: fc.constant(false)
        })
      )
    }),
    fc.record({
      kind: fc.constant('match' as const),
      at,
      reference,
      pattern: fc.constantFrom('^a/b', 'x+', '[/"]', 'a\\.b', '(a|b){2,3} \n'),
      ignoreCase: fc.boolean()
    })
  );
  const { node } = fc.letrec<{ node: FilterNode }>(tie => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('node').map(item => ({ kind: 'not', at: 1, item }) as FilterNode),
      fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('node'), { minLength: 2, maxLength: 4 })
        )
        .map(([kind, items]) => flat(kind, items))
    )
  }));

  /** As the parser makes groups: none directly in one of its own kind. */
  function flat(kind: 'and' | 'or', items: FilterNode[]): FilterNode {
    return {
      kind,
      at: 1,
      items: items.flatMap(item => (item.kind === kind ? item.items : [item]))
    };
  }

  it('writes a text that means the same', () => {
    fc.assert(
      fc.property(node, tree => {
        expect(bare(parseFilter(printFilter(tree)))).toEqual(bare(tree));
      }),
      { numRuns: 1000 }
    );
  });
});
