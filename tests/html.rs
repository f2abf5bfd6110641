//! What is read out of a page: what a reader sees, what is hidden, and what is in doubt.

use undersigned::audit::copy::{Block, Part};
use undersigned::extract::{self, ExtractError};

/// The deepest nesting of elements that is read.
const DEEPEST: usize = 512;

fn part(html: &str) -> Part {
    extract::copy(html.as_bytes(), Some("page.html")).unwrap().parts.remove(0)
}

fn blocks(html: &str) -> Vec<Block> {
    part(html).blocks.unwrap()
}

fn told(html: &str) -> Vec<String> {
    let blocks = blocks(html).into_iter().filter(|block| !block.is_alternative);
    blocks
        .map(|block| {
            let furniture = block.furniture.map(|furniture| format!(" [{}]", furniture.what));
            let hidden = block.hidden.map(|how| format!(" [{how}]"));
            let doubts = block.doubts.iter().map(|doubt| format!(" [{}?]", doubt.what));
            let doubts: String = doubts.collect();
            format!("{}{}{}{doubts}", block.text, furniture.unwrap_or_default(), hidden.unwrap_or_default())
        })
        .collect()
}

/// How `not` is told under a style: `hidden`, `shown`, or the doubts.
fn not_under(style: &str, head: &str) -> String {
    let html = format!(
        "<!doctype html><head>{head}</head><body><article><p>We do <span class=z style='{style}'>not</span> ask</p></article>"
    );
    let blocks = blocks(&html);
    let of_it = blocks.iter().find(|block| block.text.contains("not")).unwrap();
    let begin = of_it.text.find("not").unwrap();
    let doubts = of_it.doubts.iter().filter(|doubt| doubt.at.contains(&begin));
    let doubts: Vec<&str> = doubts.map(|doubt| doubt.what.as_str()).collect();
    match (&of_it.hidden, doubts.as_slice()) {
        (Some(_), _) => "hidden".to_owned(),
        (None, []) => "shown".to_owned(),
        (None, doubts) => doubts.join(" "),
    }
}

fn by_sheet(css: &str) -> String {
    not_under("", &format!("<style>{css}</style>"))
}

#[test]
fn blocks_are_what_a_reader_sees_set_apart() {
    let html = "<title>T</title><p>One <b>bo</b>ld\n  word.</p>Loose<br>line<ul><li>First<li>Second</ul>\
        <table><tr><td>a<td>b</table><pre>x\n y</pre><script>alert('no')</script><p>10<sup>2</sup><p>H<sub>2</sub>";
    assert_eq!(
        told(html),
        ["One bold word.", "Loose\nline", "First", "Second", "a", "b", "x\ny", "10²", "H\u{2082}"]
    );
}

#[test]
fn what_stands_around_is_told_by_element_role_class_or_links() {
    let html = "<body><nav><a href=0>Home</a></nav><div class='cookie-banner'>We use cookies</div><main><p>Text</p></main>\
        <div role=contentinfo>Imprint</div><ul><li><a href=1>One</a><li><a href=2>Two</a></ul><p><a href=3>A</a> link</p>";
    assert_eq!(
        told(html),
        [
            "Home [navigation]",
            "We use cookies [cookie banner]",
            "Text",
            "Imprint [footer]",
            "One [links]",
            "Two [links]",
            "A link"
        ]
    );
}

#[test]
fn what_a_page_hides_is_told_with_how() {
    let html = "<style>.gone, #out { display: none } p { color: red }</style>\
        <p class=gone>1</p><p id=out>2</p><p hidden>3</p><p>a<span style='display: none'>4</span>b</p>\
        <p style='visibility:hidden'>5</p><p style='font-size:0'>6</p><font color=white>7</font>\
        <p style='color:#FFF;background:#fff'>8</p><div style='background:#000'><p style='color:white'>Seen</p></div>\
        <p style='position:absolute;left:-9999px'>9</p>";
    assert_eq!(
        told(html),
        [
            "1 [display:none]",
            "2 [display:none]",
            "3 [display:none]",
            "a",
            "4 [display:none]",
            "b",
            "5 [visibility:hidden]",
            "6 [zero size]",
            "7 [the colour of its background]",
            "8 [the colour of its background]",
            "Seen",
            "9 [outside of the page]"
        ]
    );
}

#[test]
fn a_rule_hides_however_it_is_written() {
    for css in [
        ".z/**/{display:none}",
        ".z{/*x*/display:none}",
        ".z{d\\69splay:none}",
        ".\\7a{display:none}",
        "p{.z{display:none}}",
        "p{& .z{display:none}}",
        "@layer a{.z{display:none}}",
        ".z{--c:none;display:var(--c)}",
        "@media all{.z{display:none}}",
        ".z{font:0/0 a}",
        ".z{color:#fdfdfd}",
        ".z{color:hsl(0,0%,100%)}",
        "body{background:#f4f4f4}.z{color:#f4f4f4}",
        "article{background:#222;color:#ddd}.z{color:#222222}",
        ".z{position:absolute;right:9999px}",
        ".z{background:black}",
        "span:not(:hover){display:none}",
        "<!-- .z{display:none} -->",
    ] {
        assert_eq!(by_sheet(css), "hidden", "{css}");
    }
    let many: String = (0..500).map(|number| format!(".h{number}{{display:none}}")).collect();
    assert_eq!(by_sheet(&format!("{many}.z{{display:none}}")), "hidden");
    assert_eq!(not_under("", "<link rel=stylesheet href='data:text/css,.z{display:none}'>"), "hidden");
}

