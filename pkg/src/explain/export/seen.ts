/**
 * What a value needs to name a tenant: a character that is neither white space, control, format nor mark, nor one of the fillers that
 * Unicode calls letters or symbols. What is exported runs without the module, so that this cannot be asked of it; a test holds it to that.
 */
export const SEEN = /[^\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u;
