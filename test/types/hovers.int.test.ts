import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import ts from 'typescript';

const folder = fileURLToPath(new URL('.', import.meta.url));
const hovered = `${folder}hovers.types.ts`;
const mistaken = `${folder}mistaken.ts`;

const settings: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};

const parsed = ts.createDocumentRegistry();

/** An editor that has one file open, of this text. */
function editor(file: string, text: string): ts.LanguageService {
  const host: ts.LanguageServiceHost = {
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => settings,
    getScriptFileNames: () => [file],
    getScriptVersion: (path) => (path === file ? text : '1'),
    getScriptSnapshot: (path) => {
      const found = path === file ? text : ts.sys.readFile(path);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: (path) => (path === file ? text : ts.sys.readFile(path)),
  };
  return ts.createLanguageService(host, parsed);
}

/** What is shown over each marked name, in a line. */
function hovers(): ReadonlyMap<string, string> {
  const text = readFileSync(hovered, 'utf8');
  return new Map(
    [...text.matchAll(/\/\*\?\*\/ (\w+)/g)].map(({ index, 1: name = '' }) => {
      // A fresh one for each: what it has shown once, a language service may show shortened.
      const info = editor(hovered, text).getQuickInfoAtPosition(hovered, index + '/*?*/ '.length);
      return [name, ts.displayPartsToString(info?.displayParts).replace(/\s+/g, ' ')];
    }),
  );
}

/** What the compiler says of a mistake. */
function complaints(code: string): string {
  const text = `import { defineAggregate, defineProjection, dynamodb, object } from 'serverless-event-sourcing-runtime';\n${code}`;
  const found = editor(mistaken, text).getSemanticDiagnostics(mistaken);
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')).join('\n');
}

const door = `name: 'Door', initialState: () => ({ open: false }), events: { Opened: object({}) }, evolve: { Opened: () => ({ open: true }) }`;

describe('what an editor shows of a definition', () => {
  let shown: ReadonlyMap<string, string>;
  before(() => {
    shown = hovers();
  });

  for (const [name, text] of [
    ['opened', '(parameter) opened: { owner: string; balance: number; frozen: boolean; }'],
    ['decided', '(parameter) decided: { owner: string; balance: number; frozen: boolean; }'],
    ['data', '(parameter) data: { owner: string; }'],
    ['event', '(parameter) event: StoredEvent<"MoneyWithdrawn", { amount: number; }>'],
    ['payload', '(parameter) payload: { amount: number; }'],
    ['row', '(parameter) row: { balance: number; id: string; } | undefined'],
    ['context', '(parameter) context: ProcessContext<{ tries: number; }>'],
    ['refusal', '(parameter) refusal: Rejected<{ amount: number; }, "frozen" | "overdrawn">'],
  ] as const) {
    it(`shows the type of the parameter '${name}' as it is`, () => {
      expect(shown.get(name)).to.equal(text);
    });
  }

  for (const [name, longest] of [
    ['Account', 600],
    ['balances', 700],
    ['dunning', 700],
    ['rejected', 650],
  ] as const) {
    it(`shows the data of '${name}' in ${longest} characters at most, and no JSON Schema`, () => {
      const text = shown.get(name) ?? '';

      expect(text).to.contain('amount: number');
      expect(text).not.to.match(/properties|additionalProperties|NoInfer/);
      expect(text.length, text).to.be.at.most(longest);
    });
  }

  it('says in a sentence that a command with a payload lacks its function in decide', () => {
    const said = complaints(`defineAggregate({ ${door}, commands: { Open: { payload: object({}) } } });`);

    expect(said).to.contain('"Open has a payload: decide needs a function for it"');
  });

  it('says in a sentence that an index is over a field that the row does not have', () => {
    const said = complaints(`
      const Door = defineAggregate({ ${door}, commands: { Open: { emits: 'Opened' } } });
      defineProjection({
        name: 'doors', from: [Door], row: object({ id: { type: 'string' } }), evolve: {},
        store: dynamodb({ indexes: { byName: { partition: 'id', sort: 'nmae' } } }),
      });`);

    expect(said).to.contain(`is not assignable to type '"store: 'nmae' is not a field of row"'`);
  });

  it('has nothing against the same definitions without the mistake', () => {
    const said = complaints(`
      const Door = defineAggregate({ ${door}, commands: { Open: { payload: object({}) } }, decide: { Open: () => [] } });
      defineProjection({
        name: 'doors', from: [Door], row: object({ id: { type: 'string' } }), evolve: {},
        store: dynamodb({ indexes: { byId: { partition: 'id' } } }),
      });`);

    expect(said).to.equal('');
  });
});
