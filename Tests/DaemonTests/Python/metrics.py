"""Reads metrics with Prometheus' own parser and prints its families with their samples as JSON."""
import json
import sys

from prometheus_client.parser import text_string_to_metric_families

text = sys.stdin.buffer.read().decode("utf-8")
families = {}
for family in text_string_to_metric_families(text):
    assert family.name not in families, f"{family.name} comes twice"
    assert family.type in ("counter", "gauge"), f"{family.name} is {family.type}"
    assert family.documentation, f"{family.name} has no help"
    families[family.name] = [
        {"labels": sample.labels, "value": sample.value} for sample in family.samples]
print(json.dumps(families))
