"""Copies as web pages, as a browser saves them."""

import html
import json
import re

from corpus import INVENTED, INVENTED_TOO, altered, case, counts, last_year, of, replaced, sample, with_name, wrapped
from statements import MISSING, OTHER_TEXT, WITHDRAWN

# What stands around an article, in words of its language: site, menu, share, related, footer, cookies, accept
AROUND = {
    "en": (
        "The Harbour Gazette",
        "Home News Opinion Culture Contact",
        "Share on Facebook|Share by e-mail|Print",
        "Tram line 4 reopens|Where the herons nest|A bridge turns 100",
        "© 2025 The Harbour Gazette. All rights reserved.",
        "We use cookies to improve your visit.",
        "Accept all",
    ),
    "fr": (
        "Le Courrier du Port",
        "Accueil Actualités Culture Contact",
        "Partager|Envoyer par courriel|Imprimer",
        "La ligne 4 rouvre|Où nichent les hérons",
        "© 2025 Le Courrier du Port. Tous droits réservés.",
        "Nous utilisons des cookies pour améliorer votre visite.",
        "Tout accepter",
    ),
    "de": (
        "Der Hafenbote",
        "Start Nachrichten Kultur Kontakt",
        "Teilen|Per E-Mail senden|Drucken",
        "Linie 4 fährt wieder|Wo die Reiher nisten",
        "© 2025 Der Hafenbote. Impressum",
        "Wir verwenden Cookies.",
        "Alle akzeptieren",
    ),
    "ru": (
        "Портовый вестник",
        "Главная Новости Культура Контакты",
        "Поделиться|Отправить|Печать",
        "Линия 4 снова открыта|Где гнездятся цапли",
        "© 2025 Портовый вестник",
        "Мы используем файлы cookie.",
        "Принять",
    ),
    "ar": (
        "بريد الميناء",
        "الرئيسية أخبار ثقافة اتصل",
        "مشاركة|إرسال|طباعة",
        "عودة الخط الرابع|أين تعشش البلشون",
        "© 2025 بريد الميناء",
        "نستخدم ملفات تعريف الارتباط.",
        "قبول",
    ),
    "he": (
        "דואר הנמל",
        "ראשי חדשות תרבות קשר",
        "שיתוף|שליחה|הדפסה",
        "קו 4 נפתח שוב|איפה מקננות האנפות",
        "© 2025 דואר הנמל",
        "אנו משתמשים בעוגיות.",
        "אישור",
    ),
    "zh-Hans": ("港口日报", "首页 新闻 文化 联系", "分享|发送|打印", "四路电车恢复|苍鹭在哪里筑巢", "© 2025 港口日报", "本站使用 Cookie。", "接受"),
    "ja": (
        "港日報",
        "ホーム ニュース 文化 連絡先",
        "共有|送信|印刷",
        "四番線が再開|鷺の巣",
        "© 2025 港日報",
        "当サイトはクッキーを使用します。",
        "同意する",
    ),
}
AROUND["fa"] = (
    "پیک بندر",
    "خانه خبر فرهنگ تماس",
    "هم\u200cرسانی|فرستادن|چاپ",
    "بازگشایی خط چهار|لانهٔ حواصیل\u200cها",
    "© 2025 پیک بندر",
    "این تارنما از کوکی استفاده می\u200cکند.",
    "پذیرفتن",
)


def page_case(file, what, page, encoding="utf-8", **expected):
    case(file, what, lambda: page.encode(encoding), **expected)


def escaped(text):
    return html.escape(text, quote=False)


def blocks(statement, heading="h3"):
    """The text as HTML: short paragraphs over longer ones as headings, numbered items as a list."""
    made = []
    for number, paragraph in enumerate(statement.paragraphs):
        if re.match(r"1\. ", paragraph):
            items = [re.sub(r"^\d+\. ", "", line) for line in paragraph.split("\n")]
            made.append("<ol>\n" + "\n".join(f"<li>{escaped(item)}</li>" for item in items) + "\n</ol>")
        elif "appeal" in statement.slug and number % 2 == 0:
            made.append(f"<{heading}>{escaped(paragraph)}</{heading}>")
        else:
            made.append(f"<p>{escaped(paragraph)}</p>")
    return made


def list_of(names, tag="ol", item="<li>{}</li>"):
    return f"<{tag}>\n" + "\n".join(item.format(escaped(name)) for name in names) + f"\n</{tag}>"


def head_of(statement):
    return f"<p><strong>{escaped(statement.heading)}</strong></p>"


def inner(statement, names=None, body=None, listing=None):
    names = statement.signed if names is None else names
    return "\n".join(body or blocks(statement)) + "\n" + head_of(statement) + "\n" + (listing or list_of(names))


def plain(statement, content, head="", attributes=""):
    direction = ' dir="rtl"' if statement.rtl else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{statement.language}"{direction}>\n<head>\n<meta'
        f' charset="utf-8">\n<title>{escaped(statement.title)}</title>\n{head}</head>\n'
        f'<body{attributes}>\n{content}\n</body>\n</html>\n'
    )


def links(words, tag="ul"):
    return f"<{tag}>" + "".join(f'<li><a href="/{number}.html">{word}</a></li>' for number, word in enumerate(words)) + f"</{tag}>"


def news(statement, content, head="", extra=""):
    """A newspaper's page with semantic elements, scripts, and the text once more for search engines."""
    site, menu, share, related, footer, cookies, accept = AROUND.get(statement.language, AROUND["en"])
    data = json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "headline": statement.title, "articleBody": statement.text[:400]},
        ensure_ascii=False,
    )
    head += f"""<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{html.escape(statement.paragraphs[1][:120])}">
<link rel="stylesheet" href="Page_files/main.css">
<script>window.dataLayer=window.dataLayer||[];function gtag(){{dataLayer.push(arguments);}}if(1<2){{gtag('js',new Date());}}</script>
<script type="application/ld+json">{data}</script>
<style>body{{font:16px/1.5 Georgia,serif}} .ad{{min-height:250px}} .visually-hidden{{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)}}</style>
"""
    top = f"""<a class="visually-hidden" href="#main">{menu.split()[0]}</a>
<div id="cookie-banner" class="cookie-consent" role="dialog"><p>{cookies}</p><button type="button">{accept}</button></div>
<header class="site-header"><a href="/"><svg width="20" height="20"><title>{site}</title><path d="M0 0h20v20z"/></svg> {site}</a>
<form action="/search"><input type="search" placeholder="{menu.split()[1]}"><button>OK</button></form>
<nav aria-label="Main">{links(menu.split())}</nav></header>
<main id="main">
<nav class="breadcrumb">{links(menu.split()[:2], "ol")}</nav>
<article>
<h1>{escaped(statement.title)}</h1>
<div class="article-body">
"""
    bottom = f"""
</div>
</article>
<div class="share">{links(share.split('|'))}</div>
<aside class="related"><h2>{menu.split()[1]}</h2>{links(related.split('|'))}<div class="ad"><iframe src="about:blank"></iframe></div></aside>{extra}
</main>
<footer class="site-footer"><p>{footer}</p>{links(menu.split()[2:])}</footer>
<noscript><img height="1" width="1" alt="" src="about:blank"></noscript>
<script>document.querySelectorAll('.share a').forEach(function(a){{a.onclick=function(){{return a.href.length>0 && 1<2}}}});</script>
"""
    return plain(statement, top + content + bottom, head)


