/**
 * Handlers over the web's own `Request` and `Response`, for Workers, Deno, Bun, Hono, Next and Node. They are handed the objects they
 * use; only the Token API signs by itself. For it, importing this imports `mintbird`, with its WebAssembly.
 */
export { createGateway, type Allowed, type AllowAnswer, type DecisionEvent, type GatewayOptions, type GatewayRules } from "./gateway.js";
export { createTokenApi, type OnWarning, type TokenApiOptions } from "./token-api.js";
export { createTokenHandler, type TokenHandlerOptions } from "./token-handler.js";
export { DurableObjectLimiter, RateLimitObject, type RateLimitNamespace } from "./limiters/durable-object-limiter.js";
export { RedisLimiter, type RedisLimiterOptions } from "./limiters/redis-limiter.js";
export { rateLimitHeaders } from "./limiters/headers.js";
export { MintbirdError } from "../types/error.js";
export type { OnError } from "./faults.js";
export type { AnswerCache } from "./cache.js";
export type { Authorizer, ByWorkspace, OneWorkspace, SeveralWorkspaces } from "./workspaces.js";
export type { CorsOptions } from "./cors.js";
export type { Limiter, RateLimit } from "../types/rate-limit.js";
