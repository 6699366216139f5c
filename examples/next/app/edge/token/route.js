export { POST } from "../../../token.js";

export const runtime = "edge";
