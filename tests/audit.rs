//! How a copy of the demonstration statement is judged: its text and its names, each for itself.

use std::path::Path;

use undersigned::audit::copy::{Block, Copy, Furniture};
use undersigned::audit::{
    Audit, CopyWords, DifferenceKind, Fold, NamePlace, NameVerdict, PartAudit, Reference, Remark,
    TextVerdict, audit,
};
use undersigned::digest::Digest;
use undersigned::extract::{self, ExtractError};
use undersigned::registry;
use undersigned::text::CanonicalText;
use undersigned::tree::{Content, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Outcome, Question, verify};

const PUBLISHED: &str = concat!(include_str!("../src/cli/command/demo/statement.txt"), "\n");
const SLUG: &str = "political-prisoners-2025";

fn tree() -> Tree {
    let slug = SLUG.parse().unwrap();
    registry::read(Path::new(env!("CARGO_MANIFEST_DIR")), Some(&slug)).unwrap()
}

fn audited(copy: &Copy, digest: Digest, tree: &Tree) -> Audit {
    let slug: undersigned::id::Slug = SLUG.parse().unwrap();
    let Some(Content::Bytes(bytes)) = &tree.statements[&slug].text else { panic!("no text") };
    let text = CanonicalText::from_source(bytes).unwrap();
    let question = Question { slug: Some(slug), ..Question::default() };
    let report = verify(tree, &Trust::default(), &question);
    let reference =
        Reference { text: &text, report: &report.statements[0], demonstration: report.demonstration };
    audit(CopyWords::of(copy), digest, &reference, Standing::Vouched)
}

fn plain(text: &str) -> Copy {
    extract::copy(text.as_bytes(), None).unwrap()
}

/// The audit of a plain text.
fn of(text: &str) -> (PartAudit, Outcome) {
    let audit = audited(&plain(text), Digest::of(text.as_bytes()), &tree());
    (audit.parts[audit.deciding].clone(), audit.outcome)
}

fn of_blocks(blocks: Vec<Block>) -> (PartAudit, Outcome) {
    let mut copy = plain("-");
    copy.parts[0].plain = None;
    copy.parts[0].blocks = Ok(blocks);
    let audit = audited(&copy, Digest::of(b""), &tree());
    (audit.parts[audit.deciding].clone(), audit.outcome)
}

fn body() -> &'static str {
    PUBLISHED.split("Signed:").next().unwrap()
}

fn list() -> &'static str {
    PUBLISHED.split_at(PUBLISHED.find("Signed:").unwrap()).1
}

fn count(part: &PartAudit, verdict: NameVerdict) -> usize {
    part.names.iter().filter(|name| name.verdict == verdict).count()
}

fn differences(part: &PartAudit) -> Vec<(DifferenceKind, String, String)> {
    let all = &part.comparison.as_ref().unwrap().differences;
    all.iter().map(|difference| (difference.kind, difference.was.clone(), difference.is.clone())).collect()
}

#[test]
fn the_published_text_is_the_same_text_with_29_names_signed() {
    let (part, outcome) = of(PUBLISHED);
    assert_eq!((part.verdict.clone(), differences(&part)), (TextVerdict::SameText, vec![]));
    assert_eq!((count(&part, NameVerdict::Signed), part.names.len()), (29, 29));
    assert_eq!(outcome, Outcome::Holds);
}

#[test]
fn the_very_bytes_are_identical_and_an_absent_list_is_said() {
    let bytes = body().trim_matches('\n').to_owned() + "\n";
    let (part, outcome) = of(&bytes);
    assert_eq!((part.verdict, part.has_list, part.names.len()), (TextVerdict::Identical, false, 0));
    assert_eq!(outcome, Outcome::Holds);
}

