/** The code of executed cells in a form that can be compared. */
import type { ExecutedCell } from '../cells';

const PROLOGUE =
  /^(?:"use strict";|Object\.defineProperty\(exports, "__esModule".*|exports\.[^;()]* = void 0;)$/;
const EXPORT = /^exports\.([\p{L}\p{N}_$]+) = \1;$/u;
const LAST_EXPRESSION = /^exports\.tsLastExpr = /;
const REFERENCE = /(?<![\p{L}\p{N}_$.])exports\.(?=[\p{L}_$])/gu;

/** The code as it was written, as far as that is known: of compiled code without what tslab added to it. */
export function cellCode({ code, compiled }: ExecutedCell): string {
  const lines = code.replace(/\r\n?/g, '\n').split('\n');
  if (!compiled) {
    return lines.join('\n').trimEnd();
  }
  return lines
    .filter(line => !PROLOGUE.test(line) && !EXPORT.test(line))
    .map(line => line.replace(LAST_EXPRESSION, '').replace(REFERENCE, ''))
    .join('\n')
    .trimEnd();
}

/** What is the same for cells that say the same. The layout of compiled code is the compiler's, and means nothing. */
export function cellKey(code: string, loose: boolean): string {
  return loose ? code.replace(/[\s;]+/g, '') : code;
}
