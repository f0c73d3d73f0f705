import { WriteBehind } from '../store/write-behind';

let thread: WriteBehind | undefined;

/** The writing thread of this process, started by the first run. */
export function recordingThread(): WriteBehind {
  thread ??= new WriteBehind();
  return thread;
}