#[test]
fn layout_and_typography_leave_the_same_words() {
    let copy = PUBLISHED.replace('—', " - ").replace('\'', "’").replace(", ", ",\n").replace("\n1. ", "\n• ");
    let (part, outcome) = of(&copy);
    assert_eq!((part.verdict.clone(), differences(&part)), (TextVerdict::SameWords, vec![]));
    let folds = &part.comparison.as_ref().unwrap().folds;
    assert!([Fold::Layout, Fold::Dashes, Fold::Quotes].iter().all(|fold| folds.contains(fold)), "{folds:?}");
    assert_eq!((count(&part, NameVerdict::Signed), part.names.len()), (29, 29), "{:#?}", part.names);
    assert_eq!(outcome, Outcome::Holds);
}

#[test]
fn one_word_that_is_missing_is_told_with_its_place() {
    let (part, outcome) = of(&PUBLISHED.replace("must not be forgotten", "must be forgotten"));
    assert_eq!(part.verdict, TextVerdict::Near);
    assert_eq!(differences(&part), [(DifferenceKind::Deleted, "not".to_owned(), String::new())]);
    let difference = &part.comparison.as_ref().unwrap().differences[0];
    assert_eq!((difference.before.as_str(), difference.line), ("political prisoners must", 15));
    assert_eq!(outcome, Outcome::DoesNotHold);
}

#[test]
fn one_digit_one_case_and_one_look_alike_are_differences() {
    let cases = [("1974", "1975"), ("We also stand", "we also stand"), ("artists", "аrtists")];
    for (was, is) in cases {
        let (part, outcome) = of(&PUBLISHED.replacen(was, is, 1));
        assert_eq!((part.verdict.clone(), differences(&part).len()), (TextVerdict::Near, 1), "{was}");
        assert_eq!(outcome, Outcome::DoesNotHold);
    }
    let (part, _) = of(&PUBLISHED.replacen("artists", "аrtists", 1));
    let remark = part.comparison.unwrap().differences[0].remark.clone();
    assert_eq!(remark, Some(Remark::LookAlike(vec![('a', 'а')])));
}

#[test]
fn a_zero_width_mark_is_folded_and_flagged() {
    let (part, _) = of(&PUBLISHED.replacen("solidarity", "soli\u{200b}darity", 1));
    assert_eq!(part.verdict, TextVerdict::SameWords);
    let invisible = part.comparison.unwrap().invisible;
    assert_eq!((invisible.len(), invisible[0].character), (1, '\u{200b}'));
}

#[test]
fn an_override_that_reorders_what_is_seen_is_a_difference() {
    let (part, outcome) = of(&PUBLISHED.replacen("must not be", "must \u{202e}not\u{202c} be", 1));
    assert_eq!((part.verdict, outcome), (TextVerdict::Near, Outcome::DoesNotHold));
}

#[test]
fn swapped_paragraphs_are_told_as_moved() {
    let mut paragraphs: Vec<&str> = body().trim().split("\n\n").collect();
    paragraphs.swap(2, 3);
    let (part, _) = of(&format!("{}\n\n{}", paragraphs.join("\n\n"), list()));
    assert_eq!(part.verdict, TextVerdict::Near);
    let kinds: Vec<_> = differences(&part).into_iter().map(|difference| difference.0).collect();
    assert_eq!(kinds, [DifferenceKind::Moved]);
}

#[test]
fn what_is_added_before_or_behind_is_a_difference() {
    let disclaimer = "The following has been withdrawn by its authors in the meantime.";
    let (part, _) = of(&format!("{disclaimer}\n\n{PUBLISHED}"));
    assert_eq!(differences(&part), [(DifferenceKind::AddedBefore, String::new(), disclaimer.to_owned())]);
    let (part, outcome) = of(&format!("{PUBLISHED}\n\n{disclaimer}\n"));
    assert_eq!(differences(&part), [(DifferenceKind::AddedBehind, String::new(), disclaimer.to_owned())]);
    assert_eq!(outcome, Outcome::DoesNotHold);
}

