/** tslab without sockets: its own parts, put together as its `startKernel` does. */
import type { ExecutedCell } from '../../format/cells';
import type { Handler, HandleExecuteImpl, WriteStream } from './internals';
import { lenient, type Converter } from './lenient-converter';
import type { TypeScriptModule } from './needed-runs';

/** Executes cells one after the other; what they print is handed over, what they display is dropped. */
export interface SilentKernel {
  /** The TypeScript that compiles the cells. */
  ts: TypeScriptModule;
  /** Executes a cell; `false` when it failed. */
  execute(cell: ExecutedCell, write: WriteStream): Promise<boolean>;
  /** Executes code that is no cell; `false` when it failed. */
  executeAside(code: string): Promise<boolean>;
  close(): void;
}

/** What `createExecutor` of `tslab/dist/executor.js` gives. */
interface Executor {
  execute(code: string): Promise<boolean>;
  interrupt(): void;
  close(): void;
}

interface ExecutorModule {
  createExecutor(
    folder: string,
    converters: { node: Converter; browser: Converter; close(): void },
    print: Pick<Console, 'log' | 'error'>
  ): Executor;
}

interface ConverterModule {
  createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter;
}

type CountingHandler = Handler & {
  execCount: number;
  handleExecuteImpl: HandleExecuteImpl;
};

interface JupyterModule {
  JupyterHandlerImpl: new (
    executor: Executor,
    isJs: boolean
  ) => CountingHandler;
}

/**
 * Makes the kernel; its cells see packages and files from the working directory.
 * @param load `require` of tslab.
 */
export function makeKernel(load: NodeJS.Require): SilentKernel {
  const { createConverter } = load('./converter.js') as ConverterModule;
  const { createExecutor } = load('./executor.js') as ExecutorModule;
  const { JupyterHandlerImpl } = load('./jupyter.js') as JupyterModule;
  const ts = load('@tslab/typescript-for-tslab') as TypeScriptModule;
  let strict = true;
  const node = lenient(
    createConverter({ isJS: false, isBrowser: false }),
    () => strict
  );
  let made: Converter | undefined;
  const converters = {
    node,
    get browser() {
      made ??= createConverter({ isJS: false, isBrowser: true });
      return made;
    },
    close() {
      node.close();
      made?.close();
    }
  };
  // What the executor prints goes where the cell's own output goes, which changes with each cell.
  const executor = createExecutor(process.cwd(), converters, console);
  const handler = new JupyterHandlerImpl(executor, false);
  // As in tslab: what a cell left behind may fail without ending the process.
  process.on('uncaughtException', error =>
    console.error('UncaughtException:', error)
  );
  process.on('unhandledRejection', reason =>
    console.error('UnhandledPromiseRejection:', reason)
  );
  return {
    ts,
    async execute({ id, code, count, outcome }, write) {
      strict = outcome === 'error';
      handler.execCount = (count ?? 1) - 1;
      const request = { code, ...(id !== undefined && { cellId: id }) };
      try {
        await handler.handleExecuteImpl(request, write, () => undefined);
        return true;
      } catch {
        // tslab throws in its own way when a cell failed; the error itself went to the output.
        return false;
      }
    },
    executeAside(code) {
      strict = true;
      return executor.execute(code);
    },
    close: () => executor.close()
  };
}
