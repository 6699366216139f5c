// Measures contenders side by side: in every round each of them gets a batch of calls, in turn, so that whatever slows the
// machine down for a while slows all of them. Medians over the rounds; ratios are taken within a round.
import { Bench } from "tinybench";
import { calls } from "./contests.js";

/**
 * @param rounds how many batches each contender gets
 * @param batchMs how long a batch takes, roughly, in milliseconds
 * @param warmupMs how long each contender runs before it counts
 * @returns for each contender { name, us, samples }: microseconds per token, median and in each round
 */
export async function measure({ contenders }, { rounds, batchMs, warmupMs }) {
  const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true });
  const field = [];
  for (const contender of contenders) {
    const count = await warmUp(contender, warmupMs, batchMs);
    bench.add(contender.name, () => calls(contender, count));
    field.push({ contender, count, task: bench.getTask(contender.name), samples: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { contender, count, task, samples } of field) {
      task.reset();
      await task.run();
      samples.push((task.result.latency.mean * 1000) / (count * (contender.size ?? 1)));
    }
  }
  return field.map(({ contender, samples }) => ({ name: contender.name, us: median(samples), samples }));
}

/** How many times faster one is than another. */
export function ratio(ours, theirs) {
  return median(ours.samples.map((sample, round) => theirs.samples[round] / sample));
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs a contender for a while; how many calls make a batch. */
async function warmUp(contender, warmupMs, batchMs) {
  let count = 1;
  const end = performance.now() + warmupMs;
  for (;;) {
    const start = performance.now();
    await calls(contender, count);
    const took = performance.now() - start;
    if (took < batchMs / 2) count *= 2;
    if (took >= batchMs / 4 && start >= end) return Math.max(1, Math.round((count * batchMs) / Math.max(took, batchMs / 4)));
  }
}
