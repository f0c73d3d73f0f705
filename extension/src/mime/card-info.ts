import type { RunCard } from 'trialbook/format';
import type { IRunInfo } from '../tokens';

/** What a card's output alone tells of its run. */
export function infoOfCard(card: RunCard): IRunInfo {
  const scalars = Object.entries(card.scalars ?? {});
  return {
    id: card.run,
    name: card.name,
    label: card.label,
    tags: [],
    flags: card.flags,
    defaults: card.defaults ?? [],
    status: card.status,
    created: card.started,
    started: card.started,
    ended: card.ended,
    error: card.error,
    scalarsFile: '',
    scalars: Object.fromEntries(
      scalars.map(([tag, { last, step }]) => [tag, { last, step }])
    ),
    sparkline: scalars[0]?.[1].sparkline ?? []
  };
}

/** The greatest step among a run's last points; `null` when nothing was logged. */
export function lastStep(info: IRunInfo): number | null {
  const steps = Object.values(info.scalars).map(({ step }) => step);
  return steps.length > 0 ? Math.max(...steps) : null;
}
