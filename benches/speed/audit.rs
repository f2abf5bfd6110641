//! A saved web page of 3 MB held against a registry of 1,000 statements, where the time goes, and how it grows.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use undersigned::audit::copy::Copy;
use undersigned::audit::{self, CopyWords, Reference, audit, find};
use undersigned::digest::Digest;
use undersigned::extract;
use undersigned::id::Slug;
use undersigned::path::RegistryPath;
use undersigned::text::CanonicalText;
use undersigned::tree::{Content, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Outcome, Question, Report, verify};

use crate::measure::{Cost, Work, alternate, median, print, ratio};
use crate::programs::{run, take_apart, undersigned};
use crate::registry::{self, SLUG};

const PAGE: usize = 3_000_000;
const STATEMENTS: usize = 1_000;
const SIGNATORIES: usize = 29;
const ROUNDS: usize = 7;
/// How many times the page and the registry are as large.
const TIMES: [usize; 3] = [1, 2, 4];

pub fn bench() {
    println!(
        "\na page of {} MB against {STATEMENTS} statements, files in the system's cache; {ROUNDS} rounds",
        PAGE / 1_000_000
    );
    let folder = tempfile::tempdir().expect("a temporary folder is made");
    let largest = TIMES.iter().copied().max().unwrap_or(1);
    let texts = Texts::new(STATEMENTS * largest);
    bench_shares(&Case::write(folder.path(), &texts, 1, 1));
    bench_growth(folder.path(), &texts);
}

/// Where the time of one audit goes.
fn bench_shares(case: &Case) {
    let page = fs::read_to_string(&case.page).expect("the page is read");
    let copy = case.parse();
    let (texts, tree) = case.read();
    let report = judge(&tree);
    let mut words = CopyWords::of(&copy);
    let candidates = candidates(&texts);
    let mut to_compare: Vec<CopyWords<'_>> = (0..ROUNDS).map(|_| CopyWords::of(&copy)).collect();
    let mut program = case.command();
    let mut works: Vec<Work> = vec![
        ("undersigned audit".to_owned(), Box::new(move || run(&mut program))),
        ("of this, taking the page apart, in a process".to_owned(), Box::new(|| take_apart(&case.page))),
        ("parsing the page".to_owned(), Box::new(|| _ = black_box(case.parse()))),
        ("of this, html5ever".to_owned(), Box::new(|| _ = black_box(scraper::Html::parse_document(&page)))),
        ("reading the registry".to_owned(), Box::new(|| _ = black_box(case.read()))),
        ("handing over what came out".to_owned(), Box::new(|| hand_over(&copy))),
        ("reading its words".to_owned(), Box::new(|| _ = black_box(CopyWords::of(&copy)))),
        ("reading the words of the texts".to_owned(), Box::new(|| _ = black_box(self::candidates(&texts)))),
        ("finding the statement".to_owned(), Box::new(|| find_it(&mut words, &candidates))),
        ("verifying it".to_owned(), Box::new(|| _ = black_box(judge(&tree)))),
        (
            "comparing".to_owned(),
            Box::new(|| compare(to_compare.pop().expect("one for each round"), &texts, &report)),
        ),
    ];
    let costs = alternate(ROUNDS, &mut works);
    print(&works, &costs);
    let cpu = |costs: &Vec<Cost>| median(costs.iter().map(|cost| cost.cpu));
    let [all, apart, parsing, _, reading, handing, words, hashing, finding, verifying, comparing] =
        costs.as_slice()
    else {
        return;
    };
    let whole = cpu(all);
    let parts = [
        ("parsing the page", parsing),
        ("reading the registry", reading),
        ("handing over what came out", handing),
        ("reading its words", words),
        ("reading the words of the texts", hashing),
        ("finding the statement", finding),
        ("verifying it", verifying),
        ("comparing", comparing),
    ];
    let told: Vec<String> =
        parts.iter().map(|(name, part)| format!("{name} {:.0} %", 100.0 * cpu(part) / whole)).collect();
    println!("  shares of the processor time: {}", told.join(", "));
    let share = |what: fn(&Cost) -> f64| 100.0 * ratio(apart, all, what);
    println!(
        "  taking the page apart: {:.0} % of the time, {:.0} % of the processor time (aim: 60 %)",
        share(|cost| cost.wall),
        share(|cost| cost.cpu)
    );
}

/// Page and registry each grow; what both cost together is what each costs, added.
fn bench_growth(folder: &Path, texts: &Texts) {
    let mut works: Vec<Work> = Vec::new();
    for (pages, statements) in TIMES.iter().flat_map(|pages| TIMES.map(|statements| (*pages, statements))) {
        let mut program = Case::write(folder, texts, pages, statements).command();
        let name = format!("page × {pages}, statements × {statements}");
        works.push((name, Box::new(move || run(&mut program))));
    }
    let costs = alternate(ROUNDS, &mut works);
    print(&works, &costs);
    let cpu = |at: usize| costs.get(at).map_or(f64::NAN, |costs| median(costs.iter().map(|cost| cost.cpu)));
    let (least, more_page, more_statements, most) =
        (cpu(0), cpu(TIMES.len() * (TIMES.len() - 1)), cpu(TIMES.len() - 1), cpu(TIMES.len().pow(2) - 1));
    println!(
        "  what both add when both are × {}, of what each adds alone: {:.2} (1: added; more: multiplied)",
        TIMES.iter().max().unwrap_or(&1),
        (most - least) / (more_page - least + more_statements - least)
    );
}

