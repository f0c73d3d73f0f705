import { imageTypeOf } from '../../format/image-type';
import { encodePng } from './png';

/**
 * An image: the bytes of a PNG or JPEG file, a data URL of one, or pixels, row by row from the top left, with 4 (RGBA),
 * 3 (RGB) or 1 (grey) numbers from 0 to 255 each.
 */
export type LoggedImage =
  | Uint8Array
  | ArrayBuffer
  | string
  | { width: number; height: number; data: ArrayLike<number> };

/** An image ready to be recorded. */
export interface EncodedImage {
  width: number;
  height: number;
  bytes: Uint8Array;
}

/** Bytes of an encoded image, and pixels of one that is not, at most. */
export const IMAGE_LIMIT = 8 * 1024 * 1024;
const PIXEL_LIMIT = 16 * 1024 * 1024;

const DATA_URL = /^data:image\/[\w.+-]+(?:;[\w=.+-]+)*;base64,/i;

/** The image as bytes, or what is wrong with it, in a few words that follow "an image". */
export function toImage(image: unknown): EncodedImage | string {
  const bytes = toBytes(image);
  return typeof bytes === 'string' ? bytes : checked(bytes);
}

function toBytes(image: unknown): Uint8Array | string {
  if (typeof image === 'string') {
    const head = DATA_URL.exec(image)?.[0];
    return head === undefined
      ? 'as a text has to be a data URL in base64'
      : Buffer.from(image.slice(head.length), 'base64');
  }
  if (ArrayBuffer.isView(image)) {
    return new Uint8Array(image.buffer, image.byteOffset, image.byteLength);
  }
  if (Object.prototype.toString.call(image) === '[object ArrayBuffer]') {
    return new Uint8Array(image as ArrayBuffer);
  }
  return typeof image === 'object' && image !== null
    ? fromPixels(image as Record<string, unknown>)
    : `cannot be a ${image === null ? 'null' : typeof image}`;
}

function fromPixels({
  width,
  height,
  data
}: Record<string, unknown>): Uint8Array | string {
  if (!isLength(width) || !isLength(height) || width * height > PIXEL_LIMIT) {
    return `of pixels needs a width and a height, ${PIXEL_LIMIT / 2 ** 20} million pixels at most`;
  }
  const length = (data as ArrayLike<number> | null | undefined)?.length;
  const channels = [4, 3, 1].find(count => width * height * count === length);
  return channels === undefined
    ? `of ${width} × ${height} pixels needs \`data\` with 4, 3 or 1 numbers each; it has ${String(length)}`
    : encodePng({
        width,
        height,
        channels: channels as 1 | 3 | 4,
        data: Uint8ClampedArray.from(data as ArrayLike<number>)
      });
}

function checked(bytes: Uint8Array): EncodedImage | string {
  const type = imageTypeOf(bytes);
  if (type?.mime !== 'image/png' && type?.mime !== 'image/jpeg') {
    return 'has to be in the PNG or JPEG format';
  }
  return bytes.length > IMAGE_LIMIT
    ? `has ${bytes.length} bytes, ${IMAGE_LIMIT} at most are recorded`
    : { width: type.width, height: type.height, bytes };
}

function isLength(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}