#[test]
fn a_name_that_is_added_is_found_wherever_it_stands() {
    let (same, near) = (TextVerdict::SameText, TextVerdict::Near);
    for (copy, verdict) in [
        (PUBLISHED.replace("2. Freedom House", "2. Freedom House\n3. The Invented League"), &same),
        (format!("{PUBLISHED}30. The Invented League\n"), &same),
        (format!("{PUBLISHED}\nAlso signed by:\nThe Invented League\n"), &same),
        // behind the list, it may be a name or not: it is a difference, and a name
        (format!("{PUBLISHED}\nThe Invented League\n"), &near),
    ] {
        let (part, outcome) = of(&copy);
        let added: Vec<_> = part.names.iter().filter(|name| name.verdict != NameVerdict::Signed).collect();
        assert_eq!(added.len(), 1, "{added:#?}");
        assert_eq!(
            (added[0].verdict, added[0].written.as_str()),
            (NameVerdict::NotOnRoll, "The Invented League")
        );
        assert_eq!((&part.verdict, outcome), (verdict, Outcome::DoesNotHold));
    }
}

#[test]
fn a_name_that_is_removed_is_omitted_and_one_that_is_repeated_is_a_duplicate() {
    let (part, outcome) = of(&PUBLISHED.replace("2. Freedom House\n", ""));
    assert_eq!((count(&part, NameVerdict::Signed), count(&part, NameVerdict::Omitted)), (28, 1));
    assert_eq!(outcome, Outcome::Holds);
    let (part, outcome) = of(&format!("{PUBLISHED}30. Freedom House\n"));
    assert_eq!((count(&part, NameVerdict::Signed), count(&part, NameVerdict::Duplicate)), (29, 1));
    assert_eq!(outcome, Outcome::DoesNotHold);
}

#[test]
fn an_altered_name_is_told_letter_by_letter() {
    for (is, was, changed) in [
        ("Freedom Hause", "o", "a"),
        ("Frееdom House", "ee", "ее"),
        ("Freedom House International", "", " International"),
        ("FREEDOM HOUSE", "reedom House", "REEDOM HOUSE"),
    ] {
        let (part, outcome) = of(&PUBLISHED.replace("2. Freedom House", &format!("2. {is}")));
        let altered: Vec<_> = part.names.iter().filter_map(|name| name.altered.as_ref()).collect();
        assert_eq!(altered.len(), 1, "{is}: {:#?}", part.names);
        assert_eq!(
            (altered[0].name.as_str(), altered[0].was.as_str(), altered[0].is.as_str()),
            ("Freedom House", was, changed)
        );
        assert_eq!(outcome, Outcome::DoesNotHold);
    }
}

#[test]
fn a_name_in_words_that_were_added_to_the_text_is_listed() {
    let copy = body().replace("We also stand", "With Freedom House we also stand");
    let (part, _) = of(&copy);
    let names: Vec<_> = part.names.iter().map(|name| (name.place, name.verdict)).collect();
    assert_eq!(names, [(NamePlace::Text, NameVerdict::Signed)]);
}

#[test]
fn names_in_a_run_with_commas_are_each_found() {
    let names: Vec<&str> =
        list().lines().filter_map(|line| line.split_once(". ")).map(|(_, name)| name).collect();
    let run = format!("{}Signed: {}, The Invented League\n", body(), names.join(", "));
    let (part, _) = of(&run);
    assert_eq!(count(&part, NameVerdict::Signed), 29, "{:#?}", part.names);
    assert_eq!(count(&part, NameVerdict::NotOnRoll), 1, "{:#?}", part.names);
    assert!(part.verdict.is_same());
}

fn paragraphs(elements: &[usize]) -> Vec<Block> {
    let blocks = body().split("\n\n").chain(list().lines()).map(str::trim).filter(|text| !text.is_empty());
    blocks.map(|text| Block { elements: elements.to_vec(), ..Block::visible(text, 1) }).collect()
}

