// What eslint holds all JavaScript and TypeScript to, on top of TypeScript's own strictness. How it is laid out is prettier's.
import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import { configs } from "typescript-eslint";

const TYPESCRIPT = "**/*.{ts,mts,cts}";

/** What is named `_` is left out on purpose, and so is what is taken apart to leave a property out. */
const UNUSED = { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true };

/** Files that are loaded for what they export by default: by a bundler, a Worker's host, a framework, or eslint itself. */
const HOSTED = [
  "**/*.config.{js,mjs,ts}",
  "**/*.d.ts",
  "benches/js/runtimes/*worker.js",
  "examples/**",
  "tests/e2e/*worker.js",
  "tests/runtimes/**/{worker*,page,layout,main}.js",
  "tests/runtimes/bun/**",
  "tests/runtimes/nitro/routes/**",
];

export default defineConfig(
  { ignores: ["**/{dist,target,node_modules}/", "**/.*/", "www/public/"] },
  {
    extends: [js.configs.recommended],
    languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
    rules: {
      eqeqeq: "error",
      // Node, Deno, Workers and pages have other globals each; what does not exist fails where it is run.
      "no-undef": "off",
      "no-unused-vars": ["error", UNUSED],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "Export it by its name." }],
    },
  },
  { files: [TYPESCRIPT], extends: [configs.strict, configs.stylistic] },
  {
    files: ["pkg/src/**/*.ts"],
    extends: [configs.strictTypeChecked, configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      // What comes from callers in JavaScript is checked, whatever its type promises.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // An empty string is often as good as none.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: [TYPESCRIPT],
    rules: {
      "@typescript-eslint/consistent-indexed-object-style": ["error", "index-signature"],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      // `noUncheckedIndexedAccess` asks for one wherever an index is known to be good.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": ["error", UNUSED],
    },
  },
  {
    // Tests write what nobody should.
    files: ["tests/**", "www/test/**"],
    rules: {
      "no-control-regex": "off",
      "no-loss-of-precision": "off",
      "no-sparse-arrays": "off",
      "preserve-caught-error": "off",
    },
  },
  {
    // These are compiled, and never run.
    files: ["tests/js/types/*.{ts,cts}", "tests/runtimes/typescript/*.{mts,cts}"],
    rules: {
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-unused-vars": "off",
    },
  },
  { files: HOSTED, rules: { "no-restricted-syntax": "off" } },
);
