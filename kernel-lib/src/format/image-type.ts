/** What an encoded image says of itself in its first bytes. Names and types that others give it are not believed. */

export interface ImageType {
  mime: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  /** Pixels; 0 where the beginning does not tell. */
  width: number;
  height: number;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The type and size of a PNG, JPEG, GIF or WebP image; nothing for anything else. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && PNG.every((byte, at) => bytes[at] === byte)) {
    return {
      mime: 'image/png',
      width: view.getUint32(16),
      height: view.getUint32(20)
    };
  }
  if (bytes.length >= 4 && bytes[0] === 0xff && bytes[1] === 0xd8) {
    return { mime: 'image/jpeg', ...jpegSize(bytes, view) };
  }
  if (bytes.length >= 10 && /^GIF8[79]a$/.test(text(bytes, 0, 6))) {
    return {
      mime: 'image/gif',
      width: view.getUint16(6, true),
      height: view.getUint16(8, true)
    };
  }
  return text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP'
    ? { mime: 'image/webp', width: 0, height: 0 }
    : undefined;
}

/** From the frame header, which follows any number of other segments. */
function jpegSize(bytes: Uint8Array, view: DataView) {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    const isFrame =
      marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return { width: 0, height: 0 };
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
