// All contests, or some, in the runtime that this runs in.
import { contests } from "./contests.js";
import { measure, ratio } from "./rounds.js";

/**
 * @param peers the libraries that run here
 * @param options { only, pace }, as `contests` and `measure` take them
 * @param report is called with the result of each contest as soon as it is there: { operation, payload, contenders }, a contender
 * being { name, us, ratio }: microseconds per token, and how many times longer that is than ours takes
 */
export async function run(peers, { only, pace }, report) {
  for (const contest of await contests(peers, only)) {
    const measured = await measure(contest, pace);
    const contenders = measured.map(({ name, us, samples }) => ({ name, us, ratio: ratio(measured[0], { samples }) }));
    await report({ operation: contest.operation, payload: contest.payload, contenders });
  }
}
