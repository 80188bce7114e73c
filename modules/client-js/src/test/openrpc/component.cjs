"use strict";
// The TypeScript client of @open-rpc/generator, corrected in two places where the generator (1.22.3, the newest) fails for documents like
// openrpc.json. Names: the generator writes a method name unchanged, and "public channel.list: …" is not TypeScript; here it is channelList
// (https://github.com/open-rpc/generator/issues/619). Parameters by name: the generated client sends an object and validates an array, so
// that it rejects every such call (https://github.com/open-rpc/generator/issues/729).
const { defaultClientComponent } = require("@open-rpc/generator").components;

const camel = (name) => name.replace(/[._](.)/g, (_, letter) => letter.toUpperCase());

/** Fails when the text is missing: then a newer generator has corrected it, and the correction here can be removed. */
function replaced(code, wrong, right) {
  if (code.search(wrong) < 0) throw new Error(`the generator no longer writes ${wrong}`);
  return code.replace(wrong, right);
}

function corrected(code) {
  const named = replaced(
    code,
    /^( *public )([a-z_]+(?:\.[a-z_]+)+)(: \w+ = \(\.\.\.params\))/gm,
    (_, before, name, after) => before + camel(name) + after,
  );
  return replaced(
    named,
    /validator\.validate\(methodName, params\)/,
    'validator.validate(methodName, _.zipObject(_.map(methodObject.params, "name"), params))',
  );
}

const { hooks, staticPath } = defaultClientComponent;
const typescript = hooks.templateFiles.typescript.map((file) => ({ ...file, template: (values) => corrected(file.template(values)) }));

module.exports = { hooks: { ...hooks, templateFiles: { typescript } }, staticPath: (language) => staticPath(language, "client") };
