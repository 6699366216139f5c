import * as library from "jose";

// All of it, so that the bundler leaves nothing out.
export default { fetch: () => Response.json(Object.keys(library)) };
