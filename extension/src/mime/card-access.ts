import type { CommandRegistry } from '@lumino/commands';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IHomes } from '../tokens';

/** What the application lends to run cards, which are made before and without it. */
export interface ICardAccess {
  readonly homes: IHomes;
  readonly commands: CommandRegistry;
  /** A path without its drive, as `Contents.IManager.localPath`. */
  localPath(path: string): string;
}

const access = new PromiseDelegate<ICardAccess>();

/** Resolved when the application has started; never where it does not have the plugin. */
export const cardAccess: Promise<ICardAccess> = access.promise;

/** Called once by the plugin that has the homes. */
export function provideCardAccess(value: ICardAccess): void {
  access.resolve(value);
}
