/** Path of the connection file this kernel was started with. */
export function connectionFile(): string | undefined {
  const at = process.argv.indexOf('--config-path');
  return at < 0 ? undefined : process.argv[at + 1];
}
