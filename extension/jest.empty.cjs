/** Stands in for styles in tests. */
module.exports = {};
