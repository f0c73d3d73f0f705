/** Records every cell that tslab executes, and keeps its context through its asynchronous calls. */
import vm from 'node:vm';
import type {
  ExecuteRequest,
  HandleExecute,
  HandleExecuteImpl,
  Handler,
  JupyterModule,
  WriteDisplay,
  WriteStream
} from './internals';
import { showLastValue } from './last-expression';
import { runningRecord, type CellRecord, type TslabState } from './state';

/** How tslab wraps a compiled cell. */
export const CELL_WRAPPER = /^\((?:async )?function\(exports, require\) \{ /;

/** Hooks the execution of cells. Returns what could not be had. */
export function recordExecutions(
  jupyter: JupyterModule,
  state: TslabState
): string[] {
  const server = jupyter.ZmqServer?.prototype;
  const handler = jupyter.JupyterHandlerImpl?.prototype;
  const requests = new WeakMap<ExecuteRequest, CellRecord>();
  const runs = typeof handler?.handleExecuteImpl === 'function';
  const receives = typeof server?.handleExecute === 'function';
  if (handler?.handleExecuteImpl && runs) {
    handler.handleExecuteImpl = wrapImpl(
      handler.handleExecuteImpl,
      state,
      requests
    );
  }
  if (server?.handleExecute && receives) {
    server.handleExecute = wrapServer(
      server.handleExecute,
      state,
      requests,
      runs
    );
  }
  nameCells(state);
  if (!runs && !receives) {
    return [
      'Executed cells are not recorded, because this tslab executes them in an unknown way: a run records the notebook file only.'
    ];
  }
  return runs && receives
    ? []
    : [
        'Executed cells are recorded without all details, because this tslab executes them in a partly unknown way: cell ids, times or outcomes can be missing.'
      ];
}

/** The request as it comes in: the only place that knows the cell's id. It waits for the cells before it. */
function wrapServer(
  original: HandleExecute,
  state: TslabState,
  requests: WeakMap<ExecuteRequest, CellRecord>,
  runs: boolean
): HandleExecute {
  return function (socket, message) {
    const request = message.content ?? {};
    const record: CellRecord = {
      cell: { code: text(request.code), outcome: 'running' },
      message: message.header?.msg_id
    };
    if (typeof message.metadata?.cellId === 'string') {
      record.cell.id = message.metadata.cellId;
    }
    requests.set(request, record);
    const call = () => original.call(this, socket, message);
    return runs
      ? state.storage.run(record, call)
      : execute(state, record, call);
  };
}

/** The cell's turn. */
function wrapImpl(
  original: HandleExecuteImpl,
  state: TslabState,
  requests: WeakMap<ExecuteRequest, CellRecord>
): HandleExecuteImpl {
  return function (request, writeStream, writeDisplay) {
    const record = requests.get(request) ?? unsent(request);
    if (typeof this.execCount === 'number') {
      record.cell.count = this.execCount + 1;
    }
    record.writeStream = writeStream;
    record.writeDisplay = writeDisplay;
    watchInterrupts(this, state);
    const toStream: WriteStream = (name, text) =>
      (state.storage.getStore()?.writeStream ?? writeStream)(name, text);
    const toDisplay: WriteDisplay = (content, update) =>
      (state.storage.getStore()?.writeDisplay ?? writeDisplay)(content, update);
    return execute(state, record, () =>
      original.call(this, request, toStream, toDisplay)
    );
  };
}

/** A request that came over no socket: that of a replay. */
function unsent({ code, cellId }: ExecuteRequest): CellRecord {
  return {
    cell: {
      ...(cellId !== undefined && { id: cellId }),
      code: text(code),
      outcome: 'running'
    }
  };
}

async function execute<T>(
  state: TslabState,
  record: CellRecord,
  call: () => Promise<T>
): Promise<T> {
  const { cell } = record;
  record.file = `cell-${cell.count ?? state.records.length + 1}.js`;
  cell.started = Date.now();
  state.records.push(record);
  try {
    const result = await state.storage.run(record, call);
    cell.outcome = 'ok';
    return result;
  } catch (error) {
    // tslab throws in its own way when the cell failed; the error itself went to the output.
    cell.outcome = record.interrupted ? 'aborted' : 'error';
    throw error;
  } finally {
    cell.ended = Date.now();
  }
}

const watched = new WeakSet<object>();

/** An interrupt of an awaiting cell is not told from an error by what is thrown. */
function watchInterrupts(handler: Handler, state: TslabState): void {
  const executor = handler.executor;
  if (typeof executor?.interrupt !== 'function' || watched.has(executor)) {
    return;
  }
  watched.add(executor);
  const original = executor.interrupt.bind(executor);
  executor.interrupt = () => {
    const running = runningRecord(state);
    if (running) {
      running.interrupted = true;
    }
    original();
  };
}

/** Gives every compiled cell a file name, so that stack traces tell the cells apart. */
function nameCells(state: TslabState): void {
  const original = vm.runInThisContext;
  const target = vm as { runInThisContext: typeof original };
  target.runInThisContext = (code, options) => {
    const record = state.storage.getStore();
    const ofTslab = typeof options === 'object' && !options.filename;
    if (!record || !ofTslab || !CELL_WRAPPER.test(code)) {
      return original(code, options) as unknown;
    }
    record.compiled = code;
    try {
      const result: unknown = original(code, {
        ...options,
        filename: record.file
      });
      return showLastValue(code, result, record);
    } catch (error) {
      if (
        (error as { code?: string } | undefined)?.code ===
        'ERR_SCRIPT_EXECUTION_INTERRUPTED'
      ) {
        record.interrupted = true;
      }
      throw error;
    }
  };
}

function text(code: unknown): string {
  return typeof code === 'string' ? code : '';
}
