import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { packZip, unpackZip } from '../../../src/store/archive';
import { unfitName } from '../../../src/store/archive/member-name';
import { newFolder } from '../../run/script';
import { zipOf, type Member } from './made-up-zip';

/** An archive with these members, and an empty folder within a folder of its own. */
function archiveOf(...members: Member[]) {
  return archiveWith(zipOf(members));
}

function archiveWith(bytes: Buffer) {
  const around = newFolder();
  const archive = path.join(around, 'made.zip');
  const folder = path.join(around, 'out');
  mkdirSync(folder);
  writeFileSync(archive, bytes);
  return { around, archive, folder };
}

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

/** The error of unpacking, when nothing at all was written. */
async function refusal({
  around,
  archive,
  folder
}: ReturnType<typeof archiveOf>) {
  const error = await unpackZip(archive, folder).catch((e: Error) => e);
  expect(filesBelow(around)).toEqual(['made.zip', 'out']);
  return error;
}

const GIB = 2 ** 30;

describe('unpackZip()', () => {
  it('gives back what packZip() packed, with times', async () => {
    const folder = newFolder();
    const files = { 'a.txt': 'a', 'deep/er/ü name.bin': 'b'.repeat(100_000) };
    const time = new Date(2024, 3, 5, 6, 7, 8);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
      utimesSync(path.join(folder, name), time, time);
    }
    const { around, folder: out } = archiveOf();
    const archive = path.join(around, 'packed.zip');
    await packZip(archive, folder, Object.keys(files));
    await unpackZip(archive, out);
    for (const [name, text] of Object.entries(files)) {
      expect(readFileSync(path.join(out, name), 'utf8')).toBe(text);
      expect(statSync(path.join(out, name)).mtime).toEqual(time);
    }
  });

  it('unpacks what other programs pack: folders as members, no modes', async () => {
    const { archive, folder } = archiveOf(
      { name: 'runs/', mode: 0 },
      { name: 'runs/a.txt', data: 'a', mode: 0 }
    );
    await unpackZip(archive, folder);
    expect(filesBelow(folder)).toEqual(['runs', 'runs/a.txt']);
  });

  it.each<[string, RegExp, Member[]]>([
    ['../', /\.\.\/out\.txt/, [{ name: '../out.txt' }]],
    ['../ in the middle', /a\/\.\.\/\.\.\/out/, [{ name: 'a/../../out.txt' }]],
    ['an absolute path', /absolute path/, [{ name: '/tmp/out.txt' }]],
    ['a drive', /absolute path/, [{ name: 'C:/out.txt' }]],
    ['a backslash', /invalid characters|backslash/, [{ name: '..\\out.txt' }]],
    ['a control character', /control character/, [{ name: 'a\u001b[2Jb' }]],
    ['a NUL', /control character/, [{ name: 'a.txt\0.png' }]],
    ['an empty part', /empty part/, [{ name: 'a//b' }]],
    ['a name of a dot', /empty part/, [{ name: './a' }]],
    ['no name', /no name/, [{ name: '' }]],
    ['depth', /folders deep/, [{ name: `${'a/'.repeat(70)}b` }]],
    [
      'a link',
      /link or a device/,
      [{ name: 'l', data: '/etc', mode: 0o120777 }]
    ],
    [
      'a link to a folder',
      /link or a device/,
      [{ name: 'l/', mode: 0o120777 }]
    ],
    ['a device', /link or a device/, [{ name: 'd', mode: 0o020666 }]],
    ['a name twice', /there twice/, [{ name: 'a' }, { name: 'a' }]],
    [
      'a file and a folder',
      /there twice/,
      [{ name: 'a' }, { name: 'a/', mode: 0o040755 }]
    ],
    ['encryption', /encrypted/, [{ name: 'a', data: 'x', encrypted: true }]]
  ])('refuses %s before anything is written', async (_, words, members) => {
    const error = await refusal(archiveOf({ name: 'good.txt' }, ...members));
    expect(error).toMatchObject({ code: 'ARCHIVE' });
    expect(String(error)).toMatch(words);
  });

  it('refuses a bomb by the sizes that it declares', async () => {
    const bomb = archiveOf({ name: 'a', data: 'x', declares: 3 * GIB });
    expect(String(await refusal(bomb))).toMatch(
      /unpacks to 3 GiB from \d+ bytes: it was made to fill a disk/
    );
  });

  it('refuses a bomb whose members share their bytes', async () => {
    const data = 'x'.repeat(100_000);
    const bomb = archiveOf(
      { name: 'a', data },
      ...Array.from({ length: 99 }, (_, at) => ({
        name: `b${at}`,
        data,
        shares: true
      }))
    );
    expect(String(await refusal(bomb))).toMatch(/share their bytes/);
  });

  it('ends a bomb that is larger than it declares, at that size', async () => {
    const data = Buffer.alloc(64 * 2 ** 20);
    const { archive, folder } = archiveOf({ name: 'a', data, declares: 10 });
    await expect(unpackZip(archive, folder)).rejects.toMatchObject({
      code: 'ARCHIVE',
      message: expect.stringMatching(/too many bytes/)
    });
    expect(statSync(path.join(folder, 'a')).size).toBeLessThanOrEqual(10);
  });

  it('refuses more members, or more bytes, than it is told to take', async () => {
    const { archive, folder } = archiveOf(
      { name: 'a', data: 'xxxxx' },
      { name: 'b', data: 'yyyyy' }
    );
    await expect(unpackZip(archive, folder, { members: 1 })).rejects.toThrow(
      /more than 1 members/
    );
    await expect(unpackZip(archive, folder, { bytes: 9 })).rejects.toThrow(
      /unpacks to 10 bytes; at most 9 bytes/
    );
    expect(filesBelow(folder)).toEqual([]);
  });

  it('says which member is damaged', async () => {
    const { archive, folder } = archiveOf({
      name: 'a',
      data: 'x',
      checksum: 1
    });
    await expect(unpackZip(archive, folder)).rejects.toThrow(
      /the bytes of "a" are damaged/
    );
  });

  it('says so when the archive was cut anywhere, or is none', async () => {
    const whole = zipOf([{ name: 'a', data: 'some text' }]);
    for (let length = 0; length < whole.length; length++) {
      const { archive, folder } = archiveWith(whole.subarray(0, length));
      await expect(unpackZip(archive, folder)).rejects.toMatchObject({
        code: 'ARCHIVE'
      });
    }
  });

  it('never writes outside the folder, whatever the bytes are', async () => {
    const whole = zipOf([
      { name: 'aa/bb.txt', data: 'some text' },
      { name: 'cc', data: 'more' }
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
          maxLength: 6
        }),
        async changes => {
          const bytes = Buffer.from(whole);
          changes.forEach(([at, byte]) => bytes.writeUInt8(byte, at));
          const { around, archive, folder } = archiveWith(bytes);
          await unpackZip(archive, folder).catch((error: Error) => {
            expect(error).toMatchObject({ code: 'ARCHIVE' });
          });
          expect(readdirSync(around).sort()).toEqual(['made.zip', 'out']);
        }
      ),
      { numRuns: 200 }
    );
  });
});

describe('packZip()', () => {
  it('leaves no archive behind when a file is missing', async () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'a'), 'a');
    const archive = path.join(newFolder(), 'x.zip');
    await expect(packZip(archive, folder, ['a', 'gone'])).rejects.toThrow(
      /gone/
    );
    expect(existsSync(archive)).toBe(false);
    expect(readdirSync(path.dirname(archive))).toEqual([]);
  });
});

describe('unfitName()', () => {
  it('takes relative paths only, so that joining them stays inside', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', '.', '/', '\\', ':', ' ', '\0')
        }),
        name => {
          if (unfitName(name) === undefined) {
            const joined = path.join('/home', name);
            expect(joined.startsWith('/home/')).toBe(true);
          }
        }
      )
    );
  });
});