#[test]
fn what_a_later_or_more_specific_rule_shows_is_shown() {
    for css in [
        ".z{display:none}.z{display:inline}",
        "p .z{display:inline}.z{display:none}",
        ".z{display:inline!important}.z{display:none}",
        "@layer a{.z{display:none}}.z{display:inline}",
        ".z:hover{display:none}",
        ".y,.z{display:none}.z{display:inline}",
        "article{visibility:hidden}.z{visibility:visible}",
        ".z{left:-9999px}",
        ".z{clip:rect(0,0,0,0)}",
        ".x;.z{display:none}",
        ".z,:bogus({display:none}",
        "article{background:#222}.z{color:#fff}",
        ".z{height:0;overflow:hidden;height:auto}",
    ] {
        assert_eq!(by_sheet(css), "shown", "{css}");
    }
    for style in ["display:none;display:inline", "transform:scale(.9)", "clip-path:inset(50%);clip-path:none"]
    {
        assert_eq!(not_under(style, ""), "shown", "{style}");
    }
    assert_eq!(not_under("display:inline", "<style>.z{display:none}</style>"), "shown");
}

#[test]
fn a_rule_that_applies_to_some_readers_leaves_a_doubt() {
    for css in [
        "@media print{.z{display:none}}",
        "@media (max-width:800px){.z{display:none}}",
        "@container (min-width:1px){.z{display:none}}",
        "@supports (display:grid){.z{display:none}}",
        ".z{display:none}@media screen{.z{display:inline}}",
        ".z{display:none-such;display:none}.z{display:none-such}",
        ".z:has(a){display:none}",
        ".z:not(:has(a)){display:none}",
    ] {
        assert_eq!(by_sheet(css), "display", "{css}");
    }
}

#[test]
fn a_property_that_may_hide_strike_move_or_mirror_leaves_a_doubt() {
    for (style, what) in [
        ("clip-path:circle(0)", "clip-path"),
        ("mask:linear-gradient(transparent,transparent)", "mask"),
        ("filter:blur(9px)", "filter"),
        ("transform:rotateY(90deg);display:inline-block", "transform"),
        ("scale:0", "scale"),
        ("translate:-9999px", "translate"),
        ("zoom:0", "zoom"),
        ("text-decoration:line-through", "line-through"),
        ("opacity:.2", "opacity"),
        ("font-size:4px", "font-size"),
        ("vertical-align:super", "vertical-align"),
        ("grid-column:2", "grid-column"),
        ("float:right", "float"),
        ("text-transform:uppercase", "text-transform"),
        ("font-family:Wingdings", "font-family"),
        ("direction:rtl", "direction"),
        ("writing-mode:vertical-rl", "writing-mode"),
        ("letter-spacing:-1em", "letter-spacing"),
        ("order:1", "order"),
        ("mso-hide:all", "mso-hide"),
        ("position:absolute", "position"),
        ("color:#eee", "color"),
    ] {
        assert_eq!(not_under(style, ""), what, "{style}");
    }
    assert_eq!(told("<p>We do <s>not</s> ask"), ["We do not ask [line-through?]"]);
    assert_eq!(told("<p>We do <s style='text-decoration:none'>not</s> ask"), ["We do not ask"]);
}

#[test]
fn usual_styles_leave_no_doubt() {
    for style in [
        "color:#06c;font-weight:bold;font-size:14px;text-decoration:underline",
        "font:italic 1.2em/1.5 Georgia,serif;letter-spacing:.1em",
        "position:relative;top:-2px",
        "background:#ffc;padding:4px;border-radius:3px",
        "margin:0 -15px 0 0;margin-right:0",
        "color:var(--text,#333);font-size:clamp(1rem,2vw,1.5rem)",
        "white-space:pre-wrap;opacity:.9;transform:none;filter:none;order:0",
    ] {
        assert_eq!(not_under(style, ""), "shown", "{style}");
    }
}

