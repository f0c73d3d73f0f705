export type { ArchiveLimits } from './limits';
export { unfitName } from './member-name';
export { isZip, unpackZip } from './read-zip';
export { packZip } from './write-zip';