/// A page and a registry on disk.
struct Case {
    page: PathBuf,
    registry: PathBuf,
}

impl Case {
    /// Writes both, so many times as large as the smallest, if they are not there.
    fn write(folder: &Path, texts: &Texts, pages: usize, statements: usize) -> Self {
        let (page, registry) =
            (folder.join(format!("page-{pages}.html")), folder.join(format!("registry-{statements}")));
        if !page.exists() {
            fs::write(&page, texts.page(pages * PAGE)).expect("the page is written");
        }
        if !registry.exists() {
            registry::write(&texts.tree(statements * STATEMENTS), &registry);
        }
        Self { page, registry }
    }

    fn command(&self) -> std::process::Command {
        let page = self.page.to_str().expect("the path is text");
        undersigned(&self.registry, &["audit", page, "--require-standing", "self-published"])
    }

    fn parse(&self) -> Copy {
        let bytes = fs::read(&self.page).expect("the page is read");
        extract::copy(&bytes, Some("page.html")).expect("it is a page")
    }

    /// The texts of all statements, and what verifies the one.
    fn read(&self) -> (Vec<(Slug, CanonicalText)>, Tree) {
        let all = undersigned::registry::read_texts(&self.registry).expect("the texts are read");
        let texts = all.statements.iter().map(|(slug, filed)| {
            let bytes = filed.text.as_ref().and_then(Content::bytes).expect("it has a text");
            (slug.clone(), CanonicalText::from_source(bytes).expect("it is canonical"))
        });
        let texts = texts.collect();
        let tree = undersigned::registry::read_rest(all, &self.registry, &slug());
        (texts, tree.expect("the registry is read"))
    }
}

/// What the child process writes, and its parent reads.
fn hand_over(copy: &Copy) {
    let written = serde_json::to_vec(copy).expect("a copy is JSON");
    let read: Copy = serde_json::from_slice(&written).expect("it was just written");
    assert_eq!(read.parts.len(), copy.parts.len());
}

fn candidates(texts: &[(Slug, CanonicalText)]) -> audit::Texts {
    audit::Texts::of(texts.iter().map(|(slug, text)| (slug, text)))
}

fn find_it(copy: &mut CopyWords<'_>, texts: &audit::Texts) {
    assert_eq!(find(copy, texts), Some(&slug()));
}

fn judge(tree: &Tree) -> Report {
    let question = Question { slug: Some(slug()), standing: Standing::SelfPublished, ..Question::default() };
    verify(tree, &Trust::default(), &question)
}

fn compare(copy: CopyWords<'_>, texts: &[(Slug, CanonicalText)], report: &Report) {
    let (_, text) = texts.iter().find(|(own, _)| *own == slug()).expect("it is there");
    let [statement] = report.statements.as_slice() else { panic!("one statement was asked about") };
    let reference = Reference { text, report: statement, demonstration: report.demonstration };
    let audit = audit(copy, Digest::of(b""), &reference, Standing::SelfPublished);
    assert_eq!(audit.outcome, Outcome::Holds);
}

fn slug() -> Slug {
    SLUG.parse().expect("it is a slug")
}

/// Texts of invented words, as frequent as words are in a language; the same in every run.
struct Texts {
    words: Vec<String>,
    /// The first is the one that is signed, and stands in the page.
    statements: Vec<String>,
}

impl Texts {
    /// The words of a language, and of a statement.
    const WORDS: usize = 30_000;
    const LENGTH: usize = 600;
    const PARAGRAPH: usize = 100;
    const SENTENCE: usize = 20;

    fn new(statements: usize) -> Self {
        let syllables: Vec<String> = "bcdghkmnprsvz"
            .chars()
            .flat_map(|one| "aeiou".chars().map(move |other| format!("{one}{other}")))
            .collect();
        let word = |number: usize| -> String {
            let digits = (0..4).map(|place| number / syllables.len().pow(place));
            let digits = digits.take_while(|rest| *rest > 0).map(|rest| rest % syllables.len());
            digits.filter_map(|digit| syllables.get(digit)).map(String::as_str).collect()
        };
        let words = (1..=Self::WORDS).map(word).collect();
        let mut texts = Self { words, statements: Vec::new() };
        for number in 0..statements {
            let mut random = Random(number as u64 + 1);
            let paragraphs: Vec<String> = (0..Self::LENGTH / Self::PARAGRAPH)
                .map(|_| texts.sentences(Self::PARAGRAPH, &mut random))
                .collect();
            texts.statements.push(paragraphs.join("\n\n") + "\n");
        }
        texts
    }

