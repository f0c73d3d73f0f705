/** The facts of the machine and of the project, by name. */
import type { RunEnvironment, RunRecord } from '../fold';

/** Facts of the environment as texts, packages aside: `node`, `cpu`, `git.commit`, `env.LANG` and so on. */
export function environmentFacts(
  environment: RunEnvironment,
  source?: RunRecord['source']
): Record<string, string> {
  const { cpu, memory, gpu, git, env, user, host, os, node, tslab } =
    environment;
  const facts: [string, string | undefined][] = [
    ['git.commit', git?.commit],
    ['git.branch', git?.branch],
    ['git.dirty', git?.dirty === undefined ? undefined : String(git.dirty)],
    ['notebook', source?.notebook],
    ['kernel', kernelText(source)],
    ['node', node],
    ['tslab', tslab],
    ['user', user],
    ['host', host],
    ['os', os],
    ['cpu', cpu && `${cpu.model}, ${cpu.cores} cores`],
    ['memory', memory === undefined ? undefined : `${memory} bytes`],
    ['gpu', gpu?.join(', ')],
    ...Object.entries(env ?? {}).map(([name, value]): [string, string] => [
      `env.${name}`,
      value
    ])
  ];
  return Object.fromEntries(
    facts.filter((fact): fact is [string, string] => fact[1] !== undefined)
  );
}

function kernelText(source: RunRecord['source']): string | undefined {
  const { name, version } = source?.kernel ?? {};
  return name ? [name, version].filter(part => part).join(' ') : undefined;
}
