import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { RUN_FILES } from 'trialbook/format';
import { nameOf } from '../model/paths';
import type { IRunSource } from '../model/run-source';
import type { IRun } from '../tokens';

interface ISectionProps {
  source: IRunSource;
  run: IRun;
  trans: TranslationBundle;
  /** Opens a file of the run by its path in the run folder. */
  open: (file: string) => void;
}

/** What the code depends on: folded, for most readers want the cells. */
export function SourceSections(props: ISectionProps): JSX.Element {
  return (
    <>
      <Others {...props} />
      <Commit {...props} />
      <Modules {...props} />
      <Packages {...props} />
    </>
  );
}

function Section(props: {
  title: string;
  note?: string;
  children: React.ReactNode;
}): JSX.Element {
  return (
    <details className="jp-TrialbookSource-section">
      <summary>
        {props.title}
        {props.note ? (
          <span className="jp-TrialbookSection-count">{props.note}</span>
        ) : null}
      </summary>
      {props.children}
    </details>
  );
}

function Others({ source, trans }: ISectionProps): JSX.Element | null {
  const { others } = source;
  return others.length === 0 ? null : (
    <Section
      title={trans.__('Other cells of the notebook')}
      note={others.length.toLocaleString()}
    >
      {others.map((cell, index) => (
        <section key={index} className="jp-TrialbookSource-cell">
          <div className="jp-TrialbookSource-line">
            {cell.type === 'code'
              ? trans.__('code, not executed')
              : cell.type === 'markdown'
                ? trans.__('Markdown')
                : trans.__('raw')}
          </div>
          <pre>{cell.source}</pre>
        </section>
      ))}
    </Section>
  );
}

function Commit(props: ISectionProps): JSX.Element | null {
  const { source, run, trans, open } = props;
  const { commit, branch, dirty } = run.environment?.git ?? {};
  if (commit === undefined) {
    return null;
  }
  const { changes } = run.source ?? {};
  const note = [commit.slice(0, 7), branch ?? ''].filter(Boolean).join(' · ');
  return (
    <Section title={trans.__('Commit')} note={note}>
      <div className="jp-TrialbookSource-note">
        <code>{commit}</code>{' '}
        {changes
          ? trans.__(
              '%1 files differ, %2 untracked',
              changes.files,
              changes.untracked
            )
          : dirty
            ? trans.__('with changes')
            : trans.__('clean')}
        {changes?.cut ? ` · ${trans.__('cut at 1 MiB')}` : ''}{' '}
        {source.changes === null ? null : (
          <button
            className="jp-TrialbookLink"
            onClick={() => open(RUN_FILES.changes)}
          >
            {nameOf(RUN_FILES.changes)}
          </button>
        )}
      </div>
      {source.changes === null ? null : <Diff text={source.changes} />}
    </Section>
  );
}

/** Lines of a difference that are shown; the file has the rest. */
const DIFF_LINES = 2000;

function Diff({ text }: { text: string }): JSX.Element {
  const lines = text.split('\n').slice(0, DIFF_LINES);
  return (
    <pre className="jp-TrialbookDiffText">
      {lines.map((line, index) => (
        <span key={index} className={`jp-mod-${kindOf(line)}`}>
          {line + '\n'}
        </span>
      ))}
    </pre>
  );
}

function kindOf(line: string): string {
  return /^(?:#|diff |index |--- |\+\+\+ |@@)/.test(line)
    ? 'head'
    : line.startsWith('+')
      ? 'added'
      : line.startsWith('-')
        ? 'removed'
        : 'same';
}

function Modules({ source, trans, open }: ISectionProps): JSX.Element | null {
  const { modules, left } = source.modules;
  return modules.length + left.length === 0 ? null : (
    <Section
      title={trans.__('Local modules')}
      note={modules.length.toLocaleString()}
    >
      <table>
        <tbody>
          {modules.map(({ path, file, size, sha256 }) => (
            <tr key={path}>
              <td>
                <button
                  className="jp-TrialbookLink"
                  onClick={() => open(`${RUN_FILES.modules}/${file}`)}
                >
                  {path}
                </button>
              </td>
              <td>{trans.__('%1 bytes', size.toLocaleString())}</td>
              <td title={sha256}>
                <code>{sha256.slice(0, 12)}</code>
              </td>
            </tr>
          ))}
          {left.map(({ path, reason }) => (
            <tr key={`left ${path}`}>
              <td>{path}</td>
              <td colSpan={2}>{trans.__('not kept. %1', reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Packages(props: ISectionProps): JSX.Element | null {
  const { source, trans, open } = props;
  const { packages, lock } = source.packages;
  return packages.length === 0 ? null : (
    <Section
      title={trans.__('Packages')}
      note={packages.length.toLocaleString()}
    >
      {lock?.kept ? (
        <div className="jp-TrialbookSource-note">
          {trans.__('Lock file:')}{' '}
          <button
            className="jp-TrialbookLink"
            onClick={() => open(`${RUN_FILES.source}/${lock.file}`)}
          >
            {lock.file}
          </button>
        </div>
      ) : null}
      <table>
        <tbody>
          {packages.map(({ name, version, integrity, linked }) => (
            <tr key={`${name}@${version ?? ''}`}>
              <td>{name}</td>
              <td>{version}</td>
              <td title={integrity}>
                {linked ? (
                  trans.__('linked folder')
                ) : (
                  <code>{integrity?.slice(0, 19)}</code>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
