/** Unpacks a zip archive, of which nothing is trusted. */
import { createWriteStream, mkdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import crc from 'buffer-crc32';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { TrialbookError } from '../../errors';
import { checkSizes, MEMBER_LIMIT, type ArchiveLimits } from './limits';
import { unfitName } from './member-name';

/** Bits of a Unix mode that tell what a file is, and their values for a regular file and a folder (stat(2)). */
const TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** Whether a file begins as zip archives do, empty ones too. */
export function isZip(head: Uint8Array): boolean {
  const [p, k, third, fourth] = head;
  return (
    p === 0x50 &&
    k === 0x4b &&
    ((third === 3 && fourth === 4) || (third === 5 && fourth === 6))
  );
}

/**
 * Unpacks into an empty folder. All names and declared sizes are checked before the first byte is written; a member
 * that turns out larger than it declares ends it.
 * @param folder is there already; what was unpacked before an error stays in it.
 * @throws TrialbookError ARCHIVE that names the member and what is wrong with it.
 */
export async function unpackZip(
  archive: string,
  folder: string,
  limits: ArchiveLimits = {}
): Promise<void> {
  let zip: ZipFile;
  try {
    zip = await openPromise(archive, {
      autoClose: false,
      // Backslashes are refused, not turned into slashes.
      strictFileNames: true,
      validateEntrySizes: true
    });
  } catch (error) {
    throw damaged(archive, error);
  }
  try {
    const members = await readMembers(zip, archive, limits);
    checkSizes(
      archive,
      {
        members: members.length,
        bytes: sum(members.map(({ uncompressedSize }) => uncompressedSize)),
        packed: sum(members.map(({ compressedSize }) => compressedSize)),
        file: statSync(archive).size
      },
      folder,
      limits
    );
    for (const member of members) {
      await unpackMember(zip, member, folder);
    }
  } catch (error) {
    throw error instanceof TrialbookError ? error : damaged(archive, error);
  } finally {
    zip.close();
  }
}

/** The archive's directory, all of it checked. */
async function readMembers(
  zip: ZipFile,
  archive: string,
  { members: limit = MEMBER_LIMIT }: ArchiveLimits
): Promise<Entry[]> {
  const members: Entry[] = [];
  const names = new Set<string>();
  for await (const member of zip.eachEntry()) {
    const why = unfit(member, names);
    if (why !== undefined) {
      throw new TrialbookError(
        'ARCHIVE',
        `The member ${JSON.stringify(member.fileName.slice(0, 200))} of ${archive} ${why}. Nothing was unpacked.`
      );
    }
    if (members.length >= limit) {
      throw new TrialbookError(
        'ARCHIVE',
        `${archive} has more than ${limit} members. Nothing was unpacked.`
      );
    }
    names.add(member.fileName.replace(/\/$/, ''));
    members.push(member);
  }
  return members;
}

function unfit(member: Entry, names: Set<string>): string | undefined {
  const { fileName: name } = member;
  const type = (member.externalFileAttributes >>> 16) & TYPE;
  const expected = name.endsWith('/') ? FOLDER : REGULAR;
  const named = unfitName(name);
  if (named !== undefined) {
    return named;
  }
  if (type !== 0 && type !== expected) {
    return 'is a link or a device';
  }
  if (names.has(name.replace(/\/$/, ''))) {
    return 'is there twice';
  }
  if (member.isEncrypted()) {
    return 'is encrypted';
  }
  return undefined;
}

async function unpackMember(
  zip: ZipFile,
  member: Entry,
  folder: string
): Promise<void> {
  const target = join(folder, member.fileName);
  if (member.fileName.endsWith('/')) {
    mkdirSync(target, { recursive: true });
    return;
  }
  mkdirSync(dirname(target), { recursive: true });
  const bytes = await zip.openReadStreamPromise(member);
  await pipeline(
    bytes,
    checkedBytes(member),
    createWriteStream(target, { flags: 'wx' })
  );
  const time = member.getLastModDate();
  utimesSync(target, time, time);
}

/** Passes bytes on, and fails at their end when they are not those that were packed. */
function checkedBytes({ fileName, crc32 }: Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc.unsigned(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(
        sum === crc32
          ? null
          : new Error(`the bytes of ${JSON.stringify(fileName)} are damaged.`)
      );
    }
  });
}

function damaged(archive: string, error: unknown): TrialbookError {
  const why = error instanceof Error ? error.message : String(error);
  return new TrialbookError(
    'ARCHIVE',
    `${archive} cannot be unpacked: ${why}`,
    { cause: error }
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
