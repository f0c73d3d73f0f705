import type { RunCard } from '../format/card';
import { shortId } from '../format/layout';
import { formatValue } from '../format/format-value';

/** The run card for viewers that show text only. */
export function cardText(card: RunCard): string {
  const { run, name, label, status, home, newHome, error } = card;
  const lines = [
    [`Run ${shortId(run)}`, name, label, status]
      .filter(part => part !== undefined)
      .join(' · ')
  ];
  const flags = Object.entries(card.flags).map(
    ([flag, value]) => `${flag}=${formatValue(value)}`
  );
  if (flags.length > 0) {
    lines.push(flags.join(' '));
  }
  const scalars = Object.entries(card.scalars ?? {}).map(
    ([tag, { last }]) => `${tag} ${formatValue(last)}`
  );
  if (scalars.length > 0) {
    lines.push(scalars.join(' · '));
  }
  if (error !== undefined) {
    lines.push(error);
  }
  lines.push(
    newHome
      ? `Runs are kept in ${home} (new), this one in ${home}/${run}`
      : `${home}/${run}`
  );
  return lines.join('\n');
}
