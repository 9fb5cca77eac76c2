"""News exchange formats (NewsML-G2, NITF, ninjs) and GDELT: fields, parts that are no text, and hostile XML."""

import json

import pytest

from topics.articles import read_articles

LEAD = "Crews returned to work on Friday after the two sides agreed a pay rise of four percent."
SECOND = "The longest stoppage on the river is over, said Rui Mota."
G2_ITEM = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:wire.example:20260226:ferry" xml:lang="en">
  <rightsInfo><copyrightHolder literal="Upland"/></rightsInfo>
  <itemMeta>
    <itemClass qcode="ninat:text"/><provider literal="upland"><name>Upland Wire Service</name></provider>
    <versionCreated>2026-02-26T10:30:00+01:00</versionCreated>
  </itemMeta>
  <contentMeta>
    <located qcode="city:1"><name>Lisbon</name></located><headline>Ferry strike ends after nine days</headline>
    <description role="drol:summary">Crews are back at work.</description>
    <language tag="en"/>
  </contentMeta>
  <contentSet><inlineXML contenttype="application/nitf+xml">
    <nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>
    <hedline><hl1>Ferry strike ends after nine days</hl1></hedline></body.head><body.content><p>{LEAD}</p>
    <p>The <em>longest</em> stoppage on the river is over, said Rui Mota.</p>
    <media media-type="image"><media-caption>A ferry leaves the quay.</media-caption></media></body.content></body></nitf>
  </inlineXML></contentSet>
</newsItem>"""
PICTURE = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:picture"><itemMeta><itemClass qcode="ninat:picture"/>
  </itemMeta><contentMeta><headline>A ferry leaves</headline></contentMeta></newsItem>"""
MESSAGE = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{G2_ITEM}{PICTURE}
  <packageItem guid="urn:package"><groupSet/></packageItem></itemSet></newsMessage>"""
NITF = f"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf><head><title>Ferry strike ends after nine days</title><docdata><doc-id id-string="ferry-1"/>
  <date.issue norm="20260226T103000+0100"/><doc.copyright holder="Upland Wire Service"/></docdata></head>
<body><body.head><hedline><hl1>Ferry strike ends after nine&nbsp;days</hl1><hl2>Crews are back at work.</hl2></hedline>
  <byline>By Ana Prado</byline><dateline><location>Lisbon</location><story.date norm="20260226"/></dateline></body.head>
<body.content><block><p>{LEAD}</p><p>{SECOND}</p></block></body.content></body></nitf>"""
NINJS = {
    "uri": "https://wire.example/ferry-1", "type": "text", "versioncreated": "2026-02-26T10:30:00+01:00", "language": "en",
    "headline": "Ferry strike ends after nine days", "located": "Lisbon", "copyrightholder": "Upland Wire Service",
    "description_text": "Crews are back at work.", "body_xhtml": f"<p>{LEAD}</p><p>{SECOND}</p>",
}  # fmt: skip
NINJS_2 = {
    "uri": "https://wire.example/ferry-1", "type": "text", "contentCreated": "2026-02-26T10:30:00+01:00", "language": "en",
    "headlines": [{"role": "short", "value": "Ferries sail"}, {"role": "main", "value": "Ferry strike ends after nine days"}],
    "descriptions": [{"value": "Crews are back at work."}], "places": [{"name": "Lisbon"}],
    "infosources": [{"name": "Upland Wire Service"}],
    "bodies": [{"role": "main", "contentType": "text/html", "value": f"<p>{LEAD}</p><p>{SECOND}</p>"}],
}  # fmt: skip
FILES = {
    "item.xml": G2_ITEM, "message.xml": MESSAGE, "nitf.xml": NITF, "ninjs.json": json.dumps(NINJS),
    "two.json": json.dumps(NINJS_2), "list.json": json.dumps([NINJS]),
    "lines.jsonl": json.dumps(NINJS) + "\n" + json.dumps({**NINJS, "type": "picture", "body_xhtml": ""}),
}  # fmt: skip


def gkg_row(number, title="Ferry strike ends after nine days", published=""):
    cells = [""] * 27
    cells[0], cells[1], cells[2], cells[3] = f"20260226103000-{number}", "20260226103000", "1", "gazette.example"
    cells[4], cells[25] = f"https://gazette.example/{number}", "srclc:por;eng:GT-POR 1.0"
    cells[26] = f"<PAGE_TITLE>{title}</PAGE_TITLE>{published}" if title else ""
    return "\t".join(cells)


