import * as React from 'react';

/** A table of texts that scrolls in its own box. */
export function DataTable(props: {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  label: string;
}): JSX.Element {
  const { columns, rows, label } = props;
  return (
    <div
      className="jp-TrialbookTable"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th key={i} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j} className={isNumber(cell) ? 'jp-mod-number' : ''}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isNumber(text: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text);
}
