// What runs in workerd.
import { portable } from "../peers/portable.js";
import { run } from "../suite.js";

export default {
  async fetch(request) {
    const results = [];
    await run(portable, await request.json(), (result) => results.push(result));
    return Response.json(results);
  },
};
