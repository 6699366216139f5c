// The other libraries, brought to one shape: `sign(claims, key)` and `verify(token, key, now)`, which gives the claims or
// throws. Each is used as its documentation says to use it with a shared secret; `now` is Unix seconds.

import { createSigner, createVerifier } from "fast-jwt";
import { SignJWT, jwtVerify } from "jose";
import jsonwebtoken from "jsonwebtoken";

// Both would add an `iat`, and told not to take away one that is there.
const noTimestamp = (claims) => claims.iat === undefined;
const bytes = (key) => new TextEncoder().encode(key);

export const libraries = {
  jose: {
    sign: (claims, key) => new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(bytes(key)),
    verify: async (token, key, now) =>
      (await jwtVerify(token, bytes(key), { algorithms: ["HS256"], currentDate: new Date(now * 1000) })).payload,
  },
  jsonwebtoken: {
    sign: async (claims, key) => jsonwebtoken.sign(claims, key, { algorithm: "HS256", noTimestamp: noTimestamp(claims) }),
    verify: async (token, key, now) => jsonwebtoken.verify(token, key, { algorithms: ["HS256"], clockTimestamp: now }),
  },
  "fast-jwt": {
    sign: async (claims, key) => createSigner({ key, algorithm: "HS256", noTimestamp: noTimestamp(claims) })(claims),
    verify: async (token, key, now) => createVerifier({ key, algorithms: ["HS256"], clockTimestamp: now * 1000 })(token),
  },
};
