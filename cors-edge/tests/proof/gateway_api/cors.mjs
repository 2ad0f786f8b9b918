// Validates documents by the types of the Gateway API in TypeScript, which know the CORS filter but no CEL rules.
// Takes the folder of the packages, and reads a JSON array with an array of documents for each text.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = `${process.argv[2]}/node_modules/@kubernetes-models/gateway-api`;
const { validate } = await import(pathToFileURL(`${folder}/_schemas/IoK8sSigsGatewayApiApisV1HTTPRoute.js`));
const types = readFileSync(`${folder}/gateway.networking.k8s.io/v1/HTTPCORSFilter.d.ts`, "utf8");
const fields = new Set(Array.from(types.matchAll(/^ {4}"(\w+)"\?/gm), ([, name]) => name));

const unknownFields = (document) =>
  (document.spec?.rules ?? []).flatMap((rule, index) =>
    (rule.filters ?? []).flatMap(({ cors }, number) =>
      Object.keys(cors ?? {}).some((name) => !fields.has(name))
        ? [`schema: additionalProperties at spec/rules/${index}/filters/${number}/cors`]
        : [],
    ),
  );

const errors = (document) => {
  const found = validate(document) ? [] : validate.errors;
  const texts = found.map(({ keyword, instancePath }) => `schema: ${keyword} at ${instancePath.slice(1)}`);
  return texts.concat(unknownFields(document));
};

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((documents) => documents.flatMap(errors))));
