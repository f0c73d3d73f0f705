import * as React from 'react';
import { formatValue } from 'trialbook/format';
import { flagParts } from '../model/flag-diff';
import type { IRunInfo } from '../tokens';

/** Characters of a value in the line; the tooltip has it in full. */
const MAX_TEXT = 40;

/** A run's flags in one line that is cut at its end: given ones bold, the function's own defaults faint. */
export function FlagLine(props: { info: IRunInfo }): JSX.Element {
  const parts = flagParts(props.info);
  const title = parts
    .map(part => `${part.name} = ${formatValue(part.value)}`)
    .join('\n');
  return (
    <span className="jp-TrialbookFlagLine" title={title}>
      {parts.map(part => (
        <span
          key={part.name}
          className={part.isDefault ? 'jp-mod-default' : 'jp-mod-given'}
        >
          <span className="jp-TrialbookFlagLine-name">{part.name}</span>{' '}
          {short(formatValue(part.value))}
        </span>
      ))}
    </span>
  );
}

function short(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
