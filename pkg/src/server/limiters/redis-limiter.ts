import { closedOptions } from "../../border/options.js";
import { MintbirdError } from "../../types/error.js";
import { type Limiter, type RateLimit, UNLIMITED, isUnlimited } from "../../types/rate-limit.js";

/** How a {@link RedisLimiter} reaches Redis. */
export interface RedisLimiterOptions {
  /**
   * Runs a Lua script, with any Redis client:
   *
   * - `redis`: `(script, keys, args) => client.eval(script, { keys, arguments: args })`
   * - `ioredis`: `(script, keys, args) => client.eval(script, keys.length, ...keys, ...args)`
   * - `@upstash/redis`: `(script, keys, args) => client.eval(script, keys, args)`
   */
  readonly eval: (script: string, keys: string[], args: string[]) => Promise<unknown>;
  /** The prefix of the keys. `mintbird:rps:` unless given. */
  readonly prefix?: string | undefined;
}

/** Counts requests by name for everybody who shares one Redis, by its clock, in an atomic script. */
export class RedisLimiter implements Limiter {
  readonly #eval: RedisLimiterOptions["eval"];
  readonly #prefix: string;

  /** @throws `MintbirdError` with the code `option` */
  constructor(options: RedisLimiterOptions) {
    const { eval: run, prefix = "mintbird:rps:" } = closedOptions<RedisLimiterOptions>(options, ["eval", "prefix"]);
    if (typeof run !== "function") throw new MintbirdError("option", "option `eval` must be a function that runs a script in Redis");
    if (typeof prefix !== "string") throw new MintbirdError("option", "option `prefix` must be a string");
    this.#eval = run;
    this.#prefix = prefix;
  }

  async take(name: string, rps: number): Promise<RateLimit> {
    if (isUnlimited(rps)) return UNLIMITED;
    const [allowed, count, reset, retryAfter] = numbersOf(await this.#eval(TAKE, [this.#prefix + name], [String(rps)]), rps);
    return {
      allowed: allowed === 1,
      limit: rps,
      remaining: Math.max(0, rps - count),
      reset: reset / 1000,
      retryAfter: retryAfter / 1000,
    };
  }
}

/** What the script returns, which some clients give as strings. An adapter that loses it on the way lets nothing through. */
function numbersOf(answer: unknown, rps: number): [number, number, number, number] {
  const isWhole = (value: unknown): boolean =>
    typeof value === "string"
      ? /^\d{1,15}$/.test(value)
      : Number.isSafeInteger(typeof value === "bigint" ? Number(value) : value) && Number(value) >= 0;
  if (Array.isArray(answer) && answer.length === 4 && answer.every(isWhole) && Number(answer[0]) <= 1) {
    const numbers = answer.map(Number) as [number, number, number, number];
    if (numbers[0] === 0 || numbers[1] <= rps) return numbers;
  }
  throw new MintbirdError(
    "option",
    "option `eval` must return what the script does, a list of four whole numbers; see how each client is called",
  );
}

/**
 * The requests of the last second as a list, oldest first, in milliseconds of Redis' own clock. A clock that was set back stands
 * still for up to a second; if it went back further, the list begins anew. The key leaves a second after the last request.
 */
const TAKE = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local rps = tonumber(ARGV[1])
local newest = tonumber(redis.call('LINDEX', KEYS[1], -1))
if newest and newest > now then
  if newest - now > 1000 then redis.call('DEL', KEYS[1]) else now = newest end
end
local oldest = tonumber(redis.call('LINDEX', KEYS[1], 0))
while oldest and now - oldest >= 1000 do
  redis.call('LPOP', KEYS[1])
  oldest = tonumber(redis.call('LINDEX', KEYS[1], 0))
end
local count = redis.call('LLEN', KEYS[1])
local function left(index)
  local time = tonumber(redis.call('LINDEX', KEYS[1], index))
  return time and time + 1000 - now or 0
end
if count >= rps then
  return { 0, count, left(-1), left(count - rps) }
end
redis.call('RPUSH', KEYS[1], now)
redis.call('PEXPIRE', KEYS[1], 1000)
return { 1, count + 1, left(-1), 0 }
`;