fn furniture(text: &str, elements: &[usize], what: &str, element: usize) -> Block {
    let furniture = Some(Furniture { what: what.to_owned(), element: Some(element) });
    Block { elements: elements.to_vec(), furniture, ..Block::visible(text, 1) }
}

#[test]
fn navigation_around_the_text_is_no_difference_and_counted() {
    let mut blocks = vec![furniture("Home News Contact", &[1, 2], "navigation", 2)];
    blocks.extend(paragraphs(&[1, 3]));
    blocks.push(furniture("All rights reserved", &[1, 4], "footer", 4));
    let (part, outcome) = of_blocks(blocks);
    assert_eq!((part.verdict.clone(), differences(&part)), (TextVerdict::SameWords, vec![]));
    assert_eq!((part.around["navigation"], part.around["footer"]), (3, 3));
    assert_eq!((count(&part, NameVerdict::Signed), outcome), (29, Outcome::Holds));
}

#[test]
fn a_footer_beside_the_text_in_its_own_element_is_a_difference() {
    let mut blocks = paragraphs(&[1, 3]);
    blocks.push(furniture(
        "None of this was ever agreed upon by anybody whose name stands above.",
        &[1, 3, 5],
        "footer",
        5,
    ));
    let (part, _) = of_blocks(blocks);
    assert_eq!(part.verdict, TextVerdict::Near);
}

#[test]
fn a_true_name_that_is_hidden_is_claimed_of_nobody() {
    let hidden = |blocks: &[Block]| -> Vec<Block> {
        let hide = |block: &Block| Block { hidden: Some("display:none".to_owned()), ..block.clone() };
        blocks.iter().map(hide).collect()
    };
    let blocks = paragraphs(&[]);
    let twice = [blocks.clone(), hidden(&blocks)].concat();
    let (part, outcome) = of_blocks(twice);
    assert_eq!((part.hidden.len(), part.names.len(), outcome), (blocks.len(), 29, Outcome::Holds));

    let list = blocks.iter().position(|block| block.text == "Signed:").unwrap();
    let (text, list) = blocks.split_at(list);
    let (part, outcome) = of_blocks([text.to_vec(), hidden(list)].concat());
    assert_eq!((part.has_list, part.names.len(), outcome), (false, 0, Outcome::Holds));
}

#[test]
fn an_invisible_character_in_a_name_or_a_heading_is_flagged() {
    for (was, is, character) in
        [("Freedom House", "Free\u{ad}dom House", '\u{ad}'), ("Signed:", "Signed\u{200b}:", '\u{200b}')]
    {
        let (part, outcome) = of(&PUBLISHED.replace(was, is));
        let invisible = part.comparison.unwrap().invisible;
        assert_eq!(invisible.iter().map(|one| one.character).collect::<Vec<_>>(), [character]);
        assert_eq!((part.verdict, outcome), (TextVerdict::SameText, Outcome::Holds));
    }
    let (part, _) = of(&PUBLISHED.replace("Freedom House", "Freedom \u{202e}House"));
    assert_eq!(part.verdict, TextVerdict::Near);
}

#[test]
fn part_of_the_text_is_an_excerpt_and_another_text_is_unrelated() {
    let quoted = "A ministry said on Monday that it had read the letter. It says that “Political imprisonment corrodes the \
        rule of law, silences dissent, undermines press freedom” and more, but gives no names.";
    assert_eq!(of(quoted).0.verdict, TextVerdict::Excerpt);
    let other =
        "The harvest was late this year, and the mills stood still until November. We ask for patience.";
    assert_eq!(of(other).0.verdict, TextVerdict::Unrelated);
    assert_eq!(extract::copy(b" \n", None), Err(ExtractError::Empty));
}

#[test]
fn a_copy_has_as_many_words_as_are_compared() {
    const MAX_WORDS: usize = 2_000_000;
    assert_eq!(of(&"!".repeat(MAX_WORDS)).0.verdict, TextVerdict::Unrelated, "MAX_WORDS");
    let (part, outcome) = of(&"!".repeat(MAX_WORDS + 1));
    assert_eq!((part.verdict, outcome), (TextVerdict::CannotCompare, Outcome::NotJudged));
    assert_eq!(part.why.as_deref(), Some("it has more than 2000000 words"));
}