    /// Sentences of so many words in all.
    fn sentences(&self, words: usize, random: &mut Random) -> String {
        let mut out = String::new();
        for at in 0..words {
            // the chance of a word is as one to its rank
            let rank = (Self::WORDS as f64).powf(random.next()) as usize;
            let word = self.words.get(rank).map_or("", String::as_str);
            out.push_str(match at % Self::SENTENCE {
                0 if at == 0 => "",
                0 => ". ",
                7 => ", ",
                _ => " ",
            });
            match at % Self::SENTENCE {
                0 => {
                    out.extend(word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)))
                }
                _ => out.push_str(word),
            }
        }
        out.push('.');
        out
    }

    fn tree(&self, statements: usize) -> Tree {
        let mut texts = self.statements.iter().take(statements);
        let mut tree = registry::tree_of(texts.next().map_or("", String::as_str), SIGNATORIES);
        for (number, text) in texts.enumerate() {
            let slug = format!("statement-{number}").parse().expect("it is a slug");
            tree.insert(RegistryPath::Text(slug), Content::Bytes(text.clone().into_bytes()));
        }
        tree
    }

    /// A page as browsers save them: a third of it scripts and styles, the rest elements with their attributes around
    /// the signed statement, its list, and the comments of readers: of these, about a third is words.
    fn page(&self, size: usize) -> String {
        let mut random = Random(0);
        let mut page =
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>A page</title>\n"
                .to_owned();
        page.push_str("<style>\n");
        // no site has more rules because more comment on it
        while page.len() < size.min(PAGE) / 6 {
            let (one, other) = (random.below(100_000), random.below(100_000));
            let hides = if one % 100 == 0 { "display:none" } else { "float:left" };
            let _ = writeln!(
                page,
                ".block-{one}>.item-{other}:hover,#side-{other}{{margin:0 {one}px;color:#{other:06x};{hides}}}"
            );
        }
        page.push_str("</style>\n<script>\n");
        while page.len() < size / 3 {
            let (one, other) = (random.below(100_000), random.below(100_000));
            let _ = writeln!(
                page,
                "!function(e,t){{var n=e[{one}]||t;if(n<{other}&&t>1)return e(\"<p>{one}</p>\",n)}}(window,{other});"
            );
        }
        page.push_str("</script></head><body><header class=\"site-header\"><nav><ul>");
        (0..50).for_each(|at| {
            _ = write!(
                page,
                "<li class=\"menu-item menu-item-{at}\"><a href=\"/{at}/\">{}</a></li>",
                self.sentences(2, &mut random)
            )
        });
        page.push_str("</ul></nav></header>\n<main id=\"content\"><article class=\"post\"><div class=\"entry-content\">\n");
        for paragraph in self.statements.first().map_or("", String::as_str).trim().split("\n\n") {
            let _ = writeln!(page, "<p class=\"wp-block-paragraph\">{paragraph}</p>");
        }
        page.push_str("<p><strong>Signed:</strong></p>\n<ol class=\"wp-block-list\">\n");
        (1..=SIGNATORIES).for_each(|number| _ = writeln!(page, "<li>Organisation {number}</li>"));
        page.push_str("</ol>\n</div></article></main>\n<section id=\"comments\" class=\"comments-area\"><ol class=\"comment-list\">\n");
        while page.len() < size {
            let number = random.below(100_000);
            let _ = writeln!(
                page,
                "<li id=\"comment-{number}\" class=\"comment even thread-even depth-1\"><article class=\"comment-body\">\
                 <div class=\"comment-meta\"><img alt=\"\" src=\"https://images.example/avatar/{number:032x}?s=64&amp;d=mm&amp;r=g\" \
                 class=\"avatar avatar-64 photo\" height=\"64\" width=\"64\" loading=\"lazy\" decoding=\"async\">\
                 <b class=\"fn\">{}</b> <span class=\"says\">says:</span> <a href=\"#comment-{number}\"><time \
                 datetime=\"2025-10-30T10:00:00+00:00\">October 30, 2025 at 10:00</time></a></div>\
                 <div class=\"comment-content\"><p>{}</p></div><div class=\"reply\"><a rel=\"nofollow\" \
                 class=\"comment-reply-link\" href=\"?replytocom={number}#respond\" data-commentid=\"{number}\" \
                 data-postid=\"3117\" data-belowelement=\"div-comment-{number}\">Reply</a></div></article></li>",
                self.sentences(2, &mut random),
                self.sentences(40, &mut random)
            );
        }
        page.push_str("</ol></section><footer class=\"site-footer\">Imprint</footer></body></html>\n");
        page
    }
}

/// Numbers that are the same in every run: Knuth's generator of congruences.
struct Random(u64);

impl Random {
    /// From 0 up to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() * limit as f64) as usize
    }
}
