import assert from "node:assert/strict";
import test from "node:test";
import { by, inPage } from "./page.js";

test(
  "one button runs mintbird against jose and draws the bars",
  inPage(
    async (page) => {
      await by(page, "race").click();
      assert.match(await by(page, "race").textContent(), /^Running, \d+ %$/);
      await by(page, "lanes").nth(1).waitFor({ timeout: 60_000 });
      const lanes = await page.locator(".lane").evaluateAll((all) =>
        all.map((lane) => ({
          name: lane.querySelector("dt").textContent,
          time: Number.parseFloat(lane.querySelector("dd .mono").textContent),
          width: lane.querySelector(".bar").getBoundingClientRect().width,
          ratio: lane.querySelector(".ratio").textContent,
        })),
      );
      console.log(lanes.map(({ name, time, ratio }) => `${name}: ${time} µs ${ratio}`.trim()).join("; "));
      assert.deepEqual(
        lanes.map(({ name }) => name),
        ["mintbird, mintMany", "mintbird, mint", "jose, SignJWT", "mintbird, verify", "jose, jwtVerify"],
      );
      for (const race of [lanes.slice(0, 3), lanes.slice(3)]) {
        const jose = race.at(-1);
        for (const { time, width, ratio } of race) {
          assert.ok(time > 0);
          // A bar is as long as its time.
          assert.ok(Math.abs(width / jose.width - time / jose.time) < 0.05 || width > jose.width, `${width} of ${jose.width}`);
          if (time < jose.time) assert.match(ratio, /^[\d.]+ × faster$/);
        }
      }
      assert.ok(lanes[1].time < lanes[2].time, "mint is faster than SignJWT");
    },
    { hash: "#tab=speed" },
  ),
);
