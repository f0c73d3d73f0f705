import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { isRunId } from 'trialbook/format';
import type { Folder } from './fixtures';
import type { LabPage } from './lab-page';
import { writeNotebook } from './notebook-file';

/** The home of a test's notebooks. */
export const homeOf = (folder: Folder) => path.join(folder.dir, 'runs');

/** Ids of the runs in a home. */
export const runsIn = (home: string) =>
  existsSync(home) ? readdirSync(home).filter(isRunId) : [];

/** Opens a notebook of these cells beside the panel. */
export async function open(
  lab: LabPage,
  folder: Folder,
  cells: string[]
): Promise<void> {
  writeNotebook(folder.dir, 'book.ipynb', cells);
  await lab.openNotebook('book.ipynb');
  await lab.runs.show();
}
