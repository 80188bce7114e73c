"use strict";
// The TypeScript client of @open-rpc/generator, mended in two places where the generator (1.22.3, the newest) is wrong for every document
// like ours. Names: it writes a method's name as it stands, and "public channel.list: …" is no TypeScript; here it is channelList
// (https://github.com/open-rpc/generator/issues/619). Parameters by name: it sends an object and validates an array, so that no such call
// passes (https://github.com/open-rpc/generator/issues/729).
const { defaultClientComponent } = require("@open-rpc/generator").components;

const camel = (name) => name.replace(/[._](.)/g, (_, letter) => letter.toUpperCase());

/** What is not there any more was mended by a newer generator, and this file should shrink. */
function replaced(code, wrong, right) {
  if (code.search(wrong) < 0) throw new Error(`the generator no longer writes ${wrong}`);
  return code.replace(wrong, right);
}

function mended(code) {
  const named = replaced(code, /^( *public )([a-z_]+(?:\.[a-z_]+)+)(: \w+ = \(\.\.\.params\))/gm, (_, before, name, behind) => before + camel(name) + behind);
  return replaced(named, /validator\.validate\(methodName, params\)/, 'validator.validate(methodName, _.zipObject(_.map(methodObject.params, "name"), params))');
}

const { hooks, staticPath } = defaultClientComponent;
const typescript = hooks.templateFiles.typescript.map((file) => ({ ...file, template: (values) => mended(file.template(values)) }));

module.exports = { hooks: { ...hooks, templateFiles: { typescript } }, staticPath: (language) => staticPath(language, "client") };
