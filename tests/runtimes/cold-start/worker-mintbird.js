import * as library from "mintbird";

// All of it, so that the bundler leaves nothing out.
export default { fetch: () => Response.json(Object.keys(library)) };
