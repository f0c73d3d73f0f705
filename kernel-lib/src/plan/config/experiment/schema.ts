/** What an experiment's file may have beside its parameters. */
import type { Schema } from '../../../format/schema-check';

export const EXPERIMENT_SCHEMA: Schema = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', minLength: 1 },
    title: { type: 'string' },
    description: { type: 'string' },
    file: { type: 'string', minLength: 1 },
    launcher: { type: 'string', minLength: 1 },
    imports: {
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', items: { type: 'string', minLength: 1 } }
      ]
    }
  }
};

/** Of a file that others take defaults from. */
export const BASE_SCHEMA: Schema = { ...EXPERIMENT_SCHEMA, required: [] };

/** The keys that are no parameters. */
export const RESERVED = Object.keys(EXPERIMENT_SCHEMA.properties ?? {});