#[test]
fn a_number_of_signatories_that_is_not_theirs_is_a_difference() {
    let with_heading = |heading: &str| of(&PUBLISHED.replace("Signed:", heading));
    for heading in [
        "Signed by 29 organisations:",
        "Signatories (29):",
        "29 signatories:",
        "Signatories (in alphabetical order, as of 30 October 2025):",
    ] {
        let (part, outcome) = with_heading(heading);
        assert_eq!((differences(&part), outcome), (vec![], Outcome::Holds), "{heading}");
    }
    for (heading, stated) in [
        ("Signed by 31 organisations:", "31 organisations"),
        ("Signatories (31):", "Signatories (31)"),
        ("Signed by 2,000 organisations:", "2,000 organisations"),
        ("Signed by 12,000 organisations:", "Signed by 12,000 organisations:"),
    ] {
        let (part, outcome) = with_heading(heading);
        assert_eq!((part.verdict.clone(), outcome), (TextVerdict::Near, Outcome::DoesNotHold), "{heading}");
        let counted = (DifferenceKind::Miscounted, "29".to_owned(), stated.to_owned());
        assert_eq!(differences(&part), [counted], "{heading}");
    }
    // of fewer names than signed, both numbers are true
    let twelve = |number: usize| {
        let list: Vec<&str> = list().lines().filter(|line| line.contains(". ")).take(12).collect();
        of(&format!("{}Signed by {number} organisations:\n\n{}\n", body(), list.join("\n")))
    };
    assert_eq!(
        [12, 29, 30].map(|number| twelve(number).1),
        [Outcome::Holds, Outcome::Holds, Outcome::DoesNotHold]
    );
    // and around the text
    let mut blocks = paragraphs(&[1, 3]);
    blocks.push(furniture("31 organisations signed", &[1, 4], "sidebar", 4));
    assert_eq!(of_blocks(blocks).1, Outcome::DoesNotHold);
}

#[test]
fn a_heading_that_says_more_in_brackets_is_a_difference() {
    let (part, outcome) = of(&PUBLISHED.replace("Signed:", "Signed (some of these have withdrawn since):"));
    assert_eq!((part.verdict.clone(), outcome), (TextVerdict::Near, Outcome::DoesNotHold));
    assert_eq!(count(&part, NameVerdict::Signed), 29);
}

#[test]
fn a_line_with_a_date_is_around_the_text_only_if_it_says_nothing_else() {
    let with_line = |line: &str| of(&format!("{line}\n\n{PUBLISHED}")).0.verdict;
    for day in ["October 30, 2025", "Thursday, 30 October 2025", "30.10.2025", "le 30 octobre 2025"] {
        assert_eq!(with_line(day), TextVerdict::SameWords, "{day}");
    }
    for more in ["Withdrawn 30 October 2025", "Void since 30.10.2025", "Not before 1 May 2030"] {
        assert_eq!(with_line(more), TextVerdict::Near, "{more}");
    }
}

#[test]
fn heads_and_numbers_of_pages_are_around_the_text() {
    let (front, back) = body().split_at(body().find("We, as organizations").unwrap());
    let pages = |heads: [&str; 2]| {
        let [head, again] = heads;
        of(&format!("{head}\n\n{front}\n\n1\n\u{c}{again}\n\n{back}\n\n2\n\u{c}"))
    };
    let (part, outcome) = pages(["The Harbour Gazette"; 2]);
    assert_eq!((differences(&part), outcome), (vec![], Outcome::Holds));
    assert_eq!((part.around["running head"], part.around["page number"]), (6, 2));
    let sentence = "Nobody has signed this text.";
    for heads in [["The Harbour Gazette", sentence], [sentence, sentence]] {
        assert_eq!(pages(heads).1, Outcome::DoesNotHold, "{heads:?}");
    }
}

