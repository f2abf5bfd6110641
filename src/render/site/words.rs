//! What a page says, in the languages of `src/render/site/interface/`: one plain file each.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::render::escape::html;

/// The language tags and the files, the first for whatever has no other.
const FILES: [(&str, &str); 7] = [
    ("en", include_str!("interface/en.txt")),
    ("es", include_str!("interface/es.txt")),
    ("fr", include_str!("interface/fr.txt")),
    ("ru", include_str!("interface/ru.txt")),
    ("ar", include_str!("interface/ar.txt")),
    ("fa", include_str!("interface/fa.txt")),
    ("zh", include_str!("interface/zh.txt")),
];

static ALL: LazyLock<Vec<Words>> =
    LazyLock::new(|| FILES.iter().map(|(tag, file)| Words { tag, texts: texts(file).collect() }).collect());

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    tag: &'static str,
    texts: BTreeMap<&'static str, &'static str>,
}

/// Every language that there is.
pub fn all() -> &'static [Words] {
    &ALL
}

/// The words for a text in `language`, if there are any: those of `fa` serve for `fa-AF`.
pub fn of(language: &str) -> Option<&'static Words> {
    let primary = language.split('-').next().unwrap_or_default();
    ALL.iter().find(|words| words.tag.eq_ignore_ascii_case(primary))
}

/// The words for a text in `language`, or English.
pub fn of_or_english(language: &str) -> &'static Words {
    static NONE: Words = Words { tag: "en", texts: BTreeMap::new() };
    of(language).or_else(|| ALL.first()).unwrap_or(&NONE)
}

impl Words {
    /// The language tag.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// The words under `key`; the key itself where there are none, which a test rules out.
    pub fn text(&self, key: &'static str) -> &'static str {
        self.texts.get(key).copied().unwrap_or(key)
    }

    /// The same as content of an element.
    pub fn html(&self, key: &'static str) -> String {
        html(self.text(key))
    }

    /// The same with every `{name}` replaced by markup.
    pub fn filled(&self, key: &'static str, with: &[(&str, &str)]) -> String {
        let mut out = String::new();
        let template = self.html(key);
        let mut rest = template.as_str();
        // One pass: what is filled in is not looked at again.
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            out.push_str(before);
            out.push_str(with.iter().find(|(filled, _)| *filled == name).map_or("", |(_, markup)| markup));
            rest = after;
        }
        out + rest
    }

    /// The texts that the script of the page for signing says.
    pub fn of_sign_script(&self) -> BTreeMap<&'static str, &'static str> {
        const BEGIN: [&str; 8] =
            ["sign-", "act-", "why-", "standing-", "roll-", "demonstration", "mixed", "published"];
        let wanted = |key: &str| key == "deadline" || BEGIN.iter().any(|begin| key.starts_with(begin));
        self.texts.iter().filter(|(key, _)| wanted(key)).map(|(key, text)| (*key, *text)).collect()
    }

    /// The texts that the script of the page for audits says.
    pub fn of_audit_script(&self) -> BTreeMap<&'static str, &'static str> {
        const BEGIN: [&str; 5] = ["audit-", "verdict-", "why-", "standing-", "totals"];
        const ALONE: [&str; 3] = ["checking", "failure", "failure-script"];
        // which stand in the page itself
        const SAID: [&str; 9] = [
            "audit-way",
            "audit-intro",
            "audit-copy",
            "audit-paste",
            "audit-compare",
            "audit-file",
            "audit-found",
            "audit-program",
            "audit-limits",
        ];
        let begins = |key: &str| BEGIN.iter().any(|begin| key.starts_with(begin));
        let wanted = |key: &str| begins(key) && !SAID.contains(&key) || ALONE.contains(&key);
        self.texts.iter().filter(|(key, _)| wanted(key)).map(|(key, text)| (*key, *text)).collect()
    }

    /// The texts that the script of the page of a statement says.
    pub fn of_script(&self) -> BTreeMap<&'static str, &'static str> {
        const BEGIN: [&str; 5] = ["verdict-", "why-", "mark-", "standing-", "failure"];
        const ALONE: [&str; 26] = [
            "attested",
            "consented",
            "translated",
            "checking",
            "totals",
            "totals-demonstration",
            "published-keys",
            "late",
            "withdrawn",
            "declined",
            "missing",
            "failed",
            "not-on-roll",
            "dated",
            "reason",
            "caveat",
            "unconfirmed",
            "trust-read",
            "trust-refused",
            "demonstration-short",
            "mixed-short",
            "demonstration",
            "mixed",
            "others",
            "not-checked",
            "lacks",
        ];
        let wanted = |key: &str| BEGIN.iter().any(|begin| key.starts_with(begin)) || ALONE.contains(&key);
        self.texts.iter().filter(|(key, _)| wanted(key)).map(|(key, text)| (*key, *text)).collect()
    }
}

