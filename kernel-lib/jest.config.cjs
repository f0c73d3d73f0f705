/** Pure rooms are tested from their source, the rest as the built package `trialbook`, as users have it. */
module.exports = {
  displayName: 'kernel-lib',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' }
      }
    ]
  }
};
