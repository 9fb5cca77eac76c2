"""The topics of a run as SKOS concepts in Turtle, and topics with their events as a graph in GraphML.

Names and headlines come from hostile text: they are escaped here, by the rules of the two formats, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

import pandas as pd

if TYPE_CHECKING:
    from topics.runs.run import Run

BASE = "urn:newstopics:"
SKOS = "http://www.w3.org/2004/02/skos/core#"
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
# Characters that no XML document may hold, not even escaped; Turtle may, but nothing readable is lost with them.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TURTLE_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
NODE_FIELDS = {
    "kind": "string",
    "label": "string",
    "layer": "int",
    "n_articles": "int",
    "first": "string",
    "last": "string",
}
EDGE_FIELDS = {"relation": "string"}


def write_turtle(run: Run, path: Path) -> None:
    """Write the topics as SKOS: a concept each, its name preferred, its keywords alternative, its parent broader."""
    blocks = [f"@prefix skos: <{SKOS}> .", f"<{BASE}topics> a skos:ConceptScheme ."]
    blocks += [_concept(topic) for topic in run.topics.to_dict("records")]
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8", newline="\n")


def write_graphml(run: Run, path: Path) -> None:
    """Write topics and events as nodes; an edge leads from a topic to its parent and from an event to its topic."""
    root = ElementTree.Element("graphml", xmlns=GRAPHML)
    for target, fields in (("node", NODE_FIELDS), ("edge", EDGE_FIELDS)):
        for name, kind in fields.items():
            attributes = {"id": name, "for": target, "attr.name": name, "attr.type": kind}
            ElementTree.SubElement(root, "key", attributes)
    graph = ElementTree.SubElement(root, "graph", id="run", edgedefault="directed")
    known = set(run.topics["id"]) | set(run.events["id"])
    for node, values in _nodes(run):
        _add(graph, "node", {"id": node}, values)
    for source, target, relation in _edges(run):
        if target in known:
            _add(graph, "edge", {"source": source, "target": target}, {"relation": relation})
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _concept(topic: dict[Hashable, Any]) -> str:
    name = str(topic["name"])
    lines = [f"{_iri(topic['id'])} a skos:Concept", f"skos:prefLabel {_literal(name)}"]
    # SKOS allows no label to be both preferred and alternative (integrity condition S13).
    lines += [f"skos:altLabel {_literal(word)}" for word in _strings(topic.get("keywords")) if word != name]
    above = f"skos:broader {_iri(topic['parent'])}" if topic["parent"] else f"skos:topConceptOf <{BASE}topics>"
    return " ;\n    ".join([*lines, above, f"skos:inScheme <{BASE}topics>"]) + " ."


def _iri(identifier: object) -> str:
    return f"<{BASE}topic:{quote(str(identifier), safe='', errors='replace')}>"


def _literal(text: str) -> str:
    return f'"{FORBIDDEN.sub("", text).translate(TURTLE_ESCAPES)}"'


def _strings(values: object) -> list[str]:
    return list(dict.fromkeys(str(value) for value in values)) if isinstance(values, Iterable) else []


def _nodes(run: Run) -> Iterator[tuple[str, dict[Hashable, Any]]]:
    for topic in run.topics.to_dict("records"):
        yield str(topic["id"]), {"kind": "topic", "label": topic["name"], **topic}
    for event in run.events.to_dict("records"):
        yield str(event["id"]), {"kind": "event", "label": event["headline"], **event}


def _edges(run: Run) -> Iterator[tuple[str, str, str]]:
    for topic, parent in zip(run.topics["id"], run.topics["parent"], strict=True):
        yield topic, parent, "parent"
    for event, topic in zip(run.events["id"], run.events["topic"], strict=True):
        yield event, topic, "event"


def _add(graph: ElementTree.Element, tag: str, attributes: dict[str, str], values: dict[Hashable, Any]) -> None:
    cleaned = {name: FORBIDDEN.sub("", value) for name, value in attributes.items()}
    element = ElementTree.SubElement(graph, tag, cleaned)
    for name in NODE_FIELDS if tag == "node" else EDGE_FIELDS:
        value = values.get(name)
        if value is not None and value is not pd.NaT:
            text = value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
            ElementTree.SubElement(element, "data", key=name).text = FORBIDDEN.sub("", text)
