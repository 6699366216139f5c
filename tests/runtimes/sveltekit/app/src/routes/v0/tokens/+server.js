export { POST } from "../../token/+server.js";
