// Mints as many tokens as it is told, with mintbird or with jose, and says how many.
import { SignJWT } from "jose";
import { Minter } from "mintbird";
import { KEY, payloads } from "../payloads.js";

const algorithm = { name: "HMAC", hash: "SHA-256" };

export default {
  async fetch(request) {
    const { who, payload, count } = await request.json();
    const { template, params, claims } = payloads.find(({ name }) => name === payload);
    let length = 0;
    if (who === "mintbird") {
      const minter = new Minter(template, KEY);
      for (let i = 0; i < count; i++) length += minter.mint(params(i)).length;
    } else {
      const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(KEY), algorithm, false, ["sign"]);
      for (let i = 0; i < count; i++) {
        length += (await new SignJWT(claims(params(i))).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(key)).length;
      }
    }
    return Response.json({ count, length });
  },
};
