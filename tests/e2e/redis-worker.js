// usage: redis-worker.js SOCKET BEGIN NAME RPS MILLISECONDS
// From a moment on, asks as often as it can for that long; prints how often it asked and when it was let through.
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "redis";
import { RedisLimiter } from "mintbird/server";

const [socket, begin, name, rps, milliseconds] = process.argv.slice(2);
const client = await createClient({ socket: { path: socket } }).connect();
const end = Number(begin) + Number(milliseconds);
const passed = [];
let asked = 0;

async function ask() {
  let time;
  const limiter = new RedisLimiter({
    // The limiter's own script, and in the same step when it counted, by Redis' clock.
    async eval(script, keys, args) {
      const timed = `local answer = (function() ${script} end)()
        answer[#answer + 1] = redis.call('LINDEX', KEYS[1], -1)
        return answer`;
      const answer = await client.eval(timed, { keys, arguments: args });
      time = Number(answer.pop());
      return answer;
    },
  });
  while (Date.now() < end) {
    asked++;
    const { allowed } = await limiter.take(name, Number(rps));
    if (allowed) passed.push(time);
  }
}

await sleep(Number(begin) - Date.now());
await Promise.all([ask(), ask(), ask()]);
console.log(JSON.stringify({ asked, passed }));
await client.close();
