import js from "@eslint/js";
import globals from "globals";

/** Ways to put a string into the page as HTML or code. The page inserts text only, through templates of lit-html. */
const htmlSinks = ["innerHTML", "outerHTML", "insertAdjacentHTML", "srcdoc"].map((property) => ({
  property,
  message: "Insert text through a template of lit-html.",
}));

export default [
  { ignores: ["**/node_modules/**", "**/target/**"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-control-regex": "off", // the link parser rejects control characters by name
      "no-empty": ["error", { allowEmptyCatch: false }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": ["error", ...htmlSinks],
      "no-shadow-restricted-names": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      eqeqeq: "error",
    },
  },
  { files: ["**/web-root/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["client-js/src/main/js/**/*.js"], languageOptions: { globals: globals["shared-node-browser"] } },
  { files: ["**/src/test/**/*.{js,mjs}", "**/src/build/**/*.js"], languageOptions: { globals: globals.nodeBuiltin } },
  { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs", globals: globals.node } },
];
