export { default } from "../token.js";
