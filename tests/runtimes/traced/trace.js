// usage: trace.js FILE      Prints the files that FILE needs, by what @vercel/nft finds.
import { nodeFileTrace } from "@vercel/nft";

const { fileList } = await nodeFileTrace([process.argv[2]]);
console.log(JSON.stringify([...fileList]));