def blog(statement, content):
    """A blog's page of divisions, with menus that only their links betray."""
    site, menu, share, related, footer, *_ = AROUND.get(statement.language, AROUND["en"])
    rows = lambda words: "".join(f'<span class="i"><a href="#{word}">{word}</a></span> ' for word in words)
    return plain(
        statement,
        f"""<div id="page"><div id="masthead"><div class="title"><a href="/">{site}</a></div><div class="menu">{rows(menu.split())}</div></div>
<div id="content"><div id="post-3117" class="post type-post status-publish hentry">
<h2 class="entry-title"><a href="/2025/10/30/" rel="bookmark">{escaped(statement.title)}</a></h2>
<div class="entry-content">
{content}
</div>
<div class="sharedaddy">{rows(share.split('|'))}</div>
<div class="tags">{rows(menu.split()[1:3])}</div>
</div>
<div class="navigation">{rows(related.split('|'))}</div></div>
<div id="sidebar"><div class="widget"><div class="widget-title"><a href="/feed">RSS</a></div>{rows(related.split('|'))}</div></div>
<div id="colophon"><a href="/imprint">{footer}</a></div></div>""",
    )


def tables(statement, content, encoding):
    """A page of the early 2000s: tables for layout, fonts, upper-case tags, the charset in a meta element."""
    site, menu, *_ = AROUND.get(statement.language, AROUND["en"])
    cells = "".join(f'<TD BGCOLOR="#ccccff"><A HREF="{number}.htm"><FONT SIZE="2">{word}</FONT></A></TD>' for number, word in enumerate(menu.split()))
    direction = ' DIR="RTL"' if statement.rtl else ""
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML{direction}><HEAD><TITLE>{escaped(statement.title)}</TITLE>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={encoding}"></HEAD>
<BODY BGCOLOR="#FFFFFF" TEXT="#000000"><TABLE WIDTH="760" BORDER="0" CELLPADDING="4"><TR>{cells}</TR></TABLE>
<TABLE WIDTH="760" BORDER="0"><TR VALIGN="TOP"><TD WIDTH="120"><A HREF="/">{site}</A></TD><TD>
<FONT FACE="Verdana" SIZE="2">
{content}
</FONT></TD></TR></TABLE></BODY></HTML>
"""


def cases():
    harmless_pages()
    harmless_lists()
    harmless_languages()
    hidden()
    changed()
    added()
    changed_names()
    quoting()
    around()
    looks()
    lists_marked()
    pages_of_programs()


def harmless_pages():
    st = sample()
    full = counts(st, st.signed)
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    content = inner(st)
    page_case("plain.html", "A page with nothing but title, text and list", plain(st, f"<h1>{st.title}</h1>\n{content}"), **same)
    page_case(
        "body-only.html",
        "The text alone, as a page without title or list",
        plain(st, "\n".join(blocks(st))),
        harmless=True,
        statement=st,
        text="same-words",
    )
    page_case("news.html", "A newspaper's page: cookie banner, menus, share links, related articles, footer, scripts", news(st, content), **same)
    page_case("blog.html", "A blog made of divisions, with link-only menus around the post", blog(st, content), **same)
    page_case(
        "table-layout.html",
        "A page of 2003: tables for layout, Windows-1252 declared in a meta element, names between <br>",
        tables(
            st,
            "<P>".join(escaped(paragraph) for paragraph in st.paragraphs)
            + "<P><B>Signed:</B><BR>\n"
            + "<BR>\n".join(f"{n}. {escaped(name)}" for n, name in enumerate(st.signed, 1)),
            "windows-1252",
        ),
        "cp1252",
        **same,
    )
    page_case(
        "entities.html",
        "Every sign that is not ASCII, and some that are, as named, decimal and hexadecimal references",
        re.sub(
            "[^\x00-\x7f]",
            lambda match: f"&#{ord(match[0])};",
            news(st, content.replace("—", "&mdash;").replace("'", "&#x27;").replace("fi", "&#102;i")),
        ),
        **same,
    )
    page_case(
        "inline-tags.html",
        "Words split by inline elements in the middle: bold letters, links, spans, line-break opportunities",
        plain(
            st,
            replaced(
                content,
                ("conscience of their", "<b>con</b>science of their"),
                ("Authoritarian", "Author<wbr>itarian"),
                ("freedom of thought", "<a href='#'>free</a>dom of <i>thought</i>"),
                ("Solidarity with", "<span class=drop>S</span>olidarity with"),
                ("political reasons", "<font color=black>political</font> <!-- x -->reasons"),
            ),
        ),
        **same,
    )
    page_case(
        "source-wrapped.html",
        "The source is wrapped and indented in the middle of sentences",
        plain(st, re.sub(r" (\w+) (\w+) (\w+) ", r"\n        \1\n  \2 \3 ", content)),
        **same,
    )
    page_case(
        "curly.html",
        "Curly apostrophes, no-break spaces, en dashes with thin spaces",
        plain(st, content.replace("'", "’").replace(" — ", "&thinsp;–&thinsp;").replace("October 30", "October&nbsp;30")),
        **same,
    )
    page_case(
        "soft-hyphens.html",
        "Soft hyphens throughout, as hyphenation scripts leave them",
        news(st, content.replace("ation", "a&shy;tion").replace("politic", "po&shy;li&shy;tic")),
        **same,
        flags=["invisible-characters"],
    )
    page_case(
        "br-paragraphs.html",
        "The whole text in one division, lines broken by <br>",
        blog(
            st, "<div>" + "<br>\n<br>\n".join(escaped(p) for p in st.paragraphs) + f"<br><br>Signed:<br>{'<br>'.join(map(escaped, st.signed))}</div>"
        ),
        **same,
    )
    page_case(
        "pre.html",
        "Text and list inside <pre>, wrapped",
        plain(st, "<pre>" + escaped(wrapped(st.text + "\nSigned:\n\n" + "\n".join(st.signed))) + "</pre>"),
        **same,
    )
    page_case(
        "html-comment.html",
        "Another version of a sentence stands in an HTML comment, which nobody reads",
        plain(st, content.replace("<p>Political", "<!-- <p>In 1947 two million were held.</p> -->\n<p>Political")),
        **same,
    )
    page_case(
        "utf-16.html", "UTF-16 with its mark, as old browsers save", "\ufeff" + plain(st, content).replace("utf-8", "utf-16"), "utf-16-le", **same
    )
    page_case(
        "xhtml.html",
        "XHTML with an XML declaration and scripts in CDATA",
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"'
        ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html'
        ' xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title><script type="text/javascript">//<![CDATA[\nif (1 < 2 && 3'
        f' > 2) {{ document.title = "y"; }}\n//]]></script></head><body><h1>{st.title}</h1>{content}</body></html>',
        **same,
    )
    page_case(
        "unclosed.html",
        "No closing tags for paragraphs and items, no head, no body",
        f"<!doctype html><title>t</title><h1>{st.title}</h1>"
        + "".join(f"<p>{escaped(p)}\n" for p in st.paragraphs)
        + "<p>Signed:\n<ol>"
        + "".join(f"<li>{escaped(name)}\n" for name in st.signed)
        + "</ol>",
        **same,
    )
    page_case(
        "related-division.html",
        "A related list under a heading in a division, not an aside",
        plain(
            st,
            f'<h1>{st.title}</h1><div class="text">{content}</div><div class="related"><h3>Read'
            f' also</h3>{links(["Tram line 4 reopens", "A bridge turns 100"])}</div>',
        ),
        **same,
    )
    page_case(
        "hidden-menu.html",
        "A hidden menu and a hidden cookie dialogue outside the text",
        plain(
            st,
            '<div style="display:none" class="modal"><p>We value your privacy. Choose what we may'
            f' store.</p><button>Save</button></div><nav hidden>{links(["Home", "News"])}</nav><h1>{st.title}</h1>{content}',
        ),
        **same,
    )
    page_case(
        "hidden-extra-word.html",
        "A word that no reader sees stands in a sentence, hidden by display:none",
        plain(st, replaced(content, ("conscience of their", 'conscience <span style="display:none">and memory </span>of their'))),
        **same,
        flags=["hidden-text"],
    )
    page_case(
        "hidden-extra-paragraph.html",
        "A paragraph that no reader sees, white on white",
        plain(
            st,
            content.replace(
                "<p>Political", '<p style="color:#fff;background-color:#ffffff">This text is a draft of the second of October.</p>\n<p>Political'
            ),
            attributes=' bgcolor="white"',
        ),
        **same,
        flags=["hidden-text"],
    )
    page_case(
        "reader-comments.html",
        "Comments of readers in an aside below the article",
        news(
            st,
            content,
            extra=(
                '<aside id="comments"><h2>2 comments</h2><ol><li><p>Well said, thank you.</p></li><li><p>My grandmother told us'
                ' of 1974.</p></li></ol></aside>'
            ),
        ),
        **same,
    )
    page_case(
        "reader-comments-section.html",
        "Comments of readers in a section of their own below the article, outside it",
        news(
            st,
            content,
            extra=(
                '<section id="comments"><h2>2 comments</h2><ol><li><p>Well said, thank you.</p></li><li><p>My grandmother told us'
                ' of 1974.</p></li></ol></section>'
            ),
        ),
        harmless=True,
        statement=st,
        text=["same-words", "near"],
        names=full,
        exit=[0, 1],
    )
    page_case(
        "byline.html",
        "The article's own header holds title and day, its body the text",
        plain(
            st,
            f'<article><header><h1>{st.title}</h1><time datetime="2025-10-30">30 October 2025</time></header><div'
            f' class="body">{content}</div></article>',
        ),
        **same,
    )
    page_case(
        "details.html",
        "The list in an open <details> element",
        plain(st, "\n".join(blocks(st)) + f"<details open><summary>Signed:</summary>{list_of(st.signed)}</details>"),
        **same,
    )
    page_case(
        "mark-over-meta.html",
        "UTF-8 with its mark; the meta element says Windows-1252, and browsers follow the mark",
        "\ufeff" + plain(st, content).replace('charset="utf-8"', 'charset="windows-1252"'),
        **same,
    )
    st = last_year()
    page_case(
        "last-year.html",
        "Last year's version with its own list, entities for quotes and ellipsis",
        news(st, inner(st).replace("“", "&ldquo;").replace("”", "&rdquo;").replace("…", "&hellip;")),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )


def harmless_lists():
    st = sample()
    full = counts(st, st.signed)
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    names, half = st.signed, 15
    for file, what, listing in [
        ("list-ul.html", "Names in an unordered list of links", list_of(names, "ul", '<li><a href="https://example.org/">{}</a></li>')),
        (
            "list-table.html",
            "Names in a table with numbers",
            "<table><thead><tr><th>No.</th><th>Organization</th></tr></thead><tbody>"
            + "".join(f"<tr><td>{n}</td><td>{escaped(name)}</td></tr>" for n, name in enumerate(names, 1))
            + "</tbody></table>",
        ),
        (
            "list-two-columns.html",
            "Names in two lists side by side",
            f'<div style="display:flex">{list_of(names[:half], "ul")}{list_of(names[half:], "ul")}</div>',
        ),
        (
            "list-table-columns.html",
            "Names in a table of three columns, read across",
            "<table>"
            + "".join("<tr>" + "".join(f"<td>{escaped(name)}</td>" for name in names[at : at + 3]) + "</tr>" for at in range(0, 29, 3))
            + "</table>",
        ),
        ("list-run.html", "Names in one paragraph with semicolons", f"<p>{escaped('; '.join(names))}</p>"),
        (
            "list-paragraphs.html",
            "A paragraph for each name, logos beside them",
            "".join(f'<p><img src="{n}.png" alt=""> {escaped(name)}</p>' for n, name in enumerate(names)),
        ),
        (
            "list-divisions.html",
            "Names in nested divisions and spans",
            '<div class="grid">'
            + "".join(f'<div class="cell"><span itemprop="name"><b>{escaped(name)}</b></span></div>' for name in names)
            + "</div>",
        ),
    ]:
        page_case(file, what, news(st, inner(st, listing=listing)), **same)
    page_case(
        "list-twelve.html",
        "Twelve names only, under a heading with their number",
        blog(st, "\n".join(blocks(st)) + "<h4>Signatories (12)</h4>" + list_of(names[:12])),
        harmless=True,
        statement=st,
        text="same-words",
        names={"signed": 12, "omitted": 17},
    )
    page_case(
        "list-hidden-signatory.html",
        "One item of the list, of a name that signed, is hidden",
        plain(st, inner(st).replace("<li>Freedom Now</li>", '<li style="display:none">Freedom Now</li>')),
        harmless=True,
        statement=st,
        text="same-words",
        names={"signed": [28, 29], "omitted": [0, 1]},
        flags=["hidden-text"],
    )


def harmless_languages():
    for language in ("fr", "de", "ru", "ar", "he", "fa", "zh-Hans", "ja"):
        st = of(language)
        page_case(
            f"{language}-news.html",
            "A newspaper's page in its own language, with all that stands around",
            news(st, inner(st)),
            harmless=True,
            statement=st,
            text="same-words",
            names=counts(st, st.signed),
        )
    for language, charset, encoding in [
        ("ru", "windows-1251", "cp1251"),
        ("ja", "Shift_JIS", "shift_jis"),
        ("zh-Hans", "gb2312", "gb2312"),
        ("ar", "windows-1256", "cp1256"),
        ("he", "windows-1255", "cp1255"),
    ]:
        st = of(language)
        page_case(
            f"{language}-{charset.lower().replace('_', '-')}.html",
            f"A page with tables for layout; {charset} declared in a meta element",
            tables(st, inner(st), charset),
            encoding,
            harmless=True,
            statement=st,
            text="same-words",
            names=counts(st, st.signed),
        )
    for language in ("el", "tr", "hi", "ko", "th", "km", "am", "vi"):
        st = of(language)
        page_case(
            f"{language}-blog.html",
            "A blog's page, each article under a heading",
            blog(st, inner(st)),
            harmless=True,
            statement=st,
            text="same-words",
            names=counts(st, st.signed),
        )
    st = of("he")
    page_case(
        "he-isolates.html",
        "Names in <bdi> elements, a paragraph with direction marks as entities",
        plain(st, inner(st, listing=list_of(st.signed, "ul", "<li><bdi>{}</bdi></li>")).replace("</p>", "&rlm;</p>")),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
        flags=["invisible-characters"],
    )
    st = of("ka")
    page_case(
        "ka-sections.html",
        "A section for each article, tables for the items",
        plain(st, re.sub(r"(<h3>.*?</h3>)", r"<section>\1</section>", inner(st))),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )


def hidden():
    """A word of the statement that no reader sees is missing; one that only a reader sees is added."""
    st = sample()
    full = counts(st, st.signed)
    content = inner(st)
    near = dict(harmless=False, statement=st, text="near", names=full, flags=["hidden-text"])
    word = "peacefully "
    sentence = "for " + word + "expressing"
    for file, what, before, after, head, attributes in [
        ("hidden-display.html", "display:none in a style", '<span style="display: none">', "</span>", "", ""),
        ("hidden-visibility.html", "visibility:hidden in a style", '<span style="visibility:hidden">', "</span>", "", ""),
        ("hidden-font-size.html", "a font size of 0", '<span style="font-size:0">', "</span>", "", ""),
        ("hidden-font-size-px.html", "a font size of 0.1px", '<span style="font-size: 0.1px;">', "</span>", "", ""),
        ("hidden-attribute.html", "the attribute hidden", "<span hidden>", "</span>", "", ""),
        (
            "hidden-white-style.html",
            "white on the page's white, in a style",
            '<span style="color:#ffffff">',
            "</span>",
            "",
            ' style="background:#fff"',
        ),
        (
            "hidden-white-rgb.html",
            "white in another spelling than the background's",
            '<span style="color:rgb(255, 255, 255); background-color: White">',
            "</span>",
            "",
            "",
        ),
        ("hidden-white-font.html", "white on white by <font> and bgcolor", '<font color="#FFFFFF">', "</font>", "", ' bgcolor="#ffffff"'),
        ("hidden-opacity.html", "an opacity of 0", '<span style="opacity:0">', "</span>", "", ""),
        ("hidden-off-page.html", "a place far left of the page", '<span style="position:absolute;left:-9999px">', "</span>", "", ""),
        ("hidden-clipped.html", "a box without height", '<span style="display:inline-block;height:0;width:0;overflow:hidden">', "</span>", "", ""),
        (
            "hidden-class.html",
            "a class that a style sheet in the page hides",
            '<span class="x7">',
            "</span>",
            "<style>.x7 { display: none }</style>\n",
            "",
        ),
        (
            "hidden-class-id.html",
            "a style sheet rule on an id, with !important",
            '<span id="q">',
            "</span>",
            "<style>@media all { p #q { font-size: 0 !important } }</style>\n",
            "",
        ),
    ]:
        page_case(
            file,
            f"One word of a sentence is hidden from the reader by {what}",
            plain(st, replaced(content, (sentence, f"for {before}{word}{after}expressing")), head, attributes),
            **near,
            differences=[("peacefully", "")],
        )
    page_case(
        "hidden-paragraph.html",
        "A paragraph of the statement is hidden by display:none",
        plain(st, content.replace("<p>We also stand", '<p style="display:none">We also stand')),
        **near,
    )
    page_case(
        "hidden-exchange.html",
        "The statement's number is hidden, and another one shown",
        plain(st, replaced(content, ("one million", '<span style="display:none">one</span><span>two</span> million'))),
        **near,
    )
    near.pop("flags")
    page_case(
        "noscript.html",
        "A paragraph stands in <noscript> only, which no usual reader sees",
        plain(
            st,
            content.replace("<p>We also stand", "<noscript><p>We also stand").replace(
                "collective responsibility.</p>", "collective responsibility.</p></noscript>"
            ),
        ),
        **near,
    )
    page_case(
        "template.html",
        "A paragraph stands in <template> only",
        plain(
            st,
            content.replace("<p>We also stand", "<template><p>We also stand").replace(
                "collective responsibility.</p>", "collective responsibility.</p></template>"
            ),
        ),
        **near,
    )
    page_case(
        "break-in-a-word.html",
        "A word is divided by <br>, without a hyphen",
        plain(st, replaced(content, ("consolidate", "conso<br>lidate"))),
        **near,
    )
    page_case(
        "struck-out.html",
        "A word is struck out and another inserted, with <del> and <ins>",
        plain(st, replaced(content, ("must be sustained", "<del>must</del> <ins>may</ins> be sustained"))),
        **near,
    )
    page_case(
        "generated-content.html",
        "A word that only the style sheet inserts, by ::before",
        plain(st, replaced(content, ("one million", '<span class="n">one million</span>')), '<style>.n::before { content: "nearly " }</style>\n'),
        harmless=False,
        statement=st,
        text=["near", "cannot-compare"],
        names=full,
        exit=[1, 3],
    )
    parts = blocks(st)
    reordered = (
        '<div style="display:flex;flex-direction:column">'
        + "".join(f'<div style="order:{order}">{block}</div>' for order, block in zip([1, 2, 5, 4, 3, 6, 7, 8], parts))
        + "</div>"
    )
    page_case(
        "reordered-flex.html",
        "Paragraphs in the statement's order in the source; a style shows them in another",
        plain(st, reordered),
        harmless=False,
        statement=st,
        text=["near", "cannot-compare"],
        exit=[1, 3],
    )
    page_case(
        "reordered-reverse.html",
        "The paragraphs stand in reverse, by flex-direction: column-reverse",
        plain(st, f'<div style="display:flex;flex-direction:column-reverse">{"".join(f"<div>{block}</div>" for block in parts)}</div>'),
        harmless=False,
        statement=st,
        text=["near", "excerpt", "cannot-compare"],
        exit=[1, 3],
    )
    page_case("bdo.html", "A year is turned round by <bdo dir=rtl>", plain(st, replaced(content, ("1974", '<bdo dir="rtl">1974</bdo>'))), **near)
    page_case(
        "bidi-style.html",
        "A phrase is turned round by unicode-bidi in a style",
        plain(st, replaced(content, ("human dignity", '<span style="direction:rtl;unicode-bidi:bidi-override">human dignity</span>'))),
        **near,
    )
    page_case(
        "override-entity.html",
        "A right-to-left override as a character reference",
        plain(st, replaced(content, ("1974", "&#8238;1974&#8236;"))),
        **near,
        flags=["invisible-characters"],
    )
    st = of("he")
    page_case(
        "he-hidden.html",
        "The negation of a Hebrew sentence is hidden",
        plain(st, replaced(inner(st), ("לא יכפו", '<span style="display:none">לא</span> יכפו'))),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
        flags=["hidden-text"],
    )
    st = of("ja")
    page_case(
        "ja-hidden.html",
        "Four characters of a Japanese sentence are hidden by a font size of 0",
        plain(st, replaced(inner(st), ("強制されない。", '強制さ<span style="font-size:0px">れない</span>れる。'))),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
        flags=["hidden-text"],
    )


def changed():
    st = sample()
    full = counts(st, st.signed)
    content = inner(st)
    near = dict(harmless=False, statement=st, text="near", names=full)
    page_case(
        "digit-in-tags.html",
        "One digit of a year changed, split by an inline element",
        news(st, replaced(content, ("1974", "19<b>7</b>5"))),
        **near,
        differences=[("1974", "1975")],
    )
    page_case(
        "word-in-news.html",
        "One word changed in a page full of clutter",
        news(st, replaced(content, ("undermines press freedom", "undermines market freedom"))),
        **near,
        differences=[("press", "market")],
    )
    page_case(
        "word-in-blog.html",
        "One word inserted in a blog",
        blog(st, replaced(content, ("release of political", "early release of political"))),
        **near,
        differences=[("", "early")],
    )
    page_case(
        "entity-look-alike.html",
        "Cyrillic letters as character references in a word",
        blog(st, replaced(content, ("global cause", "glob&#1072;l c&#1072;use"))),
        **near,
        flags=["look-alike"],
    )
    page_case(
        "superscript.html",
        "A number raised by <sup> behind a word, without a note",
        plain(st, replaced(content, ("one million", "one million<sup>2</sup>"))),
        **near,
    )
    page_case(
        "paragraph-dropped.html",
        "A paragraph is missing",
        news(st, "\n".join(blocks(st)[:5] + blocks(st)[6:]) + head_of(st) + list_of(st.signed)),
        **near,
    )
    page_case("paragraphs-swapped.html", "Two paragraphs swapped", blog(st, inner(st, body=[blocks(st)[i] for i in (0, 1, 3, 2, 4, 5, 6)])), **near)
    page_case(
        "only-two-paragraphs.html",
        "Two paragraphs, then a link to read on",
        news(st, "\n".join(blocks(st)[:2]) + '<p><a href="/more">Read on</a></p>'),
        harmless=False,
        statement=st,
        text="excerpt",
    )
    page_case(
        "script-only.html",
        "The text is put in by a script: the page itself holds none",
        plain(st, '<div id="app"></div><script>window.__DATA__=' + json.dumps({"text": st.text}) + "</script>"),
        harmless=False,
        text=["cannot-compare", "unrelated"],
        exit=[1, 3],
    )
    for language, old, new, difference, encoding in [
        ("fr", "Nul ne peut être arbitrairement", "Nul ne doit être arbitrairement", ("peut", "doit"), "utf-8"),
        ("de", "allein oder in Gemeinschaft", "allein und in Gemeinschaft", ("oder", "und"), "utf-8"),
        ("ru", "независимо от государственных", "в пределах государственных", None, "cp1251"),
        ("ar", "لا يجوز القبض", "يجوز القبض", ("لا", ""), "cp1256"),
        ("zh-Hans", "不论国界", "在国界内", None, "gb2312"),
        ("ja", "国境を越えると否とにかかわりなく", "国境の内において", None, "shift_jis"),
        ("ko", "국경에 관계없이", "국경 안에서", None, "utf-8"),
        ("th", "ไม่ว่าจะโดยลำพัง", "โดยลำพัง", None, "utf-8"),
        ("hi", "सीमाओं की परवाह न कर के", "सीमाओं की परवाह कर के", ("न", ""), "utf-8"),
        ("fa", "بدون ملاحظات مرزی", "با ملاحظات مرزی", ("بدون", "با"), "utf-8"),
    ]:
        st = of(language)
        charset = {"utf-8": "utf-8", "cp1251": "windows-1251", "cp1256": "windows-1256", "gb2312": "gb2312", "shift_jis": "Shift_JIS"}[encoding]
        page_case(
            f"{language}-word.html",
            f"One place of the text changed; {charset}",
            (tables(st, replaced(inner(st), (old, new)), charset) if encoding != "utf-8" else news(st, replaced(inner(st), (old, new)))),
            encoding,
            harmless=False,
            statement=st,
            text="near",
            names=counts(st, st.signed),
            differences=[difference] if difference else [],
        )


def added():
    st = sample()
    full = counts(st, st.signed)
    content, body = inner(st), "\n".join(blocks(st))
    near = dict(harmless=False, statement=st, text="near", names=full)
    notice = "The text below is a draft and is open to changes."
    page_case("notice-before.html", "A sentence directly before the text, in a paragraph", news(st, f"<p>{notice}</p>\n{content}"), **near)
    page_case(
        "notice-behind.html",
        "A sentence directly behind the list, in a division",
        news(st, f"{content}\n<div class='note'>The text above is a draft and is open to changes.</div>"),
        **near,
    )
    page_case("notice-between.html", "A sentence between text and list", news(st, f"{body}<p>{notice}</p>{head_of(st)}{list_of(st.signed)}"), **near)
    page_case(
        "notice-footer-in-article.html",
        "A sentence in a footer inside the element that holds the text",
        plain(st, f"<article><h1>{st.title}</h1>{content}<footer><p>The text above is a draft and is open to changes.</p></footer></article>"),
        **near,
    )
    page_case(
        "notice-footer-after-body.html",
        "A sentence in a footer of the article, beside the division with the text",
        plain(
            st,
            f"<article><h1>{st.title}</h1><div class='body'>{content}</div><footer><p>The text above is a draft and is open to"
            " changes.</p></footer></article>",
        ),
        **near,
    )
    page_case(
        "notice-aside-inside.html",
        "An aside between two paragraphs of the text",
        plain(st, f"<article>{content.replace('<p>We also stand', '<aside>This part is still under discussion.</aside><p>We also stand')}</article>"),
        **near,
    )
    page_case(
        "notice-in-caption.html",
        "A picture with a caption inside the text",
        plain(
            st,
            content.replace(
                "<p>We also stand", "<figure><img src=a.jpg alt=''><figcaption>The square, as it was in 1999.</figcaption></figure><p>We also stand"
            ),
        ),
        **near,
    )
    page_case(
        "notice-link-looking.html",
        "A sentence behind the text, dressed as one link",
        news(st, f"{content}\n<p><a href='#'>The text above is a draft and is open to changes.</a></p>"),
        **near,
    )
    page_case(
        "nav-inside-text.html",
        "A sentence in a nav element in the middle of the text",
        plain(st, f"<article>{content.replace('<p>We also stand', '<nav>What follows was added later.</nav><p>We also stand')}</article>"),
        **near,
    )
    page_case(
        "button-in-sentence.html",
        "One word in a sentence stands on a button",
        plain(st, replaced(content, ("global priority", "<button>more</button> global priority"))),
        **near,
    )
    page_case(
        "two-versions.html",
        "The statement, and below it once more with another number",
        plain(st, f"<article>{body}</article><article>{replaced(body, ('one million', 'two million'))}</article>"),
        harmless=False,
        statement=st,
        text="near",
    )
    page_case(
        "introduced.html",
        "A letter around the text: “Dear all” before, “Best wishes” behind",
        plain(st, f"<p>Dear all,</p><p>please find our text below.</p>{content}<p>Best wishes, the office</p>"),
        **near,
    )
    st = of("de")
    page_case(
        "de-notice.html",
        "One sentence (“this text is a draft”) behind the list",
        news(st, inner(st) + "<p>Dieser Text ist ein Entwurf.</p>"),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
    )
    st = of("ar")
    page_case(
        "ar-notice.html",
        "One sentence (“this text is a draft”) before the text",
        news(st, "<p>هذا النص مسودة.</p>" + inner(st)),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
    )


def changed_names():
    st = sample()
    names = st.signed
    content = inner(st)

    def listed(file, what, page, verdicts, named=None, text="same-words", **others):
        page_case(file, what, page, harmless=False, statement=st, text=text, names=verdicts, named=named, **others)

    listed(
        "name-added.html",
        "An invented name in the middle of the list, in a page full of clutter",
        news(st, inner(st, with_name(names, INVENTED, 14))),
        {"signed": 29, "not-on-roll": 1},
        {INVENTED: "not-on-roll"},
    )
    listed(
        "name-missing.html",
        "A name that did not sign, as a link among links",
        blog(st, inner(st, listing=list_of(with_name(names, MISSING, 3), "ul", '<li><a href="https://example.org/">{}</a></li>'))),
        {"signed": 29, "listed-not-signed": 1},
        {MISSING: "listed-not-signed"},
    )
    listed(
        "name-withdrawn.html",
        "A name that withdrew, in the last row of a table",
        news(st, inner(st, listing="<table>" + "".join(f"<tr><td>{escaped(name)}</td></tr>" for name in names + [WITHDRAWN]) + "</table>")),
        {"signed": 29, "withdrawn": 1},
        {WITHDRAWN: "withdrawn"},
    )
    listed(
        "name-last-cell.html",
        "An invented name in the last cell of a table of three columns",
        news(
            st,
            inner(
                st,
                listing="<table>"
                + "".join(
                    "<tr>" + "".join(f"<td>{escaped(name)}</td>" for name in (names + [INVENTED])[at : at + 3]) + "</tr>" for at in range(0, 30, 3)
                )
                + "</table>",
            ),
        ),
        {"signed": 29, "not-on-roll": 1},
        {INVENTED: "not-on-roll"},
    )
    listed(
        "name-behind-list.html",
        "A name that did not sign, in a paragraph of its own behind the list",
        plain(st, content + f"<p>{MISSING}</p>"),
        {"signed": 29, "listed-not-signed": 1},
        {MISSING: "listed-not-signed"},
        text=["same-words", "near"],
    )
    listed(
        "name-invented-behind-list.html",
        "An invented name in a second list behind the first",
        plain(st, content + list_of([INVENTED, INVENTED_TOO], "ul")),
        {"signed": 29, "not-on-roll": 2},
        {INVENTED_TOO: "not-on-roll"},
        text=["same-words", "near"],
    )
    listed(
        "name-hidden.html",
        "A name that did not sign stands in the list, hidden from readers and shown to machines",
        plain(st, content.replace("<li>Freedom Now", f'<li style="display:none">{MISSING}</li><li>Freedom Now')),
        {"signed": 29, "listed-not-signed": 1},
        {MISSING: "listed-not-signed"},
        flags=["hidden-text"],
    )
    listed(
        "name-hidden-in-text.html",
        "A name that withdrew, hidden inside a paragraph",
        plain(st, replaced(content, ("We also stand", f'<span style="font-size:0">{WITHDRAWN}</span> We also stand'))),
        {"signed": 29, "withdrawn": 1},
        {WITHDRAWN: "withdrawn"},
        flags=["hidden-text"],
    )
    listed(
        "name-in-body.html",
        "A name that signed another text only, put into a sentence",
        plain(st, replaced(content, ("We also stand", f"{OTHER_TEXT} and we also stand"))),
        {"signed": 29, "listed-not-signed": 1},
        {OTHER_TEXT: "listed-not-signed"},
        text="near",
    )
    listed(
        "name-look-alike.html",
        "A Cyrillic letter in a name, as a character reference",
        plain(st, content.replace("Freedom Now", "Freed&#1086;m Now")),
        altered(st, [name for name in names if name != "Freedom Now"]),
        {"Freed\u043em Now": "altered"},
        flags=["look-alike"],
    )
    listed(
        "name-split.html",
        "A changed name, split by inline elements",
        plain(st, content.replace("World Liberty Congress", "World <b>Libert</b>ies Congress")),
        altered(st, names[:-1]),
        {"World Liberties Congress": "altered"},
    )
    listed(
        "name-twice.html",
        "A name stands twice, in two columns",
        plain(st, inner(st, listing=f'<div style="display:flex">{list_of(names[:15], "ul")}{list_of(names[14:], "ul")}</div>')),
        {"signed": 29, "duplicate": 1},
        {names[14]: "duplicate"},
    )
    listed(
        "name-in-aside.html",
        "A second list in an aside inside the article names one that did not sign",
        plain(st, f"<article>{content}<aside><h4>Supported by</h4>{list_of([MISSING], 'ul')}</aside></article>"),
        {"signed": 29, "listed-not-signed": 1},
        {MISSING: "listed-not-signed"},
        text=["same-words", "near"],
    )
    for language in ("fr", "ru", "ar", "he", "zh-Hans", "ja", "el", "th"):
        st = of(language)
        false = next(name for _, name, verdict, _ in st.names if verdict not in ("signed", "late"))
        page_case(
            f"{language}-name-false.html",
            "A name of the roll that did not sign stands at the end of the list",
            news(st, inner(st, st.signed + [false])),
            harmless=False,
            statement=st,
            text="same-words",
            names=counts(st, st.signed + [false]),
            named={false: st.verdict(false)},
        )


def quoting():
    st = sample()
    page_case(
        "news-item.html",
        "A news item with its own text that quotes two sentences",
        news(
            st,
            "<p>Groups marked the day on Thursday with readings in several cities.</p><blockquote><p>"
            + escaped(st.paragraphs[3])
            + "</p></blockquote><p>The organisers expect more events next year, and have asked libraries to take part.</p>",
        ),
        harmless=False,
        statement=st,
        text="excerpt",
    )
    page_case(
        "news-item-whole.html",
        "A news item with its own introduction that then gives the whole text",
        news(st, "<p>Groups marked the day on Thursday. We give their text in full.</p><blockquote>" + inner(st) + "</blockquote>"),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
    )
    page_case(
        "unrelated.html",
        "A page on another matter, with a list of organisations of the English appeal",
        news(
            of("en"),
            "<p>The town library should stay open on Sundays. Readers who work all week have no other day.</p><p><b>Signed:</b></p>"
            + list_of(of("en").signed),
        ),
        harmless=False,
        text="unrelated",
    )
    page_case(
        "error-page.html",
        "A page that says that it was not found",
        plain(st, "<h1>404</h1><p>The page that you asked for is not here.</p>"),
        harmless=False,
        text="unrelated",
    )


def around():
    """What pages write around any text, and what only looks as if they did."""
    st = sample()
    names = st.signed
    full = counts(st, names)
    content, article = inner(st), f"<article><h1>{st.title}</h1>{{}}</article>"
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    near = dict(harmless=False, statement=st, text="near", names=full)

    def page(file, what, before="", behind="", within="", **expected):
        page_case(f"around-{file}.html", what, plain(st, before + article.format(within + content) + behind), **expected)

    for file, what, line in [
        ("reading-time", "How long it takes to read, under the title", "<span>3 min read</span>"),
        ("published", "The day of publication with its label", "<p>Published: 30 October 2025</p>"),
        ("modified", "The hour of the last change", "<p>Last modified on Thu 30 Oct 2025 10.05 GMT</p>"),
        ("share-row", "A share row under the title, without a telling class", "<div><button>Share</button><a>Copy link</a></div>"),
        ("print", "Links to print and to a PDF file with a bar between", '<a href="print">Print this page</a> | <a href="pdf">PDF</a>'),
    ]:
        page(file, what, within=line, **same)
    page("back-to-top", "A link back to the top, behind the list", behind='<p><a href="#top">Back to top</a></p>', **same)
    page("imprint", "The usual links behind the list, as text", behind="<div>Imprint | Contact | Privacy</div>", **same)
    page("cookiebot", "A consent banner whose id is one word", behind='<div id="CybotCookiebotDialog">This website uses cookies <button>OK</button></div>', **same)
    page("quantcast", "A consent banner of another maker", behind='<div class="qc-cmp2-container"><p>We value your privacy</p></div>', **same)
    page("camel-footer", "A foot whose id is one word", behind='<div id="templateFooter"><em>Copyright © 2025 Mill. All rights reserved.</em></div>', **same)
    page("archive", "The bar of a web archive", before='<div id="wm-ipp-base">12 captures, 30 Oct 2025 - 2 Nov 2025</div>', **same)
    page("own-site", "The page of a signatory: its name is the title of the site", before=f"<header><p>{escaped(names[0])}</p><p>Since 1941</p></header>", **same)
    page_case(
        "around-anchor.html",
        "The sign beside the title that leads to it",
        plain(st, article.format(content).replace("<h1>", '<h1><a href="#title">#</a>').replace("</h1>", '<a href="#title">¶</a></h1>')),
        **same,
    )
    for file, what, before in [
        ("denied-banner", "The head of the page says that the statement is forged", '<div role="banner"><h1>Fact check: this statement is a forgery</h1></div>'),
        ("denied-skip", "The same, dressed as a link to skip the menu", '<div class="skip"><a href="#x">Forged statement</a></div>'),
        ("menu-without-links", "A remark dressed as a table of contents", '<div class="toc"><p>What the office made of it</p></div>'),
        ("head-claims", "The head of the page says whose statement it is", f"<header><h1>Joint statement of the {INVENTED} and others</h1></header>"),
        ("published-without", "A line that begins like a date of publication", "<p>Published without consent, 30 October 2025</p>"),
    ]:
        page(file, what, before=before, **near)
    denied = dict(harmless=False, statement=st, text=["same-words", "near"], exit=1)
    invented = {**full, "not-on-roll": [0, 1]}
    page("denied-cookies", "A cookie banner says that the text is false", behind='<div class="cookie-banner">This declaration is a hoax, and we use cookies</div>', **near)
    page("names-related", "An invented name as a related page that leads nowhere", behind=f'<div class="related"><ul><li>{INVENTED}</li></ul></div>', **denied, names=invented)
    page("names-links", "An invented name as a link behind the list", behind=f'<ul><li><a href="x">{INVENTED}</a></li></ul>', **denied, names=invented)
    page_case(
        "around-name-share.html",
        "Two invented names in the list, of words that pages use anyway",
        plain(st, article.format(inner(st, with_name(with_name(names, "The Reading Page", 9), "Listen and Read", 29)))),
        harmless=False,
        statement=st,
        text="same-words",
        names={**full, "not-on-roll": 2},
        named={"The Reading Page": "not-on-roll", "Listen and Read": "not-on-roll"},
    )
    page_case(
        "around-name-title.html",
        "The title of the statement as a name in the list",
        plain(st, article.format(inner(st, with_name(names, st.title, 9)))),
        harmless=False,
        statement=st,
        text=["same-words", "near"],
        names=invented,
        exit=1,
    )


def looks():
    """What the style of a page does to the text, so that a reader sees another."""
    st = sample()
    content, full = inner(st), counts(st, st.signed)
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    near = dict(harmless=False, statement=st, text="near", names=full)
    word = lambda tag, end: plain(st, replaced(content, ("for peacefully expressing", f"for {tag}peacefully{end} expressing")))
    page_case("look-raised-word.html", "A word set small above the line", word("<sup>", "</sup>"), **near)
    page_case("look-lowered-word.html", "A word set small under the line", word("<sub>", "</sub>"), **near)
    page_case(
        "look-raised-letters.html", "The last letters of a word are raised", plain(st, replaced(content, ("peacefully expressing", "peaceful<sup>ly</sup> expressing"))), **same
    )
    page_case(
        "look-grid-column.html",
        "Two words change places by the columns of a grid",
        plain(
            st,
            replaced(
                content,
                (
                    "peacefully expressing",
                    '<span style="display:inline-grid;grid-auto-flow:column"><span style="grid-column:2">peacefully</span> <span'
                    ' style="grid-column:1">expressing</span></span>',
                ),
            ),
        ),
        **near,
    )
    page_case(
        "look-grid-page.html", "The whole article stands in the second column of the page", plain(st, f'<main style="display:grid"><div style="grid-column:2">{content}</div></main>'), **same
    )
    page_case("look-upside-down.html", "The text is turned upside down, the list is not", plain(st, f'<div style="transform:rotate(180deg)">{chr(10).join(blocks(st))}</div>' + content[len(chr(10).join(blocks(st))):]), **near)
    page_case(
        "look-white-unread.html",
        "A word is white, and the ground may be set by a style sheet that is elsewhere",
        plain(st, replaced(content, ("peacefully ", '<span style="color:#fff">peacefully </span>')), head='<link rel="stylesheet" href="main.css">\n'),
        **near,
    )
    page_case(
        "look-list-twice.html",
        "The list once more for telephones, hidden",
        plain(st, content + f'<div style="display:none">{head_of(st)}{list_of(st.signed)}</div>'),
        **same,
        flags=["hidden-text"],
    )
    page_case(
        "look-list-white.html",
        "The whole list is white on white: a reader sees none",
        plain(st, "\n".join(blocks(st)) + f'<div style="color:#fff;background:#fff">{head_of(st)}{list_of(st.signed)}</div>'),
        harmless=True,
        statement=st,
        text="same-words",
        flags=["hidden-text"],
    )


def lists_marked():
    """How lists are marked, and what only looks like a mark."""
    st = sample()
    names, full = st.signed, counts(st, st.signed)
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    initials = "".join(f"<h4>{name[0]}</h4><ul><li>{escaped(name)}</li></ul>" for name in sorted(names))
    page_case("list-initials.html", "Names under their initials", plain(st, inner(st, listing=initials)), **same)
    page_case(
        "list-flags.html",
        "The flag of a country before each name",
        plain(st, inner(st, listing=list_of(names, "ul", "<li>\U0001f1f3\U0001f1f4 {}</li>"))),
        **same,
    )
    page_case(
        "list-parts.html",
        "The list in two parts, each under a heading of its own",
        plain(st, inner(st, listing="<h4>Organisations:</h4>" + list_of(names[:15]) + "<h4>Networks:</h4>" + list_of(names[15:]))),
        **same,
    )
    page_case(
        "list-as-of.html",
        "The heading of the list names its day",
        plain(st, inner(st).replace(head_of(st), "<p>Signatories as of 30 October 2025:</p>")),
        **same,
    )
    page_case(
        "list-initial-alone.html",
        "A letter in the list that no name under it begins with",
        plain(st, inner(st, with_name(names, "Q", 9))),
        harmless=False,
        statement=st,
        text=["same-words", "near"],
        names={**full, "not-on-roll": [0, 1]},
        exit=1,
    )
    page_case(
        "list-year.html",
        "A year as a name in the list",
        plain(st, inner(st, with_name(names, "2025", 9))),
        harmless=False,
        statement=st,
        text=["same-words", "near"],
        names={**full, "not-on-roll": [0, 1]},
        exit=1,
    )


def pages_of_programs():
    """What programs that make pages set around a text, and notices dressed as that."""
    st = sample()
    full = counts(st, st.signed)
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    near = {**same, "harmless": False, "text": "near"}
    any_names = {**near, "names": None}
    unsure = {**any_names, "text": ["same-words", "near"]}
    title = f"<h1>{escaped(st.title)}</h1>"
    entry = lambda above="", below="": plain(st, f"<article>{title}{above}{inner(st)}{below}</article>")
    for file, what, line in [
        ("person", "A by-line under the title", '<address class="byline">By <a href="/ana">Ana Weir</a></address>'),
        ("posted", "Day and author under the title", '<div class="entry-meta">Posted on <a href="#">March 2, 2026</a> by <a href="#">Ana</a></div>'),
        ("photo", "Who took the picture under the title", "<figcaption>Photo: A. Weir</figcaption>"),
    ]:
        page_case(f"by-{file}.html", what, entry(line), **same)
    for file, what, line in [
        ("guild", "A by-line of an organisation", "By the Guild of Printers"),
        ("union", "The same without small words", "By Printers Union"),
        ("three", "A by-line of three words", f"By {INVENTED}"),
        ("nobody", "A by-line that denies", "By Nobody Real"),
        ("more", "A by-line that says more", "By Ana Weir, who made up the names"),
        ("picture", "Who took the picture, and that it is forged", "Photo: Forged Hands"),
        ("missing", "A by-line of an organisation that did not sign", f"By {MISSING}"),
    ]:
        page_case(f"by-{file}.html", what, entry(f'<p class="byline">{escaped(line)}</p>'), **any_names)
    page_case("by-behind.html", "A by-line behind the list, where it may be a name", entry(below="<p>By Ana Weir</p>"), **any_names)
    filed = '<p>Posted in <a href="#">Statements</a> Tagged <a href="#">law</a></p>'
    page_case("filed.html", "What the page is filed under, behind the list", entry(below=filed), **same)
    page_case("filed-hoax.html", "The same, and it denies the text", entry(below=filed.replace("law", "hoax")), **any_names)
    page_case("filed-says.html", "The same, and it says more without a link", entry(below=filed.replace("Posted in", "Posted in error in")), **any_names)
    contact = "<p>Press contact: Ana Weir, press@example.org, +00 12 34</p>"
    page_case("contact.html", "Whom the press may ask, behind the list", entry(below=contact), **same)
    page_case("contact-says.html", "The same, and it denies", entry(below=contact.replace("Ana Weir", "nobody")), **any_names)
    page_case("contact-union.html", "The same, and it names an organisation", entry(below=contact.replace("Ana Weir", "Printers Union")), **any_names)
    labelled = inner(st).replace("</p>\n", "</p>\n<div class=ad>Advertisement</div>\n", 1)
    page_case("advert-label.html", "The label of an advertisement amid the text", plain(st, f"<article>{labelled}</article>"), **same)
    page_case("advert-text.html", "The same label above the text", plain(st, f"<article><div>Advertisement</div>{inner(st)}</article>"), **near)
    names = st.signed
    parts = [list_of(names[:15], "ul"), list_of(names[15:], "ul")]
    grouped = lambda *headings: inner(st, listing="".join(f"<h3>{heading}</h3>{part}" for heading, part in zip(headings, parts)))
    page_case("groups.html", "The list in groups", plain(st, grouped("National organisations", "International organisations")), **same)
    page_case("groups-refused.html", "The second group did not sign", plain(st, grouped("National organisations", "Organisations that refused")), **unsure)
    page_case(
        "groups-name.html",
        "An invented name like such a heading, among the names",
        plain(st, inner(st, with_name(names, "International Organisations", 9))),
        **{**unsure, "names": {**full, "not-on-roll": [0, 1]}},
    )
    word, said = "peacefully", "".join(blocks(st))
    held = lambda piece: plain(st, said.replace(word, piece, 1) + head_of(st) + list_of(names))
    for file, what, piece in [
        ("details", "in a part that is closed", f"<details style='display:inline'><summary></summary>{word}</details>"),
        ("marquee", "in a line that runs", f"<marquee width=0>{word}</marquee>"),
        ("canvas", "in the place of a drawing", f"<canvas>{word}</canvas>"),
        ("oklch", "white, in a colour of perception", f"<span style='color:oklch(1 0 0)'>{word}</span>"),
        ("mix", "white, in a mixture", f"<span style='color:color-mix(in srgb,white,white)'>{word}</span>"),
        ("column", "as a column of a table", f"<span style='display:table-column'>{word}</span>"),
        ("contained", "in a box without a size", f"<span style='display:inline-block;contain:strict'>{word}</span>"),
    ]:
        page_case(f"word-{file}.html", f"A word of the statement {what}", held(piece), **near)
    page_case("word-oklch-dark.html", "A word of the statement dark blue, in a colour of perception", held(f"<span style='color:oklch(0.3 0.05 250)'>{word}</span>"), **same)
    page_case("marker-crossed.html", "Names behind crosses of the style sheet", plain(st, inner(st), "<style>li::before{content:'\u2717 '}</style>"), **unsure)
    page_case("counter-reset.html", "A style sheet that counts the names from seven", plain(st, inner(st), "<style>ol{counter-reset:list-item 6}</style>"), **near)
