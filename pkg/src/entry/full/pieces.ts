// For the command line, which exports templates to other systems' languages.
export { type Piece, piecesOf } from "../../full/template.js";
