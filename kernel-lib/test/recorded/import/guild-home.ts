/** A Guild home, written by hand as Guild AI 0.9 lays it out. */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { EventEncoder } from '../../../src/format';

/** Files of a run folder by path. */
export type RunFiles = Record<string, string | Uint8Array>;

/** Writes a run folder. */
export function writeGuildRun(
  home: string,
  id: string,
  files: RunFiles
): string {
  const dir = path.join(home, 'runs', id);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return dir;
}

/** Bytes of an event file as Guild's own writer makes them: simple values, here in our encoding of a scalar. */
export function eventFile(
  tag: string,
  points: readonly (readonly [number, number])[]
): Uint8Array {
  const encoder = new EventEncoder();
  const parts: Uint8Array[] = [encoder.header(1700000000)];
  for (const [step, value] of points) {
    const room = new Uint8Array(500);
    const end = encoder.scalar(room, 0, tag, value, step, 1700000000 + step);
    parts.push(room.slice(0, end));
  }
  return Buffer.concat(parts);
}

/** Index of an output: time in milliseconds and stream of each line. */
export function outputIndex(
  lines: readonly (readonly [number, 0 | 1])[]
): Uint8Array {
  const bytes = Buffer.alloc(9 * lines.length);
  lines.forEach(([time, stream], at) => {
    bytes.writeBigUInt64BE(BigInt(time), 9 * at);
    bytes[9 * at + 8] = stream;
  });
  return bytes;
}

export const ID = '9d0c8a1f3b5e4c6d8e7f0a1b2c3d4e5f';

/** A run that has all that a run of Guild can have. */
export function fullRun(): RunFiles {
  return {
    '.guild/opref': "guildfile:/home/ada/project 5f3e mnist 'train cnn'\n",
    '.guild/attrs/id': `${ID}\n`,
    '.guild/attrs/initialized': '1700000000000123\n',
    '.guild/attrs/started': '1700000001000456\n',
    '.guild/attrs/stopped': '1700000061000789\n',
    '.guild/attrs/exit_status': '0\n',
    '.guild/attrs/flags':
      "batch-size: 64\nlr: 0.001\nname: '1_2_3'\nverbose: yes\nlayers:\n- 64\n- 10\nseed: null\n",
    '.guild/attrs/label': 'boom!!\n',
    '.guild/attrs/tags': '- mnist\n- keep\n',
    '.guild/attrs/marked': 'true\n',
    '.guild/attrs/comments':
      '- body: plateaus after epoch 12\n  host: box\n  time: 1700000100000000\n  user: ada\n',
    '.guild/attrs/cmd': '- python\n- -um\n- train\n',
    '.guild/attrs/env': 'HOME: /home/ada\nAWS_REGION: eu\n',
    '.guild/attrs/host': 'box\n',
    '.guild/attrs/user': 'ada\n',
    '.guild/attrs/platform': 'Linux 6.1 x86_64\n',
    '.guild/attrs/vcs_commit': 'git:9f1c2d3*\n',
    '.guild/attrs/random_seed': '42\n',
    '.guild/attrs/sourcecode_digest': 'c0ffee\n',
    '.guild/attrs/pip_freeze': '- numpy==1.26.0\n- torch==2.1.0\n',
    '.guild/attrs/instance-type': 'p3.2xlarge\n',
    '.guild/output': 'epoch 1\nslow: größer\nloss: 0.5\n',
    '.guild/output.index': outputIndex([
      [1700000002000, 0],
      [1700000003000, 1],
      [1700000004000, 0]
    ]),
    '.guild/manifest':
      's train.py 0beec7 train.py\nd data.csv - file:data.csv\n',
    '.guild/events.out.tfevents.1700000000.box.1.0': eventFile('loss', [
      [1, 0.9],
      [2, 0.5]
    ]),
    '.guild/events.out.tfevents.1700000000.box.1.attrs': 'not scalars',
    'train.py': 'print("loss: 0.5")\n',
    'data.csv': 'a,b\n1,2\n',
    'model/weights.bin': new Uint8Array([1, 2, 3]),
    'logs/events.out.tfevents.1700000000.box.1.1': eventFile('val_loss', [
      [1, 0.8]
    ])
  };
}
