/** How much an archive may unpack to. */
import { statfsSync } from 'node:fs';
import { TrialbookError } from '../../errors';

export interface ArchiveLimits {
  /** Members at most. @default 100 000 */
  members?: number;
  /** Bytes of all members, unpacked. @default 64 GiB, and never more than the disk has room for */
  bytes?: number;
}

const GIB = 2 ** 30;

export const MEMBER_LIMIT = 100_000;
export const BYTE_LIMIT = 64 * GIB;

/** Below this many bytes, how well something is compressed tells nothing: an empty log is very small. */
const SMALL = 64 * 2 ** 20;

/** No record of an experiment is compressed better; what is has been made to fill a disk. */
const RATIO_LIMIT = 250;

/** Sizes that an archive declares, in bytes. */
export interface Declared {
  members: number;
  /** Unpacked. */
  bytes: number;
  /** As they stand in the archive. */
  packed: number;
  /** Of the archive's file. */
  file: number;
}

/** @throws TrialbookError ARCHIVE when what is declared is too much for `folder`, or cannot be. */
export function checkSizes(
  archive: string,
  declared: Declared,
  folder: string,
  { members = MEMBER_LIMIT, bytes = BYTE_LIMIT }: ArchiveLimits = {}
): void {
  const refuse = (why: string) => {
    throw new TrialbookError('ARCHIVE', `${archive} ${why}`);
  };
  if (declared.members > members) {
    refuse(`has ${declared.members} members; at most ${members} are unpacked.`);
  }
  if (declared.bytes > bytes) {
    refuse(
      `unpacks to ${sizeText(declared.bytes)}; at most ${sizeText(bytes)} are unpacked.`
    );
  }
  if (declared.packed > declared.file) {
    refuse(
      'has members that share their bytes, as no program packs them. It is not unpacked.'
    );
  }
  if (
    declared.bytes > SMALL &&
    declared.bytes > RATIO_LIMIT * Math.max(declared.packed, 1)
  ) {
    refuse(
      `unpacks to ${sizeText(declared.bytes)} from ${sizeText(declared.packed)}: it was made to fill a disk. It is not unpacked.`
    );
  }
  const free = freeBytes(folder);
  if (declared.bytes > free) {
    refuse(
      `unpacks to ${sizeText(declared.bytes)}, and ${folder} has room for ${sizeText(free)}. Make room, or choose another disk.`
    );
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function sizeText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const at = Math.min(
    Math.floor(Math.log2(Math.max(bytes, 1)) / 10),
    units.length - 1
  );
  return `${Number((bytes / 1024 ** at).toPrecision(3))} ${units[at]}`;
}
