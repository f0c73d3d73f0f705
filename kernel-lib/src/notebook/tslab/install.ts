/** Extends a loaded tslab, before its start or in the middle of a cell. */
import { recoverEarlier } from './earlier';
import { CELL_WRAPPER, recordExecutions } from './execution';
import {
  requireFrom,
  tslabGlobal,
  type Internals,
  type JupyterModule,
  type ZeromqModule
} from './internals';
import { withoutWrapper } from './position';
import { queueSends, type ReplyListener } from './sends';
import { createState, sharedState, shareState, type TslabState } from './state';

const UNKNOWN =
  'The kernel could not be extended, because this tslab is not as expected: a run records the notebook file only, and shows its card in the simplest way.';

const OTHER_COPY =
  'Another version of Trialbook has extended this kernel: restart the kernel to use this one.';

/**
 * Extends the kernel, once in a process.
 * @param internals The loaded tslab, `undefined` when it could not be found.
 */
export function installHooks(internals: Internals | undefined): TslabState {
  const existing = sharedState();
  if (existing) {
    return existing.shape === 1
      ? existing
      : { ...createState(), missing: [OTHER_COPY] };
  }
  const state = createState();
  shareState(state);
  if (!internals) {
    state.missing.push(UNKNOWN);
    return state;
  }
  const { jupyter, dir } = internals;
  if (tslabGlobal()) {
    recover(state, jupyter);
  }
  state.missing.push(
    ...queueSends(
      requireFrom(dir, 'zeromq') as ZeromqModule | undefined,
      importingEnd(state)
    ),
    ...recordExecutions(jupyter, state)
  );
  return state;
}

/** Records the cells before this moment; the last of them is running, and imports this very package. */
function recover(state: TslabState, jupyter: JupyterModule): void {
  const writeDisplay = jupyter.lastWriteDisplayData ?? undefined;
  const { compiled, request } = recoverEarlier(
    source => CELL_WRAPPER.test(source),
    writeDisplay
  );
  for (const source of compiled) {
    state.records.push({
      cell: { code: withoutWrapper(source), compiled: true, outcome: 'ok' },
      compiled: source
    });
  }
  const last = state.records[state.records.length - 1];
  if (!last) {
    return;
  }
  last.cell.outcome = 'running';
  last.writeDisplay = writeDisplay;
  state.importing = last;
  const code = request?.content?.code;
  if (typeof code === 'string') {
    last.message = request?.header?.msg_id;
    last.cell.code = code;
    delete last.cell.compiled;
    if (typeof request?.metadata?.cellId === 'string') {
      last.cell.id = request.metadata.cellId;
    }
  }
}

/** The reply to the importing cell is the only sign of its end: its execution began before the hooks. */
function importingEnd(state: TslabState): ReplyListener {
  return reply => {
    const { importing } = state;
    const mine =
      importing?.message === undefined || importing.message === reply.parent;
    if (!importing || importing.cell.outcome !== 'running' || !mine) {
      return;
    }
    if (reply.status !== 'ok' && reply.status !== 'error') {
      return;
    }
    importing.cell.ended = Date.now();
    importing.cell.count = reply.count;
    importing.cell.outcome =
      reply.status === 'ok'
        ? 'ok'
        : importing.interrupted
          ? 'aborted'
          : 'error';
  };
}
