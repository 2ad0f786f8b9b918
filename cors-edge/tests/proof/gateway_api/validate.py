"""Validates documents of the Gateway API by the definition of `HTTPRoute` v1.

Reads a JSON array of texts in YAML. Writes the number of CEL rules, and for each text what is wrong with it.

The definition is the OpenAPI schema of a cluster with the Gateway API 1.4, channel Standard. Version 1.5 adds the CORS filter.
`cors.mjs` checks its fields; what else its documentation says is in `add_cors`.
"""

import copy
import gzip
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import jsonschema
import yaml
from cel_expr_python import cel

LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
NAME = {"type": "string", "maxLength": 253, "pattern": rf"^{LABEL}(\.{LABEL})*$"}
# CEL has these words for itself, so Kubernetes writes fields with these names as `__name__`.
RESERVED = set(
    "true false null in as break const continue else for function if import let loop package namespace return var void"
    " while".split()
)
LIMITS = {"int32": 2**31, "int64": 2**63}
EXTENSIONS = {
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-validations",
}


def definition():
    """The schema of a route, without its status."""
    file = Path(sysconfig.get_path("purelib"), "class_generator/schema/__resources-mappings.json.gz")
    with gzip.open(file) as data:
        kinds = json.load(data)["httproute"]
    (route,) = [kind for kind in kinds if kind.pop("x-kubernetes-group-version-kind")[0]["version"] == "v1"]
    route["properties"] = {
        "apiVersion": {"enum": ["gateway.networking.k8s.io/v1"]},
        "kind": {"enum": ["HTTPRoute"]},
        "metadata": {"type": "object", "required": ["name"], "properties": {"name": NAME}},
        "spec": route["properties"]["spec"],
    }
    add_cors(route["properties"]["spec"]["properties"]["rules"]["items"]["properties"]["filters"])
    return route


def add_cors(filters):
    """What the documentation says of the CORS filter."""

    def add_rule(schema, message, rule):
        schema.setdefault("x-kubernetes-validations", []).append({"message": message, "rule": rule})

    one = filters["items"]
    lists = {}
    for name in ("allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders"):
        lists[name] = {"x-kubernetes-list-type": "set"}
        if name != "exposeHeaders":
            add_rule(lists[name], f"`*` is alone in {name}", "self == ['*'] || self.all(x, x != '*')")
    one["properties"]["cors"] = {"properties": lists, "x-kubernetes-preserve-unknown-fields": True}
    one["properties"]["type"]["enum"].append("CORS")
    add_rule(one, "`cors` is there if the type is CORS", "has(self.cors) == (self.type == 'CORS')")
    add_rule(filters, "there is one CORS filter", "self.filter(x, has(x.cors)).size() < 2")


def prepare(schema, environment):
    """Refuses unknown fields, and compiles the rules. Returns their number."""
    extensions = {key for key in schema if key.startswith("x-")}
    assert extensions <= EXTENSIONS and schema.get("format", "int32") in LIMITS, schema
    if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        schema["additionalProperties"] = False
    rules = schema.get("x-kubernetes-validations", [])
    compiled = [(environment.compile(rule["rule"]), rule.get("message", rule["rule"])) for rule in rules]
    schema["x-kubernetes-validations"] = compiled
    children = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return len(rules) + sum(prepare(child, environment) for child in children)


def parts(schema, value):
    """The schema and the value, and the same of what is inside."""
    yield schema, value
    if isinstance(value, list) and "items" in schema:
        for item in value:
            yield from parts(schema["items"], item)
    if isinstance(value, dict):
        for name, field in schema.get("properties", {}).items():
            if name in value:
                yield from parts(field, value[name])


def add_defaults(schema, value):
    for part, inner in parts(schema, value):
        if isinstance(inner, dict):
            for name, field in part.get("properties", {}).items():
                if "default" in field:
                    inner.setdefault(name, copy.deepcopy(field["default"]))


def escape(value):
    if isinstance(value, dict):
        return {f"__{name}__" if name in RESERVED else name: escape(inner) for name, inner in value.items()}
    return [escape(inner) for inner in value] if isinstance(value, list) else value


def broken_rules(schema, document):
    for part, value in parts(schema, document):
        for rule, message in part["x-kubernetes-validations"]:
            result = rule.eval(data={"self": escape(value)}).plain_value()
            assert isinstance(result, bool), (message, result)
            if not result:
                yield f"rule: {message}"


def has_room(validator, form, value, schema):
    limit = LIMITS[form]
    if isinstance(value, int) and not -limit <= value < limit:
        yield jsonschema.ValidationError(f"{value} is no {form}")


def has_no_twins(validator, kind, value, schema):
    if kind != "atomic" and isinstance(value, list):
        keys = schema.get("x-kubernetes-list-map-keys")
        names = [json.dumps([item.get(key) for key in keys] if keys else item) for item in value]
        if len(names) != len(set(names)):
            yield jsonschema.ValidationError("twice in a list")


def main():
    schema = definition()
    rules = prepare(schema, cel.NewEnv(variables={"self": cel.Type.DYN}))
    checks = {"x-kubernetes-list-type": has_no_twins, "format": has_room}
    validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, checks)(schema)
    texts = [list(yaml.safe_load_all(text)) for text in json.load(sys.stdin)]
    assert all(texts), "a text without documents"
    node = [Path(sys.executable).with_name("node"), Path(__file__).with_name("cors.mjs"), sys.prefix]
    output = subprocess.run(node, input=json.dumps(texts), stdout=subprocess.PIPE, text=True, check=True)
    found = [set(errors) for errors in json.loads(output.stdout)]
    for documents, errors in zip(texts, found, strict=True):
        for document in documents:
            add_defaults(schema, document)
            for error in validator.iter_errors(document):
                errors.add(f"schema: {error.validator} at {'/'.join(map(str, error.absolute_path))}")
            errors.update(broken_rules(schema, document))
    json.dump({"rules": rules, "errors": [sorted(errors) for errors in found]}, sys.stdout)


main()
