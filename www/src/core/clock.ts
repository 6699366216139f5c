import { computed, signal } from "@preact/signals-core";

/** The page's clock: the real one, and how far it was put ahead to see a token expire. Unix seconds. */
const real = signal(seconds());
const ahead = signal(0);

setInterval(() => (real.value = seconds()), 1000);

export const now = computed(() => real.value + ahead.value);
export const clockAhead = computed(() => ahead.value);

export function moveClockTo(time: number): void {
  ahead.value = Math.max(0, time - real.value);
}

export function resetClock(): void {
  ahead.value = 0;
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