def read(tmp_path, name, text):
    (tmp_path / name).write_text(text, "utf8")
    return read_articles(tmp_path / name)


@pytest.mark.parametrize("name", FILES)
def test_every_exchange_format_gives_the_same_article(tmp_path, name):
    [article] = read(tmp_path, name, FILES[name]).to_dict("records")

    assert article["title"] == "Ferry strike ends after nine days"
    assert article["body"] == f"{LEAD}\n\n{SECOND}" and article["summary"] == "Crews are back at work."
    assert article["published"].isoformat() == "2026-02-26T09:30:00+00:00"
    assert (article["source"], article["place"], article["lang"]) == ("Upland Wire Service", "Lisbon", "en")
    assert article["key"] in ("urn:newsml:wire.example:20260226:ferry", "ferry-1", "https://wire.example/ferry-1")


def test_pictures_and_packages_are_listed_and_captions_counted(tmp_path):
    articles = read(tmp_path, "message.xml", MESSAGE)

    assert [entry["reason"] for entry in articles.attrs["rejected"]] == [
        "a picture item, which holds no text", "a packageItem of other items, which holds no text of its own",
    ]  # fmt: skip
    assert articles.attrs["notes"][0]["left_out"] == len("Aferryleavesthequay.")


def test_a_picture_among_ninjs_lines_is_listed(tmp_path):
    [rejected] = read(tmp_path, "lines.jsonl", FILES["lines.jsonl"]).attrs["rejected"]

    assert rejected["line"] == 2 and rejected["reason"] == "a picture item, which holds no text"


@pytest.mark.parametrize("kind", ["bomb", "file", "broken"])
def test_hostile_and_broken_xml_is_rejected_and_the_others_are_read(tmp_path, kind):
    doctype = {
        "bomb": '<!DOCTYPE newsItem [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        "file": '<!DOCTYPE newsItem [<!ENTITY b SYSTEM "file:///etc/passwd">]>', "broken": "",
    }[kind]  # fmt: skip
    text = doctype + G2_ITEM.replace("Crews returned", "&b; returned" if doctype else "<p>Crews returned")
    (tmp_path / "hostile.xml").write_text(text)
    (tmp_path / "nitf.xml").write_text(NITF)

    articles = read_articles(tmp_path)

    assert len(articles) == 1 and "root:" not in articles["body"][0]
    assert len(articles.attrs["rejected"]) == 1


@pytest.mark.parametrize("name", ["20260226103000.gkg.csv", "gkg.txt", "gkg.tsv", "gkg"])
def test_the_knowledge_graph_of_gdelt_gives_titles_and_says_so(tmp_path, name):
    stamp = "<PAGE_PRECISEPUBTIMESTAMP>20260226081500</PAGE_PRECISEPUBTIMESTAMP>"
    rows = [
        gkg_row(1, published=stamp),
        gkg_row(2, "Grain &amp; barley: terminal opens"),
        gkg_row(3, ""),
        "broken\trow",
    ]

    articles = read(tmp_path, name, "\n".join(rows)).sort_values("title")

    assert articles["title"].tolist() == ["Ferry strike ends after nine days", "Grain & barley: terminal opens"]
    assert articles["published"].dt.strftime("%H:%M").tolist() == ["08:15", "10:30"]
    assert articles["date_origin"].tolist() == ["given", "seen by GDELT"] and set(articles["lang"]) == {"pt"}
    assert articles["url"].tolist() == ["https://gazette.example/1", "https://gazette.example/2"]
    assert [entry["line"] for entry in articles.attrs["rejected"]] == [3, 4]
    assert "no texts" in articles.attrs["notes"][0]["note"] and articles.attrs["notes"][0]["left_out"] == 0


def test_an_answer_of_the_doc_api_gives_titles_and_says_so(tmp_path):
    found = {"url": "https://gazette.example/1", "title": "Ferry strike ends after nine days",
             "seendate": "20260226T103000Z", "domain": "gazette.example", "language": "English"}  # fmt: skip

    articles = read(tmp_path, "doc.json", json.dumps({"articles": [found]}))

    assert articles["published"][0].isoformat() == "2026-02-26T10:30:00+00:00"
    assert articles[["title", "source", "lang"]].values.tolist() == [[found["title"], "gazette.example", "en"]]
    assert "no texts" in articles.attrs["notes"][0]["note"]
