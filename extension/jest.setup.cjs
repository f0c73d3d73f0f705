/** What browsers have and jsdom lacks. */
const { TextDecoder, TextEncoder } = require('node:util');
const v8 = require('node:v8');

const missing = {
  TextDecoder,
  TextEncoder,
  fetch: async () => {
    throw new Error('no fetch in this test');
  },
  Headers: class {},
  Request: class {},
  Response: class {},
  // Strings and plain data as in a browser; typed arrays keep their kind.
  structuredClone: value => v8.deserialize(v8.serialize(value)),
  requestIdleCallback: callback =>
    setTimeout(() => callback({ didTimeout: false, timeRemaining: () => 50 })),
  cancelIdleCallback: handle => clearTimeout(handle),
  DragEvent: class DragEvent extends Event {},
  ResizeObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
  IntersectionObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
    takeRecords() {
      return [];
    }
  },
  matchMedia: media => ({
    matches: false,
    media,
    addListener() {},
    removeListener() {},
    addEventListener() {},
    removeEventListener() {}
  })
};

for (const [name, value] of Object.entries(missing)) {
  globalThis[name] ??= value;
}

// Vega asks whether there is a canvas; jsdom answers with an error on the console.
if (globalThis.HTMLCanvasElement) {
  HTMLCanvasElement.prototype.getContext = () => null;
}
