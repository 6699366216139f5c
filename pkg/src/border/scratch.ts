import { callModule } from "./call.js";
import { copied } from "./copied.js";
import { memoryOf } from "./load.js";

/**
 * Where texts cross to the module and back. The module keeps one buffer for what it is given and one for its answers; to
 * write straight into the first saves a string, an allocation and a copy with every call.
 */

/** What wasm-bindgen makes of src/wasm/scratch.rs. */
interface Module<Buffers> {
  readonly Scratch: new () => Buffers;
}

export interface Buffers {
  input(length: number): number;
  output(): number;
}

/** The initial length of the input, in bytes: enough for all but long values and batches. */
const FIRST_LENGTH = 16 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The buffers of one module. */
export class Scratch<B extends Buffers = Buffers> {
  readonly #module: Module<B>;
  /** Created with the first text, because the module starts after this file was loaded. */
  #buffers: B | undefined;
  /** All of the module's memory. The view becomes empty when the memory grows. */
  #memory = new Uint8Array();
  /** Where the input starts in it, and how long it is. */
  #start = 0;
  #length = 0;

  /** How many bytes of the input are written. */
  at = 0;

  constructor(module: Module<B>) {
    this.#module = module;
  }

  /** To be passed to the module. */
  get buffers(): B {
    return (this.#buffers ??= new this.#module.Scratch());
  }

  /**
   * Runs what writes to the input, from `start` on, and calls the module with it. Then the input is as it was before, whatever
   * happens: a getter among the parameters may mint a token of its own, which is written behind what is there.
   */
  call<T>(run: (start: number) => T): T {
    const start = this.at;
    try {
      return callModule(() => run(start));
    } finally {
      this.at = start;
    }
  }

  byte(byte: number): void {
    this.#room(1)[this.#start + this.at++] = byte;
  }

  /** Writes a number up to 65535: two bytes, the lower one first. */
  count(count: number): void {
    const memory = this.#room(2);
    memory[this.#start + this.at++] = count & 0xff;
    memory[this.#start + this.at++] = count >> 8;
  }

  /** Overwrites such a number. */
  countAt(at: number, count: number): void {
    const memory = this.#room(0);
    memory[this.#start + at] = count & 0xff;
    memory[this.#start + at + 1] = count >> 8;
  }

  /** Writes a text after its length in bytes. */
  text(text: string): void {
    this.#text(text, this.#room(2 + 3 * text.length));
  }

  /** The same, after a tag. */
  tagged(tag: number, text: string): void {
    const memory = this.#room(3 + 3 * text.length);
    memory[this.#start + this.at++] = tag;
    this.#text(text, memory);
  }

  #text(text: string, memory: Uint8Array): void {
    const start = this.#start + this.at;
    const written = write(text, memory, start + 2);
    memory[start] = written & 0xff;
    memory[start + 1] = written >> 8;
    this.at += 2 + written;
  }

  /** Writes a text alone. */
  utf8(text: string): void {
    const memory = this.#room(3 * text.length);
    this.at += write(text, memory, this.#start + this.at);
  }

  /** Writes bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length).set(bytes, this.#start + this.at);
    this.at += bytes.length;
  }

  /** Reads the answer, whose length the module has returned. */
  answer(length: number): string {
    const start = this.buffers.output();
    return decoder.decode(this.#view().subarray(start, start + length));
  }

  /** Reads an answer of several texts, each after its length: searching for separators would cost more than all the rest. */
  answers(length: number): string[] {
    const memory = this.#view();
    const texts: string[] = [];
    let at = this.buffers.output();
    for (const end = at + length; at < end;) {
      const start = at + 2;
      at = start + (memory[at]! | (memory[at + 1]! << 8));
      texts.push(decoder.decode(memory.subarray(start, at)));
    }
    return texts;
  }

  /** The memory, after making room for that many more bytes of input. */
  #room(bytes: number): Uint8Array {
    const length = this.at + bytes;
    if (length > this.#length) {
      this.#length = Math.max(FIRST_LENGTH, 2 * length);
      this.#start = this.buffers.input(this.#length);
    }
    return this.#view();
  }

  #view(): Uint8Array {
    if (this.#memory.length === 0) this.#memory = new Uint8Array(memoryOf(this.#module).buffer);
    return this.#memory;
  }
}

/** Writes a text at a place that has room for it; how many bytes it took. */
function write(text: string, memory: Uint8Array, start: number): number {
  const { length } = text;
  return copied(text, memory, start) ? length : encoder.encodeInto(text, memory.subarray(start, start + 3 * length)).written;
}
