import * as fc from 'fast-check';
import { parseCsv } from '../csv';
import { fileKind, hasPreview } from '../file-kind';
import { safeHtml } from '../safe-html';

describe('parseCsv()', () => {
  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2']
      ]
    ],
    [
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2']
      ]
    ],
    [
      '"a ""x""",b\n"1\n2",3',
      [
        ['a "x"', 'b'],
        ['1\n2', '3']
      ]
    ],
    [
      'a,,c\n\n,,',
      [
        ['a', '', 'c'],
        ['', '', '']
      ]
    ],
    ['"open,1\n2', [['open,1\n2']]],
    ['', []]
  ])('reads %j', (text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });

  it('takes another separator', () => {
    expect(parseCsv('a\tb,c', '\t')).toEqual([['a', 'b,c']]);
  });

  it('gives back any cells that were written in quotes', () => {
    const cells = fc.array(
      fc.array(fc.string(), { minLength: 1, maxLength: 5 })
    );
    fc.assert(
      fc.property(cells, rows => {
        const text = rows
          .map(row =>
            row.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')
          )
          .join('\n');
        const filled = rows.filter(row => row.length > 1 || row[0] !== '');
        expect(parseCsv(text)).toEqual(filled);
      })
    );
  });
});

describe('fileKind()', () => {
  it.each([
    ['plots/loss.PNG', 'image'],
    ['x.html', 'html'],
    ['x.svg', 'text'],
    ['data.tsv', 'csv'],
    ['a.json', 'json'],
    ['log.jsonl', 'text'],
    ['logs/events.out.tfevents.1.host', 'scalars'],
    ['model.bin', 'other'],
    ['png', 'other']
  ])('tells %s', (name, kind) => {
    expect(fileKind(name)).toBe(kind);
    expect(hasPreview(fileKind(name))).toBe(
      !['other', 'scalars'].includes(kind)
    );
  });
});

describe('safeHtml()', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src="https://evil.example/x.png" onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="https://evil.example" ping="https://evil.example">x</a>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<form action="https://evil.example"><button formaction="https://evil.example">x</button></form>',
    '<svg><a xlink:href="https://evil.example"><text>x</text></a></svg>',
    '<svg onload="alert(1)"><image href="https://evil.example/x.png"/></svg>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="https://evil.example"></object><embed src="https://evil.example">',
    '<video src="https://evil.example" poster="https://evil.example"></video>',
    '<body background="https://evil.example" onload="alert(1)">',
    '<style>@import url(https://evil.example/y.css); b { background: URL( "https://evil.example/z.png" ) }</style>',
    '<style>@import "https://evil.example/y.css"</style>',
    '<b style="background:url(https://evil.example/s.png)">x</b>',
    '<svg><rect fill="url(https://evil.example/f.svg#a)"/></svg>',
    '<table background="https://evil.example"><td>x</td></table>'
  ])('leaves nothing that runs, fetches or leads away: %s', html => {
    const safe = safeHtml(html);
    expect(safe.slice(safe.indexOf('<html'))).not.toMatch(
      /evil\.example|javascript:|alert|<script|<iframe/i
    );
  });

  it('keeps the page, its styles and the pictures in it, under a strict policy', () => {
    const safe = safeHtml(
      '<!doctype html><style>h1 { color: red }</style><h1 id="a">Hi</h1><svg><rect fill="url(#b)"/></svg><a href="#a">up</a><img src="data:image/png;base64,AA==">'
    );
    expect(safe).toMatch(
      /^<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none';/
    );
    for (const part of [
      'color: red',
      '<h1 id="a">Hi</h1>',
      'href="#a"',
      'fill="url(#b)"',
      'src="data:image/png'
    ]) {
      expect(safe).toContain(part);
    }
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), html => {
        expect(safeHtml(html)).toContain("default-src 'none'");
      })
    );
  });
});
