export { POST } from "../token.js";
