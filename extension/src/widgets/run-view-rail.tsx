import * as React from 'react';
import type { TranslationBundle } from '@jupyterlab/translation';
import { formatValue } from 'trialbook/format';
import { flagRows, MAX_FLAG_ROWS, type IFlagRow } from '../model/flag-rows';
import type { IRun } from '../tokens';
import type { IRunViewProps } from './run-view-props';

/** The facts beside the charts: flags, result, source, machine, warnings. */
export function RunViewRail({ model, trans }: IRunViewProps): JSX.Element {
  const { run } = model;
  return (
    <>
      <Flags run={run} trans={trans} />
      {run.value !== undefined ? (
        <Part title={trans.__('Result')}>
          <div
            className="jp-TrialbookRail-mono"
            title={formatValue(run.value, 2000)}
          >
            {formatValue(run.value)}
          </div>
        </Part>
      ) : null}
      <Source run={run} trans={trans} />
      <Environment run={run} trans={trans} />
      {run.warnings.length > 0 ? (
        <Part title={trans.__('Warnings')}>
          {run.warnings.map((warning, i) => (
            <div key={i} className="jp-TrialbookRail-warning">
              {warning}
            </div>
          ))}
        </Part>
      ) : null}
    </>
  );
}

interface IPartProps {
  run: IRun;
  trans: TranslationBundle;
}

function Part(props: React.PropsWithChildren<{ title: string }>): JSX.Element {
  return (
    <section className="jp-TrialbookRail-part">
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

function Flags({ run, trans }: IPartProps): JSX.Element {
  const rows = flagRows(run.info, run.flagFacts);
  return (
    <Part title={trans.__('Flags')}>
      {rows.length === 0 ? (
        <div className="jp-TrialbookRail-faint">
          {trans.__('The function takes none.')}
        </div>
      ) : (
        <table className="jp-TrialbookRail-flags">
          <tbody>
            {rows.map(row => (
              <FlagRow key={row.name} row={row} trans={trans} />
            ))}
          </tbody>
        </table>
      )}
      {rows.length === MAX_FLAG_ROWS ? (
        <div className="jp-TrialbookRail-faint">
          {trans.__('The first %1 are shown.', MAX_FLAG_ROWS)}
        </div>
      ) : null}
    </Part>
  );
}

function FlagRow(props: {
  row: IFlagRow;
  trans: TranslationBundle;
}): JSX.Element {
  const { row, trans } = props;
  const className = row.isDefault ? 'jp-mod-default' : 'jp-mod-given';
  const title = [
    `${row.name} = ${row.text}${row.isDefault ? ` (${trans.__('default')})` : ''}`,
    row.description,
    row.allowed && trans.__('Allowed: %1', row.allowed)
  ]
    .filter(line => line)
    .join('\n');
  return (
    <>
      <tr className={className} title={title}>
        <th scope="row">{row.name}</th>
        <td>{row.text}</td>
      </tr>
      {row.description ? (
        <tr className="jp-mod-description" title={title}>
          <td colSpan={2}>{row.description}</td>
        </tr>
      ) : null}
    </>
  );
}

function Source({ run, trans }: IPartProps): JSX.Element | null {
  const { source } = run;
  if (!source) {
    return null;
  }
  const name = source.notebook?.split('/').pop();
  const { kernel, cells, cell } = source;
  const where = [
    name,
    cell?.count === undefined ? '' : trans.__('cell [%1]', cell.count)
  ];
  const what = [
    [kernel.name, kernel.version].filter(part => part).join(' '),
    cells === undefined ? '' : trans._n('%1 cell ran', '%1 cells ran', cells)
  ];
  return (
    <Part title={trans.__('Source')}>
      <Line parts={where} title={source.notebook} />
      <Line parts={what} faint />
    </Part>
  );
}

function Environment({ run, trans }: IPartProps): JSX.Element | null {
  const { environment: env } = run;
  if (!env) {
    return null;
  }
  const gigabytes = env.memory === undefined ? 0 : env.memory / 2 ** 30;
  return (
    <Part title={trans.__('Environment')}>
      <Line
        parts={[
          env.node && `Node ${env.node.replace(/^v/, '')}`,
          env.tslab && `tslab ${env.tslab}`,
          env.cpu && trans._n('%1 core', '%1 cores', env.cpu.cores),
          gigabytes > 0 && `${gigabytes.toFixed(gigabytes < 10 ? 1 : 0)} GB`
        ]}
        title={env.cpu?.model}
      />
      {env.gpu?.map((gpu, i) => (
        <Line key={i} parts={[gpu]} />
      ))}
      <Line
        faint
        parts={[[env.user, env.host].filter(part => part).join('@'), env.os]}
      />
      {env.git?.commit ? (
        <Line
          faint
          title={env.git.commit}
          parts={[
            env.git.commit.slice(0, 7),
            env.git.branch,
            env.git.dirty && trans.__('with uncommitted changes')
          ]}
        />
      ) : null}
    </Part>
  );
}

/** What is known of some facts in one line; nothing when none is. */
function Line(props: {
  parts: readonly (string | undefined | false)[];
  title?: string;
  faint?: boolean;
}): JSX.Element | null {
  const text = props.parts
    .filter((part): part is string => Boolean(part))
    .map(unbroken)
    .join(' · ');
  return text ? (
    <div
      className={props.faint ? 'jp-TrialbookRail-faint' : undefined}
      title={props.title ?? text}
    >
      {text}
    </div>
  ) : null;
}

/** A short text that is not torn apart at the end of a line. */
function unbroken(text: string): string {
  return text.length < 20 ? text.replaceAll(' ', '\u00a0') : text;
}