#[test]
fn a_korean_word_may_be_broken_at_the_end_of_a_line() {
    let statement =
        CanonicalText::from_source("모든 사람은 자유롭고 평등하게 태어난다.\n".as_bytes()).unwrap();
    let tree = tree();
    let report = verify(&tree, &Trust::default(), &Question::default());
    let reference =
        Reference { text: &statement, report: &report.statements[0], demonstration: report.demonstration };
    let verdict = |copy: &str| {
        let audit = audit(CopyWords::of(&plain(copy)), Digest::of(b""), &reference, Standing::Vouched);
        audit.parts[0].verdict.clone()
    };
    assert_eq!(verdict("모든 사람은 자유\n롭고 평등하게 태어난다.\n"), TextVerdict::SameWords);
    for other in
        ["모든 사람은 자유 롭고 평등하게 태어난다.\n", "모든 사람은\n자유 \n롭지 평등하게 태어난다.\n"]
    {
        assert!(!verdict(other).is_same(), "{other}");
    }
}

/// A mail of two parts.
fn mail(kind: &str, parts: [&str; 2]) -> (Audit, Outcome) {
    let mut source = format!(
        "From: a@example.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary=b\n"
    );
    for (number, part) in parts.iter().enumerate() {
        let named = if number > 0 && kind == "mixed" {
            "\nContent-Disposition: attachment; filename=a.txt"
        } else {
            ""
        };
        source.push_str(&format!("\n--b\nContent-Type: text/plain; charset=utf-8{named}\n\n{part}\n"));
    }
    source.push_str("\n--b--\n");
    let audit = audited(&plain(&source), Digest::of(source.as_bytes()), &tree());
    let outcome = audit.outcome;
    (audit, outcome)
}

#[test]
fn every_part_of_a_mail_has_a_verdict_and_the_worst_decides() {
    let letter = "Dear colleagues, please find the statement attached.";
    let changed = PUBLISHED.replacen("must not", "must", 1);
    let named = PUBLISHED.replace("2. Freedom House", "2. The Invented League");
    let (near, unrelated) = (TextVerdict::Near, TextVerdict::Unrelated);
    for (kind, parts, verdicts, deciding) in [
        ("mixed", [letter, PUBLISHED], [&unrelated, &TextVerdict::SameText], 0),
        ("mixed", [PUBLISHED, letter], [&TextVerdict::SameText, &unrelated], 1),
        ("alternative", [PUBLISHED, changed.as_str()], [&TextVerdict::SameText, &near], 1),
        ("mixed", [PUBLISHED, named.as_str()], [&TextVerdict::SameText; 2], 1),
    ] {
        let (audit, outcome) = mail(kind, parts);
        let found: Vec<_> = audit.parts.iter().map(|part| &part.verdict).collect();
        assert_eq!((found.as_slice(), audit.deciding), (verdicts.as_slice(), deciding), "{kind} {parts:?}");
        assert_eq!(outcome, Outcome::DoesNotHold);
    }
    assert_eq!(mail("alternative", [PUBLISHED, PUBLISHED]).1, Outcome::Holds);
}

#[test]
fn a_name_that_one_part_of_a_mail_lists_falsely_counts_whichever_part_has_the_worse_text() {
    let false_list = format!("{PUBLISHED}30. The Invented League\n");
    let page = body().replace('\'', "’") + list();
    let mut copy = plain(&false_list);
    copy.parts.extend(plain(&page).parts);
    let audit = audited(&copy, Digest::of(b""), &tree());
    assert_eq!(audit.parts[1].verdict, TextVerdict::SameWords);
    assert_eq!((audit.deciding, audit.outcome), (0, Outcome::DoesNotHold));
    assert_eq!(count(&audit.parts[0], NameVerdict::NotOnRoll), 1);
}

