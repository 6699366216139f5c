/** What the commands that read a project say of their options. */
export const PROJECT_HELP = "the folder of a Tinybird project: its .pipe and .datasource files, down to three folders";
export const GENERATE_HELP = "the project is in TypeScript: run the `tinybird generate` that is installed there, which runs its code";
