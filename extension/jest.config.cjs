/** The extension's tests: jsdom, with what jsdom lacks added by hand. */
const esm = [
  '@codemirror',
  '@marijn',
  '@jupyter/ydoc',
  '@jupyter/react-components',
  '@jupyter/web-components',
  '@jupyterlab/',
  '@microsoft',
  'exenv-es6',
  'color',
  'marked',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs',
  'vega',
  'd3-',
  'internmap',
  'delaunator',
  'robust-predicates'
].join('|');

const swc = syntax => [
  '@swc/jest',
  {
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      parser: syntax,
      transform: {
        react: { runtime: 'classic' },
        useDefineForClassFields: false
      }
    }
  }
];

module.exports = {
  displayName: 'extension',
  rootDir: __dirname,
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/src/**/__tests__/*.spec.{ts,tsx}'],
  setupFiles: ['<rootDir>/jest.setup.cjs'],
  transform: {
    '\\.tsx?$': swc({ syntax: 'typescript', tsx: true }),
    '\\.m?js$': swc({ syntax: 'ecmascript' }),
    '\\.svg$': '<rootDir>/jest.text.cjs'
  },
  moduleNameMapper: {
    '\\.(css|less|sass|scss|gif|ttf|eot)$': '<rootDir>/jest.empty.cjs',
    '^trialbook/format$': '<rootDir>/../kernel-lib/src/format'
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm}))`]
};