#[test]
fn an_item_of_a_list_is_a_name_even_if_its_words_are_those_of_headings() {
    for (item, league) in [("30. ", "Supporters of Human Rights"), ("", "Endorsers")] {
        let list: String = list().replace("29. ", &format!("{item}{league}\n29. "));
        let list = if item.is_empty() {
            list.lines()
                .map(|line| line.split_once(". ").map_or(line, |(_, name)| name))
                .collect::<Vec<_>>()
                .join("\n")
        } else {
            list
        };
        let (part, outcome) = of(&format!("{}{list}", body()));
        let not: Vec<&str> =
            part.names.iter().filter(|name| name.verdict.is_false()).map(|name| &*name.written).collect();
        assert_eq!((not, outcome), (vec![league], Outcome::DoesNotHold));
    }
}

/// The statement as a page, with `head`; `change` is made in its source.
fn web_page(head: &str, change: impl Fn(String) -> String) -> (PartAudit, Outcome) {
    let paragraphs = body().trim().split("\n\n").map(|text| format!("<p>{text}</p>\n"));
    let names =
        list().lines().filter_map(|line| line.split_once(". ")).map(|(_, name)| format!("<li>{name}</li>"));
    let article = format!(
        "<article>{}<h2>Signed:</h2><ul>{}</ul></article>",
        paragraphs.collect::<String>(),
        names.collect::<String>()
    );
    let page = format!("<!doctype html><head>{head}</head><body>{}</body>", change(article));
    let copy = extract::copy(page.as_bytes(), Some("page.html")).unwrap();
    let audit = audited(&copy, Digest::of(page.as_bytes()), &tree());
    (audit.parts[audit.deciding].clone(), audit.outcome)
}

fn uncertain(part: &PartAudit) -> Vec<(String, String)> {
    let all = part.comparison.iter().flat_map(|comparison| &comparison.differences);
    all.filter_map(|difference| match &difference.remark {
        Some(Remark::Style(what)) => Some((difference.is.clone(), what.clone())),
        _ => None,
    })
    .collect()
}

#[test]
fn a_word_whose_style_leaves_open_whether_it_is_seen_is_a_difference_that_names_the_property() {
    let marked = |page: String| page.replacen("must not be", "must <span class=z>not</span> be", 1);
    let (part, outcome) = web_page("<style>.z{clip-path:circle(0)}</style>", marked);
    assert_eq!(uncertain(&part), [("not".to_owned(), "clip-path".to_owned())]);
    assert_eq!((part.verdict, outcome), (TextVerdict::Near, Outcome::DoesNotHold));
    let (part, outcome) = web_page("<style>.z{font-style:italic;color:#900}</style>", marked);
    assert_eq!((part.verdict, outcome), (TextVerdict::SameWords, Outcome::Holds));
}

#[test]
fn a_style_that_takes_the_whole_text_along_is_harmless() {
    let css = "<style>article{position:absolute;left:20px;transform:rotate(3deg);animation:a 1s}</style>";
    let (part, outcome) = web_page(css, |page| page);
    assert_eq!((uncertain(&part), outcome), (vec![], Outcome::Holds));
}

#[test]
fn a_name_that_is_struck_out_is_reported() {
    let strike = |page: String| page.replace("<li>Freedom House", "<li><del>Freedom House</del>");
    let (part, outcome) = web_page("", strike);
    assert_eq!(uncertain(&part), [("Freedom House".to_owned(), "line-through".to_owned())]);
    assert_eq!((count(&part, NameVerdict::Signed), outcome), (29, Outcome::DoesNotHold));
}

