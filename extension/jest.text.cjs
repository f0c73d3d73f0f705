/** Gives files as their text in tests. */
module.exports = {
  process: text => ({ code: `module.exports = ${JSON.stringify(text)};` })
};
