/** The identity of a run of a sweep. */
import { digest } from '../../plan/identity/digest';

/** Code and parameters: what makes two runs the same; 64 hexadecimal digits. */
export function runKey(
  name: string,
  flags: Record<string, unknown>,
  code: string
): string {
  const params = Object.entries(flags);
  const context = { path: [], open: [] };
  return Buffer.from(digest({ name, params, code }, context)).toString('hex');
}