#[test]
fn what_style_sheets_write_is_read() {
    for (css, said) in [
        (".q:before{content:'not '}", "We not ask"),
        (".q::before{content:attr(data-x)}", "We not ask"),
        (":root{--x:'not '}.q::before{content:var(--x)}", "We not ask"),
        (".q::before{content:'(not) ' / 'alt'}", "We (not) ask"),
        (".q::before{content:open-quote}.q{quotes:'not ' ''}", "We not ask"),
        (".q::before{content:'\\f0c9'}", "We ask"),
        (".q::before{content:'not ';display:none}", "We ask"),
    ] {
        let html = format!("<style>{css}</style><p>We <b class=q data-x='not '>ask</b>");
        assert_eq!(told(&html), [said], "{css}");
    }
    assert_eq!(told("<ul><li style='list-style-type:\"One Name\"'>&nbsp;</ul>"), ["\u{a0}One Name"]);
    assert_eq!(told("<style>.n::marker{content:'One Name'}</style><ul><li class=n></ul>"), ["One Name"]);
    assert_eq!(told("<ol start=3><li>a<li>b</ol>"), ["3. a", "4. b"]);
    assert_eq!(told("<ol reversed><li>a<li>b</ol>"), ["2. a", "1. b"]);
    assert_eq!(told("<ol><li value=7>a<li>b</ol><ol><li>c</ol>"), ["7. a", "8. b", "c"]);
}

#[test]
fn what_a_reader_sees_in_the_place_of_elements_is_read() {
    assert_eq!(told("<p>We <input value='do not'> ask"), ["We do not ask"]);
    assert_eq!(told("<p>We <svg><title>x</title><text>do not</text></svg> ask"), ["We do not ask [svg?]"]);
    assert_eq!(told("<p>We <math><mtext>do not</mtext></math> ask"), ["We do not ask"]);
    assert_eq!(told("<p>a</p><iframe srcdoc='&lt;b&gt;None&lt;/b&gt;'></iframe>"), ["a", "None [frame]"]);
    assert_eq!(told("<p>a<noscript><p>None</noscript>"), ["a", "None [noscript] [noscript?]"]);
    assert_eq!(told("<div><template shadowrootmode=open><p>None</template></div>"), ["None [shadow root?]"]);
    assert_eq!(told("<p>We <!--[if mso]>beg and<![endif]-->ask"), ["We beg andask [conditional comment?]"]);
    assert_eq!(
        told("<p>a <span popover>b</span><dialog>c</dialog>"),
        ["a", "b [display:none]", "c [dialog] [display:none]"]
    );
}

#[test]
fn words_that_stand_for_pictures_are_kept_apart() {
    let blocks = blocks("<p>a <img alt='A Name'> <abbr title='Long form'>b</abbr>");
    let apart: Vec<&str> =
        blocks.iter().filter(|block| block.is_alternative).map(|block| &*block.text).collect();
    assert_eq!(apart, ["A Name", "Long form"]);
}

#[test]
fn white_text_is_hidden_only_where_its_ground_is_known() {
    let unread = "<link rel=stylesheet href=main.css>";
    assert_eq!(not_under("color:#fff", ""), "hidden");
    assert_eq!(not_under("color:#fff", unread), "color");
    assert_eq!(not_under("color:#fff;background:#fff", unread), "hidden");
}

#[test]
fn a_word_that_is_raised_or_lowered_as_a_whole_is_in_doubt() {
    assert_eq!(told("<p>We do <sub>not</sub> ask</p>"), ["We do not ask [raised or lowered?]"]);
    assert_eq!(told("<p>the 1<sup>st</sup> of May</p>"), ["the 1st of May"]);
}

#[test]
fn a_share_row_or_a_menu_that_leads_nowhere_is_none() {
    let html = "<div class=share>One</div><div class=share><a href=1>Two</a></div><div class=toc><p>Three</p></div>\
        <div id=siteFooter>Four</div><div id=CybotCookiebotDialog>Five</div>";
    assert_eq!(told(html), ["One", "Two [share links]", "Three", "Four [footer]", "Five [cookie banner]"]);
}

#[test]
fn the_sign_beside_a_heading_that_leads_to_it_is_no_text() {
    assert_eq!(told("<h1><a href='#t'>#</a>Title<a href='#t'>¶</a></h1>"), ["Title"]);
    assert_eq!(told("<h1>Title <a href='#t'>not</a></h1>"), ["Title not"]);
}

#[test]
fn style_sheets_from_elsewhere_are_counted() {
    let html = "<link rel=stylesheet href=a.css><style>@import url(b.css);@import 'data:text/css,p{color:red}';</style>";
    assert_eq!(part(html).unread_styles, 2);
}

#[test]
fn elements_nested_beyond_reason_are_refused() {
    let nested = |depth: usize| format!("{}deep{}", "<div>".repeat(depth), "</div>".repeat(depth));
    let refused = |depth: usize| extract::copy(nested(depth).as_bytes(), Some("page.html")).err();
    assert_eq!(told(&nested(DEEPEST)), ["deep"]);
    let too_deep = ExtractError::TooMuch { what: "elements within each other".into(), limit: DEEPEST };
    assert_eq!(refused(DEEPEST + 1), Some(too_deep.clone()));
    assert_eq!(refused(100_000), Some(too_deep));
    assert_eq!(told(&format!("<ul>{}</ul>", "<li>x".repeat(2_000))).len(), 2_000);
}
