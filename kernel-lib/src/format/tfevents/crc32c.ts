/**
 * CRC-32C (Castagnoli, RFC 3720 appendix B.4) and its masked form, as TFRecord frames use it.
 * Eight bytes a round: Kounavis and Berry, "A systematic approach to building high performance software-based CRC
 * generators", 2005.
 */

const POLYNOMIAL = 0x82f63b78;
const MASK_DELTA = 0xa282ead8;

function makeTables(): Uint32Array[] {
  const tables = Array.from({ length: 8 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    }
    tables[0][byte] = crc;
  }
  for (let slice = 1; slice < 8; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = tables[slice - 1][byte];
      tables[slice][byte] = tables[0][before & 255] ^ (before >>> 8);
    }
  }
  return tables;
}

const [T0, T1, T2, T3, T4, T5, T6, T7] = makeTables();

/** CRC-32C of `bytes` from `start` up to, not including, `end`, as an unsigned number. */
export function crc32c(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length
): number {
  let crc = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    crc =
      T7[(crc ^ bytes[at]) & 255] ^
      T6[((crc >>> 8) ^ bytes[at + 1]) & 255] ^
      T5[((crc >>> 16) ^ bytes[at + 2]) & 255] ^
      T4[(crc >>> 24) ^ bytes[at + 3]] ^
      T3[bytes[at + 4]] ^
      T2[bytes[at + 5]] ^
      T1[bytes[at + 6]] ^
      T0[bytes[at + 7]];
  }
  for (; at < end; at++) {
    crc = T0[(crc ^ bytes[at]) & 255] ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

/** The masked form in which TFRecord stores a CRC: turned by 15 bits, plus a constant. */
export function mask(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}

/** Masked CRC-32C of a range, as it stands in a file. */
export function maskedCrc32c(
  bytes: Uint8Array,
  start?: number,
  end?: number
): number {
  return mask(crc32c(bytes, start, end));
}
