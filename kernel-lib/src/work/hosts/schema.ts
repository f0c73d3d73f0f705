/** What a `trialbook.hosts.yml` may say. */
import type { Schema } from '../../format/schema-check';

const TEXT: Schema = { type: 'string', minLength: 1 };
const SCALAR: Schema = {
  anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }]
};

export const HOSTS_SCHEMA: Schema = {
  type: 'object',
  required: ['launchers'],
  additionalProperties: false,
  properties: {
    launchers: {
      type: 'object',
      additionalProperties: { $ref: '#/$defs/launcher' }
    }
  },
  $defs: {
    launcher: {
      type: 'object',
      required: ['on'],
      additionalProperties: false,
      properties: {
        on: { type: 'string', enum: ['process', 'slurm'] },
        has: TEXT,
        least: TEXT,
        tags: { type: 'array', items: TEXT },
        priority: { type: 'number' },
        workers: {
          type: 'array',
          minItems: 1,
          items: { anyOf: [{ type: 'string' }, { type: 'number' }] }
        },
        partition: TEXT,
        gres: TEXT,
        limit: { type: 'number' },
        notice: TEXT,
        requeues: { type: 'number' },
        options: { type: 'object', additionalProperties: SCALAR }
      }
    }
  }
};
