/** Points as a Parquet file, which data frames read with types and without parsing. */
import { closeSync, openSync, writeSync } from 'node:fs';
import {
  ByteWriter,
  ParquetWriter,
  type BasicType,
  type SchemaElement
} from 'hyparquet-writer';
import { COLUMNS, type TagPoints } from './tag-points';

/** Points in one row group: what a reader takes at once. */
const GROUP = 100_000;

const TYPES: Record<string, BasicType> = {
  run: 'STRING',
  name: 'STRING',
  tag: 'STRING',
  step: 'INT64',
  wall_time: 'DOUBLE',
  value: 'DOUBLE'
};

const SCHEMA: SchemaElement[] = [
  { name: 'points', num_children: COLUMNS.length },
  ...COLUMNS.map((name): SchemaElement => {
    const type = TYPES[name];
    return type === 'STRING'
      ? {
          name,
          type: 'BYTE_ARRAY',
          converted_type: 'UTF8',
          repetition_type: 'REQUIRED'
        }
      : { name, type: type as 'INT64', repetition_type: 'REQUIRED' };
  })
];

/** @returns how many points there were. */
export function writeParquet(all: Iterable<TagPoints>, file: string): number {
  const out = openSync(file, 'w');
  try {
    const bytes = new FileBytes(out);
    const writer = new ParquetWriter({
      writer: bytes,
      schema: SCHEMA,
      createdBy: 'Trialbook'
    });
    const group = new RowGroup();
    let count = 0;
    const write = () => {
      if (group.length > 0) {
        void writer.write({
          columnData: group.columns(),
          rowGroupSize: group.length
        });
        count += group.length;
        group.clear();
      }
    };
    for (const points of all) {
      for (let from = 0; from < points.values.length; ) {
        from += group.add(points, from);
        if (group.length === GROUP) {
          write();
        }
      }
    }
    write();
    void writer.finish();
    return count;
  } finally {
    closeSync(out);
  }
}

/** Rows that are collected until they are worth a group of their own. */
class RowGroup {
  length = 0;
  private readonly runs: string[] = [];
  private readonly names: string[] = [];
  private readonly tags: string[] = [];
  private readonly steps = new BigInt64Array(GROUP);
  private readonly times = new Float64Array(GROUP);
  private readonly values = new Float64Array(GROUP);

  /** @returns how many points there was room for. */
  add({ run, name, tag, ...points }: TagPoints, from: number): number {
    const count = Math.min(GROUP - this.length, points.values.length - from);
    for (let at = from; at < from + count; at++) {
      this.runs.push(run);
      this.names.push(name);
      this.tags.push(tag);
      this.steps[this.length] = BigInt(points.steps[at]);
      this.times[this.length] = points.wallTimes[at] / 1000;
      this.values[this.length] = points.values[at];
      this.length++;
    }
    return count;
  }

  columns() {
    const data = [
      this.runs,
      this.names,
      this.tags,
      this.steps.subarray(0, this.length),
      this.times.subarray(0, this.length),
      this.values.subarray(0, this.length)
    ];
    return COLUMNS.map((name, at) => ({ name, data: data[at] }));
  }

  clear(): void {
    this.length = 0;
    this.runs.length = 0;
    this.names.length = 0;
    this.tags.length = 0;
  }
}

/** Bytes that go to the file group by group, so that no more than one is held. */
class FileBytes extends ByteWriter {
  constructor(private readonly out: number) {
    super();
  }

  flush(): void {
    const bytes = this.getBytes();
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.out, bytes, at);
    }
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}
