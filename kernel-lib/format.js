// A real file, because tslab and other Node10 resolvers do not read the `exports` map.
module.exports = require('./dist/format');
