import { handle } from "../../../frameworks/handle.js";

export const POST = ({ request }) => handle(request);
