/**
 * Flags as TensorBoard's HParams plugin reads them: one `session_start_info` and one `session_end_info` for each run.
 *
 * No `experiment` record is written. The plugin takes the first it finds for the whole log folder, so the flags of one run
 * would hide those of all others; without any it collects flags and metrics from all runs (TensorBoard 2.21,
 * `plugins/hparams/backend_context.py`).
 */
import type { RecordedStatus } from '../journal';
import type { RecordedFlags, RecordedValue } from '../values';
import { ProtoWriter } from './proto';

const STATUS_UNKNOWN = 0;
const STATUS_SUCCESS = 1;
const STATUS_FAILURE = 2;
const STATUS_RUNNING = 3;

function statusCode(status: RecordedStatus): number {
  switch (status) {
    case 'completed':
      return STATUS_SUCCESS;
    case 'failed':
    case 'terminated':
      return STATUS_FAILURE;
    case 'running':
      return STATUS_RUNNING;
    default:
      return STATUS_UNKNOWN;
  }
}

/** google.protobuf.Value */
function putFlag(message: ProtoWriter, value: RecordedValue): void {
  if (typeof value === 'number') {
    message.double(2, value);
  } else if (typeof value === 'boolean') {
    message.varint(4, value ? 1 : 0);
  } else {
    message.string(3, flagText(value));
  }
}

function flagText(value: RecordedValue): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value !== null && typeof value === 'object' && '$type' in value) {
    const { $type, text } = value;
    if ($type === 'number' && typeof text === 'string') {
      return text;
    }
  }
  return JSON.stringify(value) ?? '';
}

/** An event with one value that is all metadata: HParamsPluginData under the plugin `hparams`. */
function eventData(
  tag: string,
  wallTime: number,
  build: (data: ProtoWriter) => unknown
): Uint8Array {
  const content = new ProtoWriter();
  build(content);
  return new ProtoWriter()
    .double(1, wallTime)
    .message(5, summary =>
      summary.message(1, value =>
        value
          .string(1, tag)
          // An empty vector of floats: the smallest tensor there is.
          .message(8, tensor =>
            tensor
              .varint(1, 1)
              .message(2, shape => shape.bytes(2, new Uint8Array(0)))
          )
          .message(9, meta =>
            meta.message(1, plugin =>
              plugin.string(1, 'hparams').bytes(2, content.finish())
            )
          )
      )
    )
    .finish();
}

/** Event of a run's beginning, with its flags. `wallTime` in seconds since 1970. */
export function sessionStartData(
  flags: RecordedFlags,
  groupName: string,
  wallTime: number
): Uint8Array {
  return eventData('_hparams_/session_start_info', wallTime, data =>
    data.message(3, start => {
      for (const [name, value] of Object.entries(flags)) {
        start.message(1, entry =>
          entry.string(1, name).message(2, inner => putFlag(inner, value))
        );
      }
      start.string(4, groupName).double(5, wallTime);
    })
  );
}

/** Event of a run's end. `wallTime` in seconds since 1970. */
export function sessionEndData(
  status: RecordedStatus,
  wallTime: number
): Uint8Array {
  return eventData('_hparams_/session_end_info', wallTime, data =>
    data.message(4, end =>
      end.varint(1, statusCode(status)).double(2, wallTime)
    )
  );
}
