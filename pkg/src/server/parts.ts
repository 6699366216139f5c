// Parts of the handlers, for the command line, which answers requests as they do, and rules of which it needs no copy.
export { isResourceId, isUuid } from "../types/ids.js";
export { segmentsOf } from "../types/pointer.js";
export { checkRateLimit } from "../types/rate-limit.js";
export { isInFilter } from "../types/template.js";
export { json, refuse } from "./answer.js";
export { bearer } from "./bearer.js";
export { createCors } from "./cors.js";
export { RATE_LIMIT_HEADERS, rateLimitHeaders } from "./limiters/headers.js";
export { pathOf } from "./upstream.js";
