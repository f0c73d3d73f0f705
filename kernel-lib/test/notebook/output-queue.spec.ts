import * as fc from 'fast-check';
import type { Frame } from '../../src/notebook/tslab/internals';
import { OutputQueue } from '../../src/notebook/tslab/output-queue';
import { formatWire, parseWire, wireType } from '../../src/notebook/tslab/wire';

const KEY = 'key';

interface Sent {
  type: string;
  parent: string;
  content: Record<string, unknown>;
}

function message(type: string, parent: string, content: object): Frame[] {
  return formatWire(
    {
      identities: [Buffer.from('identity')],
      header: JSON.stringify({ msg_type: type }),
      parent: JSON.stringify({ msg_id: parent }),
      metadata: '{}',
      content: JSON.stringify(content)
    },
    KEY
  );
}

const line = (text: string, name = 'stdout', parent = 'cell') =>
  message('stream', parent, { name, text });

/** A queue over a socket that takes a number of messages between two turns of the event loop. */
function makeQueue(capacity = Infinity) {
  const sent: Sent[] = [];
  const waiting: (() => void)[] = [];
  let time = 0;
  let room = capacity;
  const queue = new OutputQueue({
    key: () => KEY,
    now: () => time,
    later: callback => waiting.push(callback),
    send(frames) {
      if (room === 0) {
        return false;
      }
      room--;
      const parsed = parseWire(frames);
      if (!parsed) {
        throw new Error('Not a message of Jupyter.');
      }
      expect(formatWire(parsed, KEY).map(String)).toEqual(frames.map(String));
      sent.push({
        type: String(wireType(parsed)),
        parent: (JSON.parse(parsed.parent) as { msg_id: string }).msg_id,
        content: JSON.parse(parsed.content) as Record<string, unknown>
      });
      return true;
    }
  });
  return {
    queue,
    sent,
    text: () => sent.map(({ content }) => String(content.text ?? '')).join(''),
    wait: (milliseconds: number) => (time += milliseconds),
    turn() {
      room = capacity;
      waiting.splice(0).forEach(callback => callback());
    },
    turnsLeft: () => waiting.length > 0
  };
}

describe('OutputQueue', () => {
  it('sends at once what comes slowly', () => {
    const { queue, sent, wait } = makeQueue();
    for (let i = 0; i < 1000; i++) {
      queue.push(line(`${i}\n`));
      wait(10);
      expect(sent).toHaveLength(i + 1);
    }
  });

  it('joins the lines of a burst, and goes on sending without a turn of the event loop', () => {
    const { queue, sent, text, wait } = makeQueue();
    const lines = Array.from({ length: 50_000 }, (_, i) => `${i}\n`);
    for (const each of lines) {
      queue.push(line(each));
      wait(0.1);
    }
    expect(text().length).toBeGreaterThan(lines.join('').length * 0.99);
    // Five seconds of Jupyter's limit would be 5 000.
    expect(sent.length).toBeLessThan(1500);
    queue.flush();
    expect(text()).toBe(lines.join(''));
  });

  it('holds back no more than 64 KB', () => {
    const { queue, text } = makeQueue();
    const chunk = 'x'.repeat(1000);
    for (let i = 0; i < 1000; i++) {
      queue.push(line(chunk));
    }
    expect(text().length).toBeGreaterThan(1_000_000 - 70_000);
  });

  it('lets nothing overtake: idle comes last', () => {
    const { queue, sent } = makeQueue();
    for (let i = 0; i < 1000; i++) {
      queue.push(line(`${i}\n`));
    }
    queue.push(message('status', 'cell', { execution_state: 'idle' }));
    expect(sent.at(-1)?.type).toBe('status');
    expect(sent.filter(({ type }) => type === 'status')).toHaveLength(1);
    expect(String(sent.at(-2)?.content.text)).toMatch(/\n999\n$/);
  });

  it('keeps only the last of the updates that wait for one display', () => {
    const { queue, sent } = makeQueue();
    for (let value = 0; value < 1000; value++) {
      queue.push(
        message('update_display_data', 'cell', {
          data: { value },
          transient: { display_id: 'a' }
        })
      );
    }
    queue.flush();
    expect(sent.length).toBeLessThan(400);
    expect(sent.at(-1)?.content.data).toEqual({ value: 999 });
  });

  it('loses nothing and keeps the order, whatever comes and however full the socket is', () => {
    const output = fc.record({
      name: fc.constantFrom('stdout', 'stderr'),
      parent: fc.constantFrom('a', 'b'),
      text: fc.string({ unit: 'grapheme', minLength: 1 }),
      plain: fc.boolean(),
      wait: fc.nat(20),
      turn: fc.boolean()
    });
    fc.assert(
      fc.property(
        fc.array(output, { maxLength: 700 }),
        fc.integer({ min: 1, max: 20 }),
        (outputs, capacity) => {
          const { queue, sent, wait, turn, turnsLeft } = makeQueue(capacity);
          for (const each of outputs) {
            const { name, parent, text } = each;
            queue.push(
              each.plain
                ? message('display_data', parent, { name: 'display', text })
                : line(text, name, parent)
            );
            wait(each.wait);
            if (each.turn) {
              turn();
            }
          }
          while (turnsLeft()) {
            turn();
          }
          const letters = (source: string, text: string) =>
            Array.from(text, letter => source + letter);
          expect(
            sent.flatMap(({ parent, content: { name, text } }) =>
              letters(`${parent} ${String(name)} `, String(text))
            )
          ).toEqual(
            outputs.flatMap(({ parent, name, text, plain }) =>
              letters(`${parent} ${plain ? 'display' : name} `, text)
            )
          );
        }
      ),
      { numRuns: 60 }
    );
  });
});
