// Loads the package with a request, as Next does.
export default {
  async fetch() {
    try {
      await import("mintbird");
      return new Response("loaded");
    } catch (error) {
      return new Response(String(error));
    }
  },
};
