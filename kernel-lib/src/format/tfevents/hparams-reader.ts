/** Flags out of TensorBoard's HParams records, ours and those of other writers. See `hparams.ts`. */
import type { RecordedFlags, RecordedValue } from '../values';
import { BYTES, FIXED64, ProtoReader } from './proto';

/** A field as it stands: bytes as a part of the message, numbers as numbers. */
type Field = number | Uint8Array;

const decoder = new TextDecoder();

/**
 * The flags that an event sets, `undefined` when it is no `session_start_info`. Never throws.
 * https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/hparams/plugin_data.proto
 */
export function readHParams(event: Uint8Array): RecordedFlags | undefined {
  for (const summary of parts(event, 5)) {
    for (const value of parts(summary, 1)) {
      const plugin = parts(value, 9).flatMap(metadata => parts(metadata, 1));
      for (const data of plugin) {
        if (textOf(parts(data, 1)[0]) === 'hparams') {
          const [start] = parts(data, 2).flatMap(content => parts(content, 3));
          return start && flagsOf(start);
        }
      }
    }
  }
  return undefined;
}

function flagsOf(start: Uint8Array): RecordedFlags {
  return Object.fromEntries(
    parts(start, 1).map((entry): [string, RecordedValue] => [
      textOf(parts(entry, 1)[0]),
      valueOf(parts(entry, 2)[0] ?? new Uint8Array(0))
    ])
  );
}

/** google.protobuf.Value */
function valueOf(message: Uint8Array): RecordedValue {
  for (const [field, content] of fields(message)) {
    if (field === 2 && typeof content === 'number') {
      return Number.isFinite(content)
        ? content
        : { $type: 'number', text: String(content) };
    }
    if (field === 3 && typeof content !== 'number') {
      return textOf(content);
    }
    if (field === 4) {
      return content !== 0;
    }
  }
  return null;
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes ? decoder.decode(bytes) : '';
}

/** The messages of one field. */
function parts(message: Uint8Array, field: number): Uint8Array[] {
  return fields(message).flatMap(([found, content]) =>
    found === field && typeof content !== 'number' ? [content] : []
  );
}

/** The fields of a message in order, those before the damage of a malformed one. */
function fields(message: Uint8Array): [number, Field][] {
  const proto = new ProtoReader();
  proto.setBytes(message);
  proto.open(0, message.length);
  const found: [number, Field][] = [];
  while (proto.at < proto.end && !proto.bad) {
    const key = proto.varint();
    const field = key >>> 3;
    switch (key & 7) {
      case 0:
        found.push([field, proto.varint()]);
        break;
      case FIXED64:
        found.push([field, proto.double()]);
        break;
      case BYTES: {
        const length = proto.length();
        found.push([field, message.subarray(proto.at, proto.at + length)]);
        proto.at += length;
        break;
      }
      default:
        proto.skip(key);
    }
  }
  return found;
}
