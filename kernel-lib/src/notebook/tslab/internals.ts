/**
 * The parts of a loaded tslab 1.0 that are used here, none of which it promises. Each is looked for by what it is,
 * so that another version costs a feature and never a run.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

/** One frame of a message on a socket. */
export type Frame = string | Buffer;

/** A Jupyter message as tslab parsed it. */
export interface ShellMessage {
  header?: { msg_id?: string };
  metadata?: { cellId?: unknown };
  content?: ExecuteRequest;
}

/** Content of an `execute_request`. */
export interface ExecuteRequest {
  code?: unknown;
  /** The cell's id, in a request that no front end made. */
  cellId?: string;
}

export type WriteStream = (name: string, text: string) => void;

/** Content of `display_data`; with `update` it is sent as `update_display_data`. */
export interface DisplayContent {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  transient: { display_id?: string };
}

export type WriteDisplay = (content: DisplayContent, update?: boolean) => void;

export type HandleExecute = (
  this: unknown,
  socket: unknown,
  message: ShellMessage
) => Promise<void>;

export type HandleExecuteImpl = (
  this: Handler,
  request: ExecuteRequest,
  writeStream: WriteStream,
  writeDisplay: WriteDisplay
) => Promise<unknown>;

/** The object that executes cells one after the other. */
export interface Handler {
  execCount?: unknown;
  executor?: { interrupt?: () => void };
}

/** Exports of `tslab/dist/jupyter.js`. */
export interface JupyterModule {
  lastWriteDisplayData?: WriteDisplay | null;
  ZmqServer?: { prototype: { handleExecute?: HandleExecute } };
  JupyterHandlerImpl?: {
    prototype: { handleExecuteImpl?: HandleExecuteImpl };
  };
}

/** A socket of zeromq 6. */
export interface Socket {
  send(frames: Frame[]): Promise<void>;
  sendTimeout?: number;
}

export interface ZeromqModule {
  Publisher?: { prototype: Socket };
  Router?: { prototype: Socket };
}

/** The parts of TypeScript's API that the mapping of positions needs. */
export interface TypeScript {
  ModuleKind: { CommonJS: number; ESNext: number };
  ScriptTarget: { ES2022: number };
  NewLineKind: { LineFeed: number };
  JsxEmit: { React: number };
  transpileModule(
    code: string,
    options: { fileName: string; compilerOptions: Record<string, unknown> }
  ): { outputText: string; sourceMapText?: string };
}

/** What tslab puts on `globalThis` for its cells. */
export interface TslabGlobal {
  exports?: Record<string, unknown>;
  require?: (id: string) => unknown;
}

/** A tslab that is loaded in this process. */
export interface Internals {
  /** Folder of the package. */
  dir: string;
  version?: string;
  jupyter: JupyterModule;
}

const JUPYTER_FILE = /[/\\]tslab[/\\]dist[/\\]jupyter\.js$/;

/** The tslab whose code is loaded in this process, `undefined` when none is. */
export function findInternals(): Internals | undefined {
  const files = Object.keys(require.cache).filter(file =>
    JUPYTER_FILE.test(file)
  );
  // A global tslab that hands over to a local one loads both; only the one in use has shown a cell.
  const used = files.find(file => moduleAt(file)?.lastWriteDisplayData);
  const file = used ?? files[files.length - 1];
  const jupyter = file === undefined ? undefined : moduleAt(file);
  if (file === undefined || !jupyter) {
    return undefined;
  }
  const dir = path.dirname(path.dirname(file));
  return { dir, version: versionAt(dir), jupyter };
}

/** The object that tslab gives to its cells, `undefined` outside of tslab. */
export function tslabGlobal(): TslabGlobal | undefined {
  return (globalThis as { __tslab__?: TslabGlobal }).__tslab__;
}

/** A package as tslab itself would load it; `undefined` when it is not there. */
export function requireFrom(dir: string, id: string): unknown {
  try {
    return createRequire(path.join(dir, 'dist', 'main.js'))(id);
  } catch {
    return undefined;
  }
}

function moduleAt(file: string): JupyterModule | undefined {
  return require.cache[file]?.exports as JupyterModule | undefined;
}

function versionAt(dir: string): string | undefined {
  try {
    const text = readFileSync(path.join(dir, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
