"""Invented pages, feeds and archives, as the tests of web formats need them."""

SENTENCES = (
    "Crews returned to work on Friday after the two sides agreed a pay rise of four percent.",
    "The harbour board said that the first night boats would sail again in the second week of March.",
    "A spokesman for the sailors called the deal fair, and said that talks on shifts would go on in April.",
    "Some forty thousand commuters had been without a crossing for nine days, the city council said.",
    "Bus companies, which had put on extra lines over the bridge, will take them off by the weekend.",
    "The minister for transport thanked both sides, and promised a law on minimum service by the summer.",
)
MENU = "".join(
    f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("Home", "World", "Economy", "Sport", "Weather")
)


def paragraphs(number: int = 6, seed: int = 0) -> str:
    """Paragraphs that differ from one another and from those of another seed."""
    return "".join(
        f"<p>{SENTENCES[(seed + i) % len(SENTENCES)]} It was report {seed * 100 + i} from the quay.</p>\n"
        for i in range(number)
    )


def news_page(title="Ferry strike ends after nine days", head="", body="", seed=0, site="Harbour Gazette") -> str:
    """A page as a newspaper's site sends it: menus, a cookie note, share buttons, an article, related links, a footer."""
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title} | {site}</title>{head}
<style>p {{ color: black }}</style><script>window.tracker = "secret script text";</script></head>
<body><header><nav><ul>{MENU}</ul></nav></header>
<div class="cookie-banner"><p>We use cookies to make this site better.</p><button>Accept all</button></div>
<main><article><h1>{title}</h1><div class="share"><a href="#">Share on Chirper</a> <a href="#">Print</a></div>
{body or paragraphs(seed=seed)}</article></main>
<aside><h3>Related</h3><ul><li><a href="/grain">Grain terminal opens at Constanta</a></li></ul></aside>
<footer><p>© Harbour Gazette. All rights reserved. Imprint. Privacy.</p></footer></body></html>"""


DECLARED = """
<meta property="og:type" content="article"><meta property="og:title" content="Ferry strike ends after nine days">
<meta property="og:site_name" content="Harbour Gazette"><meta name="description" content="A pay rise ends the strike.">
<link rel="canonical" href="https://harbour-gazette.example/world/ferry-strike">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "WebSite", "name": "Harbour Gazette"},
 {"@type": "NewsArticle", "headline": "Ferry strike ends after nine days", "datePublished": "2026-02-27T08:30:00+01:00",
  "dateModified": "2026-03-02T09:00:00+01:00", "author": {"@type": "Person", "name": "Ana Prata"},
  "publisher": {"@type": "NewsMediaOrganization", "name": "Harbour Gazette"}}]}</script>"""
