// What eslint holds all JavaScript and TypeScript to, on top of TypeScript's own strictness. How it is laid out is prettier's.
import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import { configs, parser } from "typescript-eslint";

const SOURCES = "pkg/src/**/*.ts";
const TYPESCRIPT = "**/*.{ts,mts,cts}";

/** Files that are loaded for what they export by default: by a bundler, a Worker's host, a framework, or eslint itself. */
const HOSTED = [
  "**/*.config.{js,ts}",
  "benches/js/runtimes/worker.js",
  "examples/**",
  "tests/e2e/*worker.js",
  "tests/runtimes/**/{worker*,page,layout,main}.js",
  "tests/runtimes/bun/**",
];

export default defineConfig(
  { ignores: ["**/{dist,target,node_modules}/", "**/.*/", "www/public/"] },
  {
    extends: [js.configs.recommended],
    languageOptions: { globals: {} },
    rules: {
      "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "Export it by its name." }],
      "no-undef": "off",
      "no-empty": ["error", { allowEmptyCatch: true }],
      "object-shorthand": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      "no-var": "error",
    },
  },
  { files: [TYPESCRIPT], extends: [configs.strict, configs.stylistic] },
  {
    files: [SOURCES],
    extends: [configs.strictTypeChecked, configs.stylisticTypeChecked],
    languageOptions: { parser, parserOptions: { projectService: true } },
  },
  {
    files: [TYPESCRIPT],
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-import-type-side-effects": "error",
    },
  },
  { files: HOSTED, rules: { "no-restricted-syntax": "off" } },
);
