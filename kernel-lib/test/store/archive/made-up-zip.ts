/** Zip archives byte by byte (APPNOTE.TXT 6.3.10), so that they can say what no program would write. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Member {
  name: string;
  data?: string | Buffer;
  /** The Unix mode, type and all. */
  mode?: number;
  /** Bytes that it says it unpacks to. */
  declares?: number;
  /** Shares the bytes of the member before. */
  shares?: boolean;
  encrypted?: boolean;
  checksum?: number;
}

export function zipOf(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const data = Buffer.from(member.data ?? '');
    const packed = deflateRawSync(data);
    const head = fields(member, name, data, packed);
    if (!member.shares) {
      offset = at;
      const local = Buffer.concat([u32(0x04034b50), head, name, packed]);
      parts.push(local);
      at += local.length;
    }
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(0x031e),
        head,
        Buffer.alloc(6),
        u32(((member.mode ?? 0o100644) << 16) >>> 0),
        u32(offset),
        name
      ])
    );
  }
  const central = Buffer.concat(directory);
  const end = Buffer.concat([
    u32(0x06054b50),
    Buffer.alloc(4),
    u16(members.length),
    u16(members.length),
    u32(central.length),
    u32(at),
    u16(0)
  ]);
  return Buffer.concat([...parts, central, end]);
}

/** What a member's own header and its line in the directory have in common. */
function fields(
  { declares, encrypted, checksum }: Member,
  name: Buffer,
  data: Buffer,
  packed: Buffer
): Buffer {
  return Buffer.concat([
    u16(20),
    // Names are UTF-8.
    u16(0x0800 | (encrypted ? 1 : 0)),
    u16(8),
    u16(0),
    u16(0x21),
    u32(checksum ?? crc32(data)),
    u32(packed.length),
    u32(declares ?? data.length),
    u16(name.length),
    u16(0)
  ]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
