/** What the commands that read a project say of their options. */
export const PROJECT_HELP = "the folder of a Tinybird project, with its .pipe and .datasource files up to three folders deep";
export const GENERATE_HELP =
  "for a project in TypeScript: run the `tinybird generate` that is installed there, which runs the project's code";
