import { filterTest } from '../../../src/format';
import { subject } from './subjects';

const run = subject();
const now = Date.parse('2026-11-25T12:00:00');
const passes = (text: string, other = run) => filterTest(text, { now })(other);

describe('filterTest()', () => {
  it.each([
    ['loss<0.1 and lr=1e-3 and not tag:debug and name~/^tr/ and has:cluster'],
    ['loss < 0.1'],
    ['loss<=0.05 loss>=0.05'],
    ['loss!=0.1'],
    ['lr=.001'],
    ['model=small'],
    ['model=SMALL'],
    ['model!=large'],
    ['model>large'],
    ['deep=yes'],
    ['deep=true'],
    ['deep!=no'],
    ['hidden="[64, 64]"'],
    ['hidden~/64, 6/'],
    ['seed=42'],
    ['seed="42"'],
    ['seed<100'],
    ['start=nan'],
    ['none=null'],
    ['val/loss=nan'],
    ['val/loss!=0'],
    ['peak>1e300'],
    ['peak=inf'],
    ['cluster=lab-2'],
    ['cost>10'],
    ['"odd name"=1'],
    ["'odd name'<2"],
    ['flag:"odd name">=1']
  ])('compares flags, scalars and attributes: %s', text => {
    expect(passes(text)).toBe(true);
  });

  it('takes a flag before a scalar of the same name, and the one that a prefix names', () => {
    expect(passes('lr<1')).toBe(true);
    expect(passes('scalar:lr=7')).toBe(true);
    expect(passes('flag:lr=7')).toBe(false);
    expect(passes('attr:lr=7')).toBe(false);
  });

  it('takes names in another case, unless one is written just so', () => {
    expect(passes('LR=0.001 and Val/Loss=nan and has:CLUSTER')).toBe(true);
    const two = subject({ flags: { lr: 1 }, scalars: { LR: { last: 2 } } });
    expect(passes('LR=2 and lr=1 and Lr=1', two)).toBe(true);
  });

  it('takes a field before a flag of the same name, and the flag by prefix or quotes', () => {
    expect(passes('status=completed')).toBe(true);
    expect(passes('flag:status=mine')).toBe(true);
    expect(passes('"status"=mine')).toBe(true);
  });

  it.each(['=', '!=', '<', '<=', '>', '>=', '~'])(
    'is false with %s for what a run does not have',
    operator => {
      const bare = subject({ label: undefined, ended: undefined, tags: [] });
      expect(passes(`nothing${operator}1`, bare)).toBe(false);
      expect(passes(`not nothing${operator}1`, bare)).toBe(true);
      if (!['<', '<=', '>', '>='].includes(operator)) {
        expect(passes(`label${operator}a`, bare)).toBe(false);
        expect(passes(`tag${operator}a`, bare)).toBe(false);
      }
      if (operator !== '~' && operator !== '=' && operator !== '!=') {
        expect(passes(`ended${operator}2d`, bare)).toBe(false);
      }
    }
  );

  it.each([
    ['a number and a word have no order', 'lr<small'],
    ['a word and a number have no order', 'model<5'],
    ['a quoted number is a text', 'lr<"5"'],
    ['NaN is not below anything', 'val/loss<1'],
    ['nor above', 'val/loss>=1'],
    ['a switch has no order', 'deep<true']
  ])('is false where %s', (_, text) => {
    expect(passes(text)).toBe(false);
  });

  it.each([
    ['tag:mnist'],
    ['tag:demo'],
    ['tag:val/loss'],
    ['tag=mnist'],
    ['tag!=debug'],
    ['tag~/^mn/'],
    ['not tag:mni'],
    ['status:completed'],
    ['status=COMPLETED'],
    ['status!=failed'],
    ['status~/ed$/'],
    ['name:train'],
    ['label="wider net"'],
    ['label~/^wider/i'],
    ['not label~/^wider/'],
    ['op=train'],
    ['kind:function'],
    ['id=k3f9'],
    ['id~/def$/'],
    ['not marked'],
    ['marked=no'],
    ['marked!=yes'],
    ['has:label'],
    ['has:tag'],
    ['has:ended'],
    ['not has:error'],
    ['not has:parent'],
    ['not has:marked'],
    ['has:flag:lr'],
    ['has:scalar:val/loss'],
    ['not has:attr:lr'],
    ['flag:lr'],
    ['has:"odd name"']
  ])('knows the fields of a run: %s', text => {
    expect(passes(text)).toBe(true);
  });

  it.each([
    ['started>6d', true],
    ['started<6d', false],
    ['started<4d', true],
    ['started>4d', false],
    ['started>5d2h', true],
    ['created>=2026-11-20', true],
    ['created<=2026-11-20', true],
    ['created=2026-11-20', true],
    ['created!=2026-11-20', false],
    ['created>2026-11-20', false],
    ['created<2026-11-20', false],
    ['created>2026-11-19', true],
    ['created=2026-11', true],
    ['created=2026-11-20T10:00', true],
    ['started=2026-11-20T10:00:05', true],
    ['started>2026-11-20T10:00:05', false],
    ['ended>today', false],
    ['ended<yesterday', true],
    ['duration=90', true],
    ['duration>=1m30s', true],
    ['duration<1h', true],
    ['duration<1500ms', false]
  ])('compares times: %s is %s', (text, holds) => {
    expect(passes(text)).toBe(holds);
  });

  it('counts the duration of a run that goes on up to now, and its start from its creation', () => {
    const waiting = subject({
      started: undefined,
      ended: undefined,
      created: now - 60_000
    });
    expect(passes('duration=60', waiting)).toBe(true);
    expect(passes('started>2m', waiting)).toBe(true);
  });

  it.each([
    ['name', 'trai'],
    ['label, whatever the case', 'wider NET'],
    ['quoted words, with the space between them', '"wider net"'],
    ['tag', 'mnist'],
    ['flag with its value, quoted', '"lr=0.00"'],
    ['id', 'k3f9q2'],
    ['several words, all of them', 'demo train lr=0.001'],
    ['nothing but spaces', '   ']
  ])('finds a run by %s', (_, text) => {
    expect(passes(text)).toBe(true);
  });

  it.each([['accuracy'], ['train accuracy'], ['lr=0.1'], ['trainwider']])(
    'does not find a run by %s',
    text => {
      expect(passes(text)).toBe(false);
    }
  );

  it('binds not closer than and, and and closer than or', () => {
    expect(passes('not lr=1 and loss<1')).toBe(true);
    expect(passes('lr=1 and lr=2 or loss<1')).toBe(true);
    expect(passes('lr=1 and (lr=2 or loss<1)')).toBe(false);
    expect(passes('loss<1 or lr=1 and lr=2')).toBe(true);
    expect(passes('not (lr=1 or loss<1)')).toBe(false);
    expect(passes('NOT lr=1 AND loss<1')).toBe(true);
  });

  it('takes a value that is being typed for the beginning of one, at the very end only', () => {
    const typed = (text: string) =>
      filterTest(text, { now, typing: true })(run);
    expect(typed('model=sm')).toBe(true);
    expect(typed('lr=0.0')).toBe(true);
    expect(typed('label=wid')).toBe(true);
    expect(typed('tag:mni')).toBe(true);
    expect(typed('model=sm ')).toBe(false);
    expect(typed('model="sm"')).toBe(false);
    expect(typed('model=sm train')).toBe(false);
    expect(passes('model=sm')).toBe(false);
  });

  it('reads the rest of a run only for names that are not at hand', () => {
    let read = 0;
    const cut = subject({
      complete: () => {
        read++;
        return { flags: {}, scalars: { far: { last: 3 } } };
      }
    });
    expect(passes('loss<1 and lr<1', cut)).toBe(true);
    expect(read).toBe(0);
    expect(passes('far=3', cut)).toBe(true);
    expect(passes('further=3', cut)).toBe(false);
    expect(read).toBe(2);
  });

  it('does not take names of every object for names of a run', () => {
    expect(passes('has:constructor or has:__proto__ or toString!=1')).toBe(
      false
    );
  });
});
