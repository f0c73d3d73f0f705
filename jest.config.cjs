/** The library in Node, the extension in jsdom, the scripts as processes. */
module.exports = {
  projects: [
    '<rootDir>/kernel-lib/jest.config.cjs',
    '<rootDir>/extension/jest.config.cjs',
    '<rootDir>/scripts/jest.config.cjs'
  ]
};
