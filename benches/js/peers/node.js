// The libraries that need Node's modules: Node, Bun and Deno.
import { Buffer } from "node:buffer";
import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { Algorithm, signSync, verifySync } from "@node-rs/jsonwebtoken";
import { createSigner, createVerifier } from "fast-jwt";
import jsonwebtoken from "jsonwebtoken";

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url");

const fastJwt = (name, cache) => ({
  name,
  sign: (key) => createSigner({ key, algorithm: "HS256", noTimestamp: true }),
  verify: (key) => createVerifier({ key, algorithms: ["HS256"], cache }),
});

export const node = [
  fastJwt("fast-jwt", false),
  // The cache is one of verified tokens; signing has none.
  { ...fastJwt("fast-jwt, cache", true), sign: undefined },
  {
    name: "jsonwebtoken",
    sign: (key) => (claims) => jsonwebtoken.sign(claims, key, { algorithm: "HS256", noTimestamp: true }),
    verify: (key) => (token) => jsonwebtoken.verify(token, key, { algorithms: ["HS256"] }),
  },
  {
    name: "@node-rs/jsonwebtoken",
    // It cannot be kept from it.
    adds: "iat",
    sign: (key) => (claims) => signSync(claims, key, { algorithm: Algorithm.HS256 }),
    verify: (key) => (token) => verifySync(token, key, { algorithms: [Algorithm.HS256] }),
  },
  {
    // The least that a token can cost in JavaScript over OpenSSL, with no library at all.
    name: "native floor",
    sign(key) {
      const ready = createSecretKey(Buffer.from(key));
      return (claims) => {
        const input = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
        return `${input}.${createHmac("sha256", ready).update(input).digest("base64url")}`;
      };
    },
    verify(key) {
      const ready = createSecretKey(Buffer.from(key));
      return (token) => {
        const dot = token.lastIndexOf(".");
        const input = token.slice(0, dot);
        const mac = createHmac("sha256", ready).update(input).digest();
        if (!timingSafeEqual(mac, Buffer.from(token.slice(dot + 1), "base64url"))) throw new Error("signature");
        const claims = JSON.parse(Buffer.from(input.slice(input.indexOf(".") + 1), "base64url").toString());
        if (claims.exp <= Math.floor(Date.now() / 1000)) throw new Error("expired");
        return claims;
      };
    },
  },
];
