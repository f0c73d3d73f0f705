import * as React from 'react';
import type { CompareSection } from '../model/compare-model';
import { sectionTitle, type ICompareProps } from './compare-props';

/** A section under a heading that folds it, with the number of its differences. */
export function FoldingSection(
  props: React.PropsWithChildren<
    ICompareProps & { section: CompareSection; count: number }
  >
): JSX.Element {
  const { model, trans, section, count } = props;
  const folded = model.isFolded(section);
  const id = `jp-trialbook-compare-${model.a.id}-${model.b.id}-${section}`;
  return (
    <section className="jp-TrialbookCompare-section" data-section={section}>
      <SectionHeading {...props} controls={id} folded={folded} />
      <div id={id} hidden={folded}>
        {count === 0 ? (
          <p className="jp-TrialbookCompare-none">
            {trans.__('No differences.')}
          </p>
        ) : null}
        {folded ? null : props.children}
      </div>
    </section>
  );
}

/** The heading alone, for a section whose body is a widget. */
export function SectionHeading(
  props: ICompareProps & {
    section: CompareSection;
    count: number;
    folded: boolean;
    controls?: string;
  }
): JSX.Element {
  const { model, trans, section, count, folded } = props;
  return (
    <h2 className="jp-TrialbookSection-head">
      <button
        type="button"
        className="jp-TrialbookSection-heading"
        aria-expanded={!folded}
        aria-controls={props.controls}
        onClick={() => model.fold(section, !folded)}
      >
        {sectionTitle(section, trans)}
        <span className="jp-TrialbookSection-count">
          {count > 0 ? count.toLocaleString() : ''}
        </span>
      </button>
    </h2>
  );
}
