import { request } from "node:http";

/**
 * Posts a body that is announced `by length`, `in chunks`, or `not` at all, where it has to be empty. Not `fetch`, which announces all of
 * them by their length.
 */
export function post(url, headers, body, announced) {
  const length = { "by length": { "content-length": Buffer.byteLength(body) }, "in chunks": { "transfer-encoding": "chunked" }, not: {} };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers: { ...headers, ...length[announced] }, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.on("end", () => resolve({ status: answer.statusCode, text }));
    });
    sent.on("error", reject);
    // Node would announce chunks by itself.
    if (announced === "not") sent.useChunkedEncodingByDefault = false;
    sent.end(body);
  });
}
