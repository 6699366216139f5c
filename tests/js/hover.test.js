// What an editor shows: over each exported name and its members, and over the keys of a template that is written inline.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ts = createRequire(new URL("../../pkg/package.json", import.meta.url))("typescript-5.2");
const FILE = fileURLToPath(new URL("types/hover.ts", import.meta.url));
const ENTRIES = ["mintbird", "mintbird/inspect", "mintbird/project", "mintbird/server", "mintbird/client", "mintbird/explain"];
const TEMPLATE = `{
  workspace_id: "",
  name: "d_{user_id}",
  ttl: 60,
  scopes: [
    { type: "PIPES:READ", resource: "p", fixed_params: { org_id: "{org_id}" } },
    { type: "DATASOURCES:READ", resource: "d", filter: "org_id = {org_id:String}" },
  ],
  limits: { rps: 10 },
  refuse: { org_id: ["all"] },
}`;

function serviceFor(text) {
  const options = {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: [],
    strict: true,
  };
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const content = name === FILE ? text : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => fileURLToPath(new URL("types", import.meta.url)),
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (name) => name === FILE || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
  });
}

const textOf = (parts) => (parts ?? []).map(({ text }) => text).join("");

test("each text is whole: no tag has lost a part to another", () => {
  const program = serviceFor(ENTRIES.map((entry, n) => `import * as entry${n} from ${JSON.stringify(entry)};\n`).join("")).getProgram();
  const checker = program.getTypeChecker();
  let read = 0;
  const seen = new Set();
  const look = (symbol, where) => {
    if (seen.has(symbol)) return;
    seen.add(symbol);
    const doc = textOf(symbol.getDocumentationComment(checker));
    const tags = symbol.getJsDocTags(checker).map(({ name, text }) => [name, textOf(text)]);
    for (const signature of checker.getSignaturesOfType(checker.getTypeOfSymbol(symbol), ts.SignatureKind.Construct)) {
      tags.push(...signature.getJsDocTags().map(({ name, text }) => [name, textOf(text)]));
    }
    for (const [name, text] of [["doc", doc], ...tags]) {
      assert.ok(!["link", "linkcode"].includes(name), `${where}: a link was taken for a tag of its own`);
      // Braces stand in code only, and those of links are closed.
      const prose = text.replace(/```[^]*?```|`[^`]*`|\{@link [^{}]+\}/g, "");
      assert.doesNotMatch(prose, /[{}]|@throws|@param/, `${where}: @${name} ${text}`);
      if (name === "throws") assert.match(text, /\S.{8}/, `${where}: @throws ${text}`);
    }
    read += 1;
    for (const member of symbol.members?.values() ?? []) look(member, `${where}.${member.name}`);
  };
  for (const { moduleSpecifier } of program.getSourceFile(FILE).statements) {
    for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(moduleSpecifier))) {
      look(symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol, `${moduleSpecifier.text}: ${symbol.name}`);
    }
  }
  assert.ok(read > 300, `only ${read} were looked at`);
});

for (const [where, text] of [
  ["Minter", `import { Minter } from "mintbird";\nnew Minter(${TEMPLATE}, "");\n`],
  ["Template", `import { Template } from "mintbird";\nnew Template(${TEMPLATE});\n`],
]) {
  test(`each key of an inline template is explained: new ${where}`, () => {
    const service = serviceFor(text);
    assert.deepEqual(
      service.getSemanticDiagnostics(FILE).map(({ messageText }) => messageText),
      [],
    );
    for (const key of ["workspace_id", "name", "ttl", "scopes", "type", "resource", "fixed_params", "filter", "limits", "rps", "refuse"]) {
      const info = service.getQuickInfoAtPosition(FILE, new RegExp(`\\b${key}: `).exec(text).index);
      assert.match(textOf(info?.documentation), /\w{3}/, `${key}: ${textOf(info?.displayParts)}`);
    }
  });

  test(`what is left out is offered: new ${where}`, () => {
    const typed = text.replace("  limits: { rps: 10 },\n", "  \n").replace('resource: "p",', " ");
    const service = serviceFor(typed);
    const offered = (at) => service.getCompletionsAtPosition(FILE, at, {})?.entries.map(({ name }) => name) ?? [];
    assert.ok(offered(typed.indexOf("  \n") + 2).includes("limits"));
    assert.ok(offered(typed.indexOf(",   fixed_params") + 2).includes("resource"));
  });
}
