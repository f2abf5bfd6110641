// Holds the script of a page, on the standard input, against the modules that it was joined from, with the eyes of a real
// parser: prints as JSON the modules that it found, and ends with 1 where one means another thing than its source.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const tools = createRequire(resolve(process.env.BROWSER_DIR ?? "target/browser", "package.json"));
const { parse } = tools("acorn");

const FOLDER = new URL("../../src/render/page/", import.meta.url);
const variable = (file) => `$${file.slice(0, -".js".length).replace("-", "_")}`;
const FILES = new Map(readdirSync(FOLDER).filter((file) => file.endsWith(".js")).map((file) => [variable(file), file]));

const treeOf = (source) => parse(source, { ecmaVersion: 2024, sourceType: "module", allowReturnOutsideFunction: true }).body;
// What a program means, whatever its layout.
const meant = (tree) => JSON.stringify(tree, (key, value) => {
  if (typeof value === "bigint") return `${value}n`;
  return key === "start" || key === "end" ? undefined : value;
});

// The statements of the function that a module becomes.
function expected(module) {
  const exported = [];
  const body = module.flatMap((statement) => {
    const { type, declaration, specifiers, source } = statement;
    if (type === "ImportDeclaration") {
      const names = specifiers.map(({ local }) => local.name);
      return treeOf(`const { ${names} } = ${variable(source.value.slice("./".length))};`);
    }
    if (type !== "ExportNamedDeclaration") return [statement];
    const declared = declaration ? declaration.declarations ?? [declaration] : [];
    exported.push(...declared.map(({ id: { name } }) => name), ...specifiers.map(({ exported: { name } }) => name));
    return declaration ? [declaration] : [];
  });
  return [...body, ...treeOf(`return { ${exported} };`)];
}

const [strict, ...modules] = treeOf(readFileSync(0, "utf8"));
const found = modules.map(({ declarations: [{ id, init }] }) => {
  const source = expected(treeOf(readFileSync(new URL(FILES.get(id.name), FOLDER), "utf8")));
  const own = init.callee.body.body;
  const at = source.findIndex((statement, number) => meant(statement) !== meant(own[number] ?? null));
  if (at >= 0 || own.length !== source.length || init.arguments.length) {
    console.error(`${FILES.get(id.name)}: ${meant(source[at])}\n${meant(own[at])}`);
    process.exit(1);
  }
  return FILES.get(id.name);
});
console.log(JSON.stringify({ isStrict: strict.directive === "use strict", found }));
