/** Tables for a terminal. */
export { tableLines } from '../format/text-table';
export type { Column } from '../format/text-table';
