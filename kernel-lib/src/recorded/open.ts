/** Opening what a run holds with the system's own program for it. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { extname } from 'node:path';
import { TrialbookError } from '../errors';
import type { RunPlace } from './change';
import { insideRun } from './run-file';

/** What systems run instead of showing it. */
const PROGRAMS = new Set(
  '.app .appimage .bat .cmd .com .command .cpl .desktop .exe .hta .jar .js .jse .lnk .msc .msi .ps1 .reg .scf .scr .sh .url .vb .vbe .vbs .webloc .workflow .wsf .wsh'.split(
    ' '
  )
);

/**
 * The path that would be opened: of the run folder, or of something in it.
 * @throws TrialbookError FILE_NOT_FOUND, OUTSIDE_HOME; NOT_OPENED for what the system would run instead of showing it.
 */
export function pathToOpen(place: RunPlace, path?: string): string {
  const real = insideRun(place, path);
  if (path !== undefined && isProgram(real)) {
    throw new TrialbookError(
      'NOT_OPENED',
      `${real} is a program: opening it might run it. Look at it with "trialbook cat", or take its path from --print.`
    );
  }
  return real;
}

function isProgram(path: string): boolean {
  if (PROGRAMS.has(extname(path).toLowerCase())) {
    return true;
  }
  if (process.platform === 'win32' || statSync(path).isDirectory()) {
    return false;
  }
  try {
    accessSync(path, constants.X_OK);
    return (statSync(path).mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

/**
 * Opens a path with the system's program for it, which goes on by itself.
 * @throws TrialbookError NOT_OPENED when there is none.
 */
export async function openWithSystem(
  path: string,
  platform: NodeJS.Platform = process.platform
): Promise<void> {
  const opener = openerOf(platform);
  const child = spawn(opener, [path], { stdio: 'ignore', detached: true });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', cause =>
      reject(
        new TrialbookError(
          'NOT_OPENED',
          `${opener} could not be started (${(cause as NodeJS.ErrnoException).code ?? cause.message}). Open ${path} by hand; --print prints the path only.`,
          { cause }
        )
      )
    );
  });
  child.unref();
}

/** The program that opens things; it is started without a shell. */
function openerOf(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'open';
    case 'win32':
      return 'explorer.exe';
    default:
      return 'xdg-open';
  }
}
