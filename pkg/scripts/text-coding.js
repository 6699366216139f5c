// What the CommonJS bundles take for TextEncoder and TextDecoder: those of the runtime, or, in Jest's jsdom, which has none, what
// Node's Buffer makes of them. They do what the package asks of them and no more.
const { Buffer } = globalThis;

export const TextEncoder =
  globalThis.TextEncoder ??
  class {
    encode(text) {
      return Uint8Array.from(Buffer.from(text));
    }
    encodeInto(text, target) {
      const bytes = Buffer.from(text);
      target.set(bytes);
      return { read: text.length, written: bytes.length };
    }
  };

export const TextDecoder =
  globalThis.TextDecoder ??
  class {
    decode(bytes = new Uint8Array()) {
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    }
  };
