"""Cities that open datelines, so that `DAMASCUS:` can be told from a speaker's label such as `TRUMP:`.

A list of names and nothing else. A place that is missing here is still recognised by its agency, date or dash.
"""

from __future__ import annotations

_CITIES = """
abidjan, abu dhabi, abuja, accra, addis ababa, aden, adelaide, ahmedabad, albany, aleppo, algiers, almaty, amman,
amsterdam, anchorage, ankara, antananarivo, antwerp, ashgabat, asmara, astana, asuncion, asunción, athens, atlanta,
auckland, austin, baghdad, baku, baltimore, bamako, bandar seri begawan, bangalore, bengaluru, bangkok, bangui,
banjul, barcelona, basel, basra, beijing, beirut, belfast, belgrade, belmopan, benghazi, berlin, bern, birmingham,
bishkek, bissau, bogota, bogotá, bonn, bordeaux, boston, brasilia, brasília, bratislava, brazzaville, bremen,
bridgetown, brisbane, bristol, brussels, bucharest, budapest, buenos aires, buffalo, bujumbura, busan, cairo,
calcutta, calgary, canberra, cape town, caracas, cardiff, casablanca, charlotte, chengdu, chennai, chicago, chisinau,
chișinău, cincinnati, cleveland, cologne, colombo, conakry, copenhagen, dakar, dallas, damascus, dar es salaam,
darwin, davos, delhi, denver, detroit, dhaka, dili, djibouti, dnipro, dodoma, doha, donetsk, dortmund, dresden, dubai,
dublin, durban, dushanbe, düsseldorf, edinburgh, edmonton, erbil, frankfurt, freetown, fukuoka, gaborone, gaza, gaza
city, gdansk, geneva, genoa, georgetown, glasgow, gothenburg, guadalajara, guangzhou, guatemala city, guayaquil,
haifa, halifax, hamburg, hanoi, hanover, harare, havana, helsinki, hiroshima, ho chi minh city, hobart, hong kong,
honiara, honolulu, houston, hyderabad, indianapolis, islamabad, istanbul, izmir, jakarta, jeddah, jerusalem,
johannesburg, juba, kabul, kampala, kansas city, karachi, kathmandu, kazan, kharkiv, khartoum, kherson, kiev, kyiv,
kigali, kingston, kinshasa, kolkata, krakow, kuala lumpur, kuwait city, kyoto, la paz, lagos, lahore, las vegas,
lausanne, leeds, leipzig, libreville, lilongwe, lima, lisbon, liverpool, ljubljana, lome, lomé, london, los angeles,
luanda, lusaka, luxembourg, lviv, lyon, macau, madrid, malabo, malé, managua, manama, manchester, manila, maputo,
mariupol, marrakech, marseille, maseru, mbabane, mecca, medellin, melbourne, memphis, mexico city, miami, milan,
milwaukee, minneapolis, minsk, mogadishu, monaco, monrovia, monterrey, montevideo, montreal, moroni, moscow, mosul,
mumbai, munich, muscat, n'djamena, nagasaki, nagoya, nairobi, nanjing, naples, nashville, nassau, naypyidaw, new
delhi, new orleans, new york, niamey, nicosia, nouakchott, nur-sultan, odesa, odessa, osaka, oslo, ottawa,
ouagadougou, palermo, panama city, paramaribo, paris, perth, philadelphia, phnom penh, phoenix, pittsburgh, podgorica,
port louis, port moresby, port of spain, port sudan, port-au-prince, portland, porto, porto-novo, prague, praia,
pretoria, pristina, pyongyang, quebec city, quito, rabat, rafah, ramallah, rawalpindi, recife, reykjavik, riga, rio de
janeiro, riyadh, rome, rotterdam, sacramento, salt lake city, salzburg, san antonio, san diego, san francisco, san
jose, san juan, san salvador, sanaa, santiago, santo domingo, sao paulo, são paulo, sarajevo, seattle, seoul,
sevastopol, seville, shanghai, shenzhen, simferopol, singapore, skopje, sofia, st. louis, st. petersburg, stockholm,
strasbourg, stuttgart, sucre, suva, sydney, taipei, tallinn, tampa, tashkent, tbilisi, tegucigalpa, tehran, tel aviv,
thessaloniki, the hague, thimphu, tirana, tokyo, toronto, trieste, tripoli, tunis, turin, ulaanbaatar, united nations,
vaduz, valencia, valletta, vancouver, vatican city, venice, victoria, vienna, vientiane, vilnius, vladivostok, warsaw,
washington, wellington, windhoek, winnipeg, wuhan, yaounde, yaoundé, yangon, yekaterinburg, yerevan, yokohama, zagreb,
zaporizhzhia, zurich, zürich
"""
CITIES = frozenset(" ".join(_CITIES.split()).split(", "))
