"""The shapes of furniture in dumps, as patterns and word lists: buttons, sections, boxes, notices, captions.

Patterns only, every repetition bounded; a line is looked at in `marks`, and lines that need their neighbours in `furniture`.
"""

from __future__ import annotations

import re

LONGEST_NOTICE = 300  # characters of a line that may be a notice or a caption

MENU = re.compile(
    r"(?:advertisement|ad|close|share(?: this)?(?: (?:article|story|post|page))?|tweet|print|e?-?mail|save"
    r"|(?:\d+ |view |leave a )?comments?|twitter|facebook|whatsapp|pinterest|reddit|linkedin|google\+?|instagram"
    r"|telegram|rss|read more|see more|see also|more|photos?|video|image|menu|search|home|back to (?:top|gallery)|next"
    r"|previous|skip to (?:main )?content|related (?:stories|articles|content|topics|links|news)|more (?:stories|news)"
    r"|most (?:read|popular|viewed)|trending|sign (?:me )?up|sign in|log ?in|subscribe(?: now)?|newsletter|fullscreen"
    r"|now playing|recommended(?: video)?|click here|copy link|loading|a a|edit|cookie (?:policy|settings)"
    r"|privacy policy|terms of use)[\W_]{0,3}",
    re.I,
)
MENU_BAR = re.compile(r"\s*[|»]\s*|\s>\s")
BREADCRUMB = re.compile(r"[^|»>.!?:]{2,30}(?:\s?»\s?|\s[>›]\s)[^|.!?:]{2,60}")
# The same before a headline of another article: "Read also: ..."
TEASER = re.compile(
    r"(?:read (?:also|more|next)|also read|see also|more on this|related|watch|listen|(?:à )?lire aussi|le[ae] también"
    r"|lesen sie auch|mehr zum thema|leggi anche|leia também|czytaj także|lees ook|читайте также)\s?[:|>»]\s?\S",
    re.I,
)
# What the same buttons, advertisements and sections are called elsewhere
MENU_ABROAD = re.compile(
    r"(?:partager(?: (?:l['’]article|sur .{1,20}))?|publicité|commentaires?|imprimer|s['’]abonner|(?:à )?lire aussi"
    r"|compartir|publicidad|comentarios?|imprimir|suscríbete|leer más|(?:le[ea] )?también|(?:artikel )?teilen|anzeige|werbung"
    r"|kommentare?|drucken|merken|mehr (?:lesen|zum thema)|lesen sie auch|condividi|pubblicità|commenti|leggi (?:anche|tutto)"
    r"|compartilhar?|partilhar|publicidade|leia (?:mais|também)|paylaş|reklam|yorumlar|udostępnij|reklama|czytaj (?:więcej|także)"
    r"|delen|advertentie|lees (?:meer|ook)|поделиться|реклама|комментарии|подписаться|читайте также|читать далее|شارك|إعلان"
    r"|分享|广告|シェア|広告)[\W_]{0,3}",
    re.I,
)
SECTION = re.compile(
    r"(?:(?:breaking|local|world|national|international|top|latest) news|news|world|politics|business|economy|markets|money"
    r"|opinion|comment|sports?|culture|arts|lifestyle|travel|weather|science|health|tech(?:nology)?|entertainment|education"
    r"|environment|climate|obituaries|editorial|podcasts?|live|europe|asia|africa|americas|middle east|monde|politique"
    r"|économie|société|mundo|política|economía|deportes|welt|politik|wirtschaft|kultur|мир|политика|экономика|спорт)",
    re.I,
)
# Headings of boxes with headlines of other articles
BOX = re.compile(
    r"(?:(?:related|recommended|trending|popular|latest|top|other|further|more)(?: (?:stories|articles|news|content|topics"
    r"|reading|links|headlines|videos?|posts?|coverage))|more (?:on this\b.{0,20}|from [^:?!]{2,30})"
    r"|most (?:read|popular|viewed|shared)|trending(?: now)?|recommended(?: for you)?|read (?:next|also|more)|see also"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)|also (?:in this|on) \w{2,20}|also read|don['’]t miss"
    r"|editor['’]?s['’]? (?:picks?|choice)|what to read next|(?:in|inside) this issue|(?:table of )?contents"
    r"|today['’]s (?:headlines|stories)|headlines|in brief|(?:à )?lire aussi|sur le même sujet|le[ae] también"
    r"|noticias relacionadas|mehr zum thema|lesen sie auch|inhalt|sommaire|sumario|читайте также|по теме)\s?:?",
    re.I,
)
# Notes of a site to its reader, wherever their sentences end
NOTICE = re.compile(
    r"(?=.{0,200}\b(?:cookies?|javascript|ad.?blocker|newsletters?|subscri|paywall|(?:log|sign) in|sign up|privacy policy))"
    r"(?:(?:we|our partners|this (?:web)?site|our (?:web)?site) (?:and our partners )?uses? (?:\w+ )?cookies"
    r"|by (?:continuing|using|clicking|signing)|(?:please )?(?:accept|enable|disable|turn (?:on|off))\b"
    r"|(?:please )?(?:log|sign) (?:in|up)\b|already a (?:subscriber|member)|subscribe (?:to|now|today|for)"
    r"|get (?:our|the)\b.{0,40}newsletter|to (?:continue|keep) reading|you have (?:\w+ ){1,4}(?:free )?articles?"
    r"|nous utilisons des cookies|utilizamos cookies|(?:wir|diese (?:web)?seite) (?:verwenden|nutz(?:en|t)|verwendet) cookies"
    r"|мы используем (?:файлы )?cookies?)"
    r"|(?:story|article|text) continues? (?:below|after)\b|(?:this )?(?:advertisement|ad) (?:has not loaded|continues below)"
    r"|article continues after|support (?:our|independent) journalism|thank you for (?:reading|subscribing)"
    r"|report (?:an error|a typo|a mistake)\b|you need (?:the latest version of )?(?:the )?adobe flash"
    r"|you are (?:signed|logged) in"
    r"|check back (?:here )?(?:for|later)"
    r"|(?:contact|e-?mail|reach|write to) (?:[^\W\d_][\w.'’-]*,? ){1,6}at \S{1,60}@\S"
    r"|(?:follow|find) (?:him|her|them|[^\W\d_][\w.'’-]* [^\W\d_][\w.'’-]*) (?:on|at) (?:twitter|facebook|instagram|x|@)"
    r"|@\w{2,30}$",
    re.I,
)
# Captions and the credits of pictures: the word stands at an end of the line, or an agency in brackets closes it
CAPTION = re.compile(
    r"(?:(?:file |stock |handout |archive )?(?:photo(?:graph)?|image|picture|bild|imagen|fotografía|photographie|immagine"
    r"|illustration|graphic|caption|légende|фото)(?: (?:credit|by|courtesy(?: of)?|from))?\s?[:/©|].{2,240}"
    r"|.{5,240}[(\[.,|\s–—-](?:file |handout )?(?:photo(?:graph)?|image|picture|credit|crédits?|pic|bild|imagen|фото)"
    r"(?: (?:credit|by|courtesy of))?\s?[:/©]\s?[^.:!?]{2,60}[.)\]]?"
    r"|.{5,240}\((?:photo|image|picture|photograph) (?:by|courtesy of) [^()]{2,60}\)\.?"
    r"|.{5,240}[\[(][^\[\]()]{2,40}/(?:reuters|ap(?: photo)?|afp|getty(?: images)?|epa|dpa|tass|xinhua|shutterstock"
    r"|bloomberg)[^\[\]()]{0,20}[\])]\.?"
    r"|(?:file|handout) (?:photo|image|picture)\b.{0,200})",
    re.I,
)
# Invitations of web pages: their opening is telling, and they end without a full stop.
INVITATION = re.compile(
    r"(?:(?:why not )?(?:follow|find) .{0,40}\bon (?:facebook|twitter|x|instagram)|follow (?:us|@)|like us on"
    r"|join the conversation|stay up to date|download (?:the|our)\b.{0,30}\bapp|sign up for|click here|read more\b"
    r"|send us your|trending in|photo credit|see also\s?:|related\s?:|watch\s?:|please enable javascript"
    r"|like this: like loading|share this: )",
    re.I,
)