/// The lines `KEY = TEXT` of a file; `#` begins a comment.
fn texts(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::text::{CAVEAT, DEMONSTRATION, MIXED};

    /// The `{names}` of a text, in order of the alphabet.
    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> =
            text.split('{').skip(1).map(|rest| rest.split_once('}').expect(text).0).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_language_says_the_same() {
        let (_, english) = FILES[0];
        for (tag, file) in FILES {
            let keys: Vec<&str> = texts(file).map(|(key, _)| key).collect();
            assert_eq!(keys, texts(english).map(|(key, _)| key).collect::<Vec<_>>(), "{tag}");
            let lines = file.lines().filter(|line| !line.starts_with('#')).count();
            assert_eq!(keys.len(), lines, "{tag}: a line is no KEY = TEXT");
            for ((key, text), (_, model)) in texts(file).zip(texts(english)) {
                assert_eq!(placeholders(text), placeholders(model), "{tag}: {key}");
                assert_eq!(text, text.trim(), "{tag}: {key}");
                assert!(!text.contains(['<', '>', '&']), "{tag}: {key} is text, not markup");
            }
            assert!(["ltr", "rtl"].contains(&of(tag).unwrap().text("direction")), "{tag}");
        }
        let unlike: Vec<&str> = texts(english).map(|(key, _)| key).collect();
        let distinct: std::collections::BTreeSet<&str> = unlike.iter().copied().collect();
        assert_eq!(unlike.len(), distinct.len(), "a key stands twice");
    }

    #[test]
    fn english_pages_use_the_words_of_the_terminal() {
        let words = of("en").unwrap();
        let notice = |short, long| format!("{}: {}", words.text(short), words.text(long));
        assert_eq!(notice("demonstration-short", "demonstration"), DEMONSTRATION.replace('\n', " "));
        assert_eq!(notice("mixed-short", "mixed"), MIXED.replace('\n', " "));
        assert_eq!(words.text("caveat"), CAVEAT);
        for verdict in ["signed", "withdrawn", "other-text", "not-on-roll"] {
            assert_eq!(words.texts[&*format!("verdict-{verdict}")], verdict);
        }
    }

    #[test]
    fn a_language_serves_its_regions_and_english_serves_the_rest() {
        assert_eq!(of("fa-AF").map(Words::tag), Some("fa"));
        assert_eq!(of("tlh").map(Words::tag), None);
        assert_eq!(of_or_english("tlh").tag(), "en");
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let filled =
            of("en").unwrap().filled("published", &[("date", "{convener}"), ("convener", "<bdi>A</bdi>")]);
        assert_eq!(filled, "Published {convener} (claimed) by <bdi>A</bdi>");
    }

    #[test]
    fn every_text_is_said_somewhere_and_every_text_that_is_said_is_there() {
        let sources = [
            include_str!("../site.rs"),
            include_str!("audit.rs"),
            include_str!("badge.rs"),
            include_str!("beside.rs"),
            include_str!("feed.rs"),
            include_str!("frame.rs"),
            include_str!("index.rs"),
            include_str!("party.rs"),
            include_str!("sign.rs"),
            include_str!("statement.rs"),
            include_str!("../page/view.js"),
            include_str!("../page/signing.js"),
            include_str!("../page/paste.js"),
            include_str!("../page/audit.js"),
            include_str!("../page/chain.js"),
            include_str!("../page/key.js"),
            include_str!("../page/look.js"),
            include_str!("../page/markup.js"),
            include_str!("../page/note.js"),
            include_str!("../page/sign.js"),
            include_str!("../page/verify.js"),
            include_str!("../page/write.js"),
        ]
        .concat();
        for (key, _) in texts(FILES[0].1) {
            let built = [
                "verdict-",
                "standing-",
                "act-",
                "mark-",
                "audit-text-",
                "audit-kind-",
                "audit-look-alike",
                "audit-spelling",
            ]
            .iter()
            .any(|begin| key.starts_with(begin));
            assert!(built || sources.contains(&format!("\"{key}\"")), "nobody says {key}");
        }
        for said in sources.split("words.").skip(1).filter_map(|rest| {
            let rest = ["text(\"", "html(\"", "filled(\""].iter().find_map(|call| rest.strip_prefix(call))?;
            rest.split('"').next()
        }) {
            assert!(texts(FILES[0].1).any(|(key, _)| key == said), "{said} is in no file");
        }
    }
}
