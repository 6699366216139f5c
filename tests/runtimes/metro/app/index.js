import { TokenSource } from "mintbird/client";

globalThis.source = new TokenSource({
  fetchToken: async () => ({ token: "eyJ", expires_at: Math.floor(Date.now() / 1000) + 600 }),
});