#[test]
fn a_notice_dressed_as_furniture_beside_the_text_is_compared_if_it_speaks_of_signing() {
    let notice = "None of the organisations below has signed this text.";
    for dress in
        ["<div class=share><p>{}</p></div>", "<header><p>{}</p></header>", "<dialog open>{}</dialog>"]
    {
        let (part, outcome) = web_page("", |page| dress.replace("{}", notice) + &page);
        assert_eq!((part.verdict, outcome), (TextVerdict::Near, Outcome::DoesNotHold), "{dress}");
    }
    let further = "<div class=related><h3>Signed by:</h3><ul><li>The Invented League</li></ul></div>";
    let (part, outcome) = web_page("", |page| page + further);
    assert_eq!((count(&part, NameVerdict::NotOnRoll), outcome), (1, Outcome::DoesNotHold));
    for furniture in [
        "<div class=share><span>Share this article</span> <a href=x>Mail</a></div>",
        "<section class=related><h2>Related stories</h2><p>The fares rise by a tenth.</p></section>",
        "<footer><p>All rights reserved.</p></footer>",
    ] {
        let (_, outcome) = web_page("", |page| page + furniture);
        assert_eq!(outcome, Outcome::Holds, "{furniture}");
    }
}

#[test]
fn what_makes_a_line_run_from_right_to_left_reorders_what_a_reader_sees() {
    for control in ['\u{202b}', '\u{2067}', '\u{202e}'] {
        let (part, outcome) = of(&PUBLISHED.replace("in 1974", &format!("in {control}1974")));
        assert_eq!((part.verdict, outcome), (TextVerdict::Near, Outcome::DoesNotHold), "{control:?}");
    }
}

#[test]
fn a_long_run_of_names_is_a_list_even_with_one_that_nobody_knows() {
    let names: Vec<&str> = list().lines().filter_map(|line| Some(line.split_once(". ")?.1)).collect();
    let (part, _) = of(&format!(
        "{}Signed: {}, The Invented League, {}\n",
        body(),
        names[..9].join(", "),
        names[9..].join(", ")
    ));
    assert_eq!(count(&part, NameVerdict::Signed), 29);
    let unknown: Vec<&str> = part
        .names
        .iter()
        .filter(|name| name.verdict == NameVerdict::NotOnRoll)
        .map(|name| &*name.written)
        .collect();
    assert_eq!(unknown, ["The Invented League"]);
}

#[test]
fn a_joiner_that_was_lost_is_flagged() {
    let statement = CanonicalText::from_source("ما آزادی همه را می\u{200c}خواهیم.\n".as_bytes()).unwrap();
    let tree = tree();
    let report = verify(&tree, &Trust::default(), &Question::default());
    let reference =
        Reference { text: &statement, report: &report.statements[0], demonstration: report.demonstration };
    let audit = audit(
        CopyWords::of(&plain("ما آزادی همه را میخواهیم.\n")),
        Digest::of(b""),
        &reference,
        Standing::Vouched,
    );
    assert_eq!(audit.parts[0].verdict, TextVerdict::SameWords);
    let invisible = &audit.parts[0].comparison.as_ref().unwrap().invisible;
    assert_eq!((invisible.len(), invisible[0].character, invisible[0].is_lost), (1, '\u{200c}', true));
}

#[cfg(unix)]
#[test]
fn a_copy_is_held_against_nothing_that_a_link_leads_to() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    registry::init(folder.path()).unwrap();
    std::fs::write(outside.path().join("text.txt"), "Somebody else's.\n").unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("statement/linked")).unwrap();
    assert!(registry::read_texts(folder.path()).unwrap().statements.is_empty());
}

#[test]
fn a_logo_is_a_name_only_if_nobody_signed_under_it() {
    let logo =
        |alt: &'static str| move |page: String| page.replace("</ul>", &format!("</ul><img alt='{alt}'>"));
    let (part, outcome) = web_page("", logo("Freedom House"));
    assert_eq!((part.names.len(), outcome), (29, Outcome::Holds));
}

#[test]
fn style_sheets_from_elsewhere_are_said_and_change_nothing() {
    let (part, outcome) = web_page("<link rel=stylesheet href=theme.css>", |page| page);
    assert_eq!((part.unread_styles, outcome), (1, Outcome::Holds));
}
