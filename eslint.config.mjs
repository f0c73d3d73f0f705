import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** The rooms of the library, bottom to top: each may import only from those before it. */
const ROOMS = [
  'format',
  'store',
  'recorded',
  'run',
  'plan',
  'notebook',
  'project',
  'work',
  'cli'
];

const roomOrder = ROOMS.map((room, at) => ({
  files: [`kernel-lib/src/${room}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: ROOMS.slice(at + 1).flatMap(above => [
              `**/${above}`,
              `**/${above}/**`
            ]),
            message: `${room}/ imports only from the rooms below it: ${ROOMS.slice(0, at).join(', ') || 'none'}.`
          },
          ...(room === 'format'
            ? [
                {
                  group: ['node:*', 'fs', 'path', 'os', 'buffer'],
                  message: 'format/ runs in browsers too.'
                }
              ]
            : [])
        ].filter(pattern => pattern.group.length > 0)
      }
    ]
  }
}));

/** Rules of JupyterLab's own plugin, for the files of the extension only; what it warns of is an error here. */
const jupyterRules = jupyter.configs.recommended.map(config => ({
  ...config,
  plugins: { jupyter },
  files: config.files.map(glob =>
    glob.includes('schema')
      ? 'extension/schema/*.json'
      : `extension/src/${glob}`
  ),
  rules: Object.fromEntries(
    Object.entries(config.rules ?? {}).map(([name, level]) => [
      name,
      level === 'warn' ? 'error' : level
    ])
  )
}));

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/lib/**',
      '**/labextension/**',
      '**/.venv/**',
      '**/.cache/**',
      '**/.demo/**',
      '**/runs/**',
      '**/test-results/**',
      '**/playwright-report/**'
    ]
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strict],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // Statics and module-private functions stand in namespaces, as in JupyterLab.
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-empty-object-type': [
        'error',
        { allowInterfaces: 'with-single-extends' }
      ],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        {
          'ts-expect-error': 'allow-with-description',
          minimumDescriptionLength: 10
        }
      ],
      curly: 'error',
      eqeqeq: ['error', 'always'],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-control-regex': 'error',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }
      ],
      'prefer-const': 'error'
    }
  },
  ...roomOrder,
  ...jupyterRules,
  {
    files: ['extension/src/**/*.{ts,tsx}'],
    rules: {
      'jupyter/prefer-lazy-imports': [
        'error',
        {
          // Small, and the panel needs them to be there when the application starts.
          ignoreImports: [
            'trialbook/format',
            '../commands',
            '../model/homes',
            '../model/runs-panel-model',
            '../sources/jupyter-files',
            '../widgets/runs-panel'
          ]
        }
      ],
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        },
        {
          selector: 'classProperty',
          modifiers: ['private'],
          format: ['camelCase'],
          leadingUnderscore: 'require'
        },
        {
          selector: 'classMethod',
          modifiers: ['private'],
          format: ['camelCase'],
          leadingUnderscore: 'require'
        }
      ]
    }
  },
  {
    files: ['extension/src/**/__tests__/**'],
    rules: {
      '@typescript-eslint/naming-convention': 'off',
      'jupyter/command-described-by': 'off',
      'jupyter/no-untranslated-string': 'off',
      'jupyter/require-disposable-ownership': 'off'
    }
  },
  {
    // CommonJS: what a kernel may lack is asked for when it is needed.
    files: ['kernel-lib/**/*.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' }
  },
  {
    files: [
      'ui-tests/**',
      'kernel-lib/src/cli/**',
      'scripts/**',
      '**/test/**',
      '**/bench/**'
    ],
    rules: { 'no-console': 'off' }
  },
  prettier,
  // Prettier's set turns `curly` off though its "all" does not clash with it.
  { files: ['**/*.{ts,tsx}'], rules: { curly: ['error', 'all'] } }
);
