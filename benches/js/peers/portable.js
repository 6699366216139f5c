// The libraries that run everywhere. A peer is { name, sign(key), verify(key), adds? }: what is made of the key is made once,
// and what comes back is called once a token. Both may be asynchronous. `adds` is a claim that it adds by itself.
import cloudflare from "@tsndr/cloudflare-worker-jwt";
import { sign as honoSign, verify as honoVerify } from "hono/jwt";
import { SignJWT, jwtVerify } from "jose";

const HS256 = { alg: "HS256", typ: "JWT" };
const HMAC = { name: "HMAC", hash: "SHA-256" };
const bytes = (key) => new TextEncoder().encode(key);
const cryptoKey = (key, usage) => crypto.subtle.importKey("raw", bytes(key), HMAC, false, [usage]);

const jose = (name, prepare) => ({
  name,
  async sign(key) {
    const ready = await prepare(key, "sign");
    return (claims) => new SignJWT(claims).setProtectedHeader(HS256).sign(ready);
  },
  async verify(key) {
    const ready = await prepare(key, "verify");
    return async (token) => (await jwtVerify(token, ready, { algorithms: ["HS256"] })).payload;
  },
});

export const portable = [
  jose("jose, CryptoKey", cryptoKey),
  jose("jose, bytes", bytes),
  {
    name: "hono/jwt",
    sign: (key) => (claims) => honoSign(claims, key, "HS256"),
    verify: (key) => (token) => honoVerify(token, key, "HS256"),
  },
  {
    name: "@tsndr/cloudflare-worker-jwt",
    adds: "iat",
    async sign(key) {
      const ready = await cryptoKey(key, "sign");
      // A copy, because it writes `iat` into what it is given.
      return (claims) => cloudflare.sign({ ...claims }, ready, { algorithm: "HS256" });
    },
    async verify(key) {
      const ready = await cryptoKey(key, "verify");
      return async (token) => (await cloudflare.verify(token, ready, { algorithm: "HS256", throwError: true })).payload;
    },
  },
  {
    name: "WebCrypto by hand",
    async sign(key) {
      const ready = await cryptoKey(key, "sign");
      const header = base64url(bytes(JSON.stringify(HS256)));
      return async (claims) => {
        const input = `${header}.${base64url(bytes(JSON.stringify(claims)))}`;
        return `${input}.${base64url(new Uint8Array(await crypto.subtle.sign("HMAC", ready, bytes(input))))}`;
      };
    },
    async verify(key) {
      const ready = await cryptoKey(key, "verify");
      return async (token) => {
        const [header, payload, mac] = token.split(".");
        const input = bytes(`${header}.${payload}`);
        if (!(await crypto.subtle.verify("HMAC", ready, unbase64url(mac), input))) throw new Error("signature");
        const claims = JSON.parse(new TextDecoder().decode(unbase64url(payload)));
        if (claims.exp <= Math.floor(Date.now() / 1000)) throw new Error("expired");
        return claims;
      };
    },
  },
];

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function unbase64url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}
