import * as React from 'react';
import { countChanges } from 'trialbook/format';
import {
  compareRows,
  flagCompareRows,
  scalarCompareRows
} from '../model/compare-rows';
import { CompareCells } from './compare-cells';
import { sectionTitle, type ICompareProps } from './compare-props';
import { FoldingSection } from './compare-section';
import { CompareTable } from './compare-table';
import { DiffHunks } from './diff-hunks';
import { EmptyState } from './empty-state';

/** The upper part: flags, outcome and scalars in one table; or that there is nothing to show. */
export function CompareValues(props: ICompareProps): JSX.Element {
  const { model, trans } = props;
  const { diff } = model;
  if (!diff) {
    return (
      <EmptyState
        title={
          model.problems.length > 0
            ? trans.__('The runs cannot be compared')
            : trans.__('Reading the runs…')
        }
      />
    );
  }
  const { flags, outcome } = flagCompareRows(diff);
  return (
    <>
      {model.isEmpty ? (
        <EmptyState title={trans.__('These runs do not differ.')} />
      ) : null}
      <FoldingSection
        {...props}
        section="values"
        count={
          countChanges(diff, 'flags') +
          countChanges(diff, 'outcome') +
          countChanges(diff, 'scalars')
        }
      >
        <CompareTable
          trans={trans}
          caption={trans.__('Flags, outcome and scalars of both runs')}
          groups={[
            { title: trans.__('Flags'), rows: flags },
            { title: trans.__('Outcome'), rows: outcome },
            {
              title: trans.__('Scalars, last values'),
              rows: scalarCompareRows(diff)
            }
          ]}
        />
      </FoldingSection>
    </>
  );
}

/** A section that is one text: the lines that differ. */
function CompareText(
  props: ICompareProps & { section: 'patch' | 'output' }
): JSX.Element {
  const { model, trans, section } = props;
  const text = model.diff?.[section];
  const count = model.diff ? countChanges(model.diff, section) : 0;
  return (
    <FoldingSection {...props} count={count}>
      {text && (count > 0 || text.cut) ? (
        <DiffHunks
          text={text}
          label={sectionTitle(section, trans)}
          trans={trans}
        />
      ) : null}
    </FoldingSection>
  );
}

/** The lower part, below the charts: cells, packages, environment, and what is long: the patch and the output. */
export function CompareFacts(props: ICompareProps): JSX.Element | null {
  const { model, trans } = props;
  const { diff } = model;
  if (!diff) {
    return null;
  }
  const text = (value: string, limit: number) =>
    value.length > limit ? `${value.slice(0, limit)}…` : value;
  return (
    <>
      <FoldingSection
        {...props}
        section="cells"
        count={countChanges(diff, 'cells')}
      >
        <CompareCells cells={diff.cells} trans={trans} />
      </FoldingSection>
      <FoldingSection
        {...props}
        section="packages"
        count={countChanges(diff, 'packages')}
      >
        <CompareTable
          trans={trans}
          caption={trans.__('Packages of both runs')}
          groups={[{ rows: compareRows(diff.packages, text) }]}
        />
      </FoldingSection>
      <FoldingSection
        {...props}
        section="environment"
        count={countChanges(diff, 'environment')}
      >
        <CompareTable
          trans={trans}
          caption={trans.__('Environment of both runs')}
          groups={[{ rows: compareRows(diff.environment, text) }]}
        />
      </FoldingSection>
      {diff.patch ? <CompareText {...props} section="patch" /> : null}
      <CompareText {...props} section="output" />
    </>
  );
}
