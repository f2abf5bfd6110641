//! What mail does to a bundle, and that it comes back equal or not at all.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use undersigned::extract::mail::{Kind, MAX_BUNDLES, MAX_INPUT, MAX_PARTS, MailError, Mended, bundles_in};
use undersigned::registry::bundle::{Bundle, BundleError, HEAD, MAX_FILES};
use undersigned::text::MAX_TEXT;

use Mended::*;

/// A text and notes with all that mail is known to change.
fn sample() -> Bundle {
    let text = "International Day of Political Prisoners\n\n\
        From the first day on — “free them all” — we, the undersigned, ask:\n\
        .\n..two dots\n>From here on\n-- \nAnna & Bob's <list> `x` =3D =20 100% !\n\
        نطالب بالإفراج عن جميع السجناء السياسيين\n我们呼吁释放所有政治犯 🕊️\n\
        https://example.org/statement?id=1&lang=en, write to info@example.org\n\t*bold* _it_ C:\\new\\u0041 \"quoted\"\n";
    let keys = "undersigned/keys/v1\nsignatory al-haq\nversion 1\nname Al-Haq > الحق = right\nthreshold 1\n\
        key al-haq+5f0a1b2c+ATBmYWtlIGtleSBmb3IgYSB0ZXN0IG9mIG1haWw=\ndate 2025-10-01\n\n\
        — al-haq XwobLAAAB/+zdGFuZHMgZm9yIGEgc2lnbmF0dXJlLCB3aXRoICsgYW5kIC8gaW4gaXQ==\n";
    let mut bundle = Bundle::default();
    bundle.insert("statement/political-prisoners-2025/text.txt", &text.repeat(3)).unwrap();
    bundle.insert("statement/political-prisoners-2025/roll/1.note", "国际特赦组织\r\n").unwrap();
    bundle.insert("keys/al-haq/1.note", keys).unwrap();
    bundle.insert("signatures/political-prisoners-2025/al-haq/1.note", keys).unwrap();
    bundle
}

type Damage = fn(&[u8]) -> Vec<u8>;

fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// `damage` line by line; bytes stay bytes.
fn by_line(bytes: &[u8], mut damage: impl FnMut(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let lines = bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|&byte| byte == b'\n');
    lines.flat_map(|line| [damage(line), b"\n".to_vec()].concat()).collect()
}

fn quoted(bytes: &[u8], mark: &[u8]) -> Vec<u8> {
    by_line(bytes, |line| [mark, line].concat())
}

fn wrapped(bytes: &[u8], columns: usize, end: &[u8]) -> Vec<u8> {
    by_line(bytes, |line| chunks(line, columns).join(&[end, b"\n"].concat()[..]))
}

/// Pieces of `columns` bytes; a character is not cut in two.
fn chunks(line: &[u8], columns: usize) -> Vec<&[u8]> {
    let (mut chunks, mut rest) = (Vec::new(), line);
    while !rest.is_empty() {
        let is_inner = |at: &usize| rest.get(*at).is_some_and(|byte| (0x80..0xc0).contains(byte));
        let end = (columns.min(rest.len())..=rest.len()).find(|at| !is_inner(at)).unwrap();
        let (chunk, behind) = rest.split_at(end);
        chunks.push(chunk);
        rest = behind;
    }
    chunks
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut pieces = vec![Vec::new()];
    let mut rest = bytes;
    while let Some((&first, behind)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(from) {
            pieces.push(Vec::new());
            rest = behind;
        } else {
            pieces.last_mut().unwrap().push(first);
            rest = behind;
        }
    }
    pieces.join(to)
}

/// Every other quote in one form, the rest in the other.
fn smart(bytes: &[u8], open: &[u8], close: &[u8]) -> Vec<u8> {
    let mut is_open = false;
    bytes
        .iter()
        .flat_map(|&byte| match byte {
            b'"' => {
                is_open = !is_open;
                if is_open { open.to_vec() } else { close.to_vec() }
            }
            _ => vec![byte],
        })
        .collect()
}

fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    by_line(bytes, |line| {
        let (mut out, mut column) = (Vec::new(), 0);
        for (at, &byte) in line.iter().enumerate() {
            let is_plain = byte.is_ascii_graphic() && byte != b'=' || byte == b' ' && at + 1 < line.len();
            let next = if is_plain { vec![byte] } else { format!("={byte:02X}").into_bytes() };
            if column + next.len() > 75 {
                out.extend(b"=\n");
                column = 0;
            }
            column += next.len();
            out.extend(next);
        }
        out
    })
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    wrapped(STANDARD.encode(bytes).as_bytes(), 76, b"")
}

fn utf_16(bytes: &[u8], mark: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| latin(bytes));
    [mark.to_vec(), text.encode_utf16().flat_map(unit).collect()].concat()
}

fn html(bytes: &[u8]) -> Vec<u8> {
    let text = replaced(&replaced(bytes, b"&", b"&amp;"), b"<", b"&lt;");
    let text = replaced(&replaced(&text, b">", b"&gt;"), b"\"", b"&quot;");
    let text = replaced(&text, b"\n", b"<br>\n");
    [b"<html><head><style>p > a { color: red }</style></head><body><p>", &text[..], b"</p></body></html>\n"]
        .concat()
}

fn prose(bytes: &[u8]) -> Vec<u8> {
    [
        "Dear Anna, {as agreed} here is our reply: \"signed\" — best wishes, Łukasz\n\n".as_bytes(),
        bytes,
        "\n-- \nŁukasz {Example} | https://example.org/?a=b\n".as_bytes(),
    ]
    .concat()
}

fn attached(encoding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "Return-Path: <a@example.org>\nFrom: =?utf-8?q?=C5=81ukasz?= <a@example.org>\nTo: b@example.org\n\
         Subject: Re: Request to sign\nMIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary=\"=-=b1\"\n\n\
         This is a multi-part message.\n--=-=b1\nContent-Type: text/plain; charset=utf-8\n\nHere it is.\n\n--=-=b1\n\
         Content-Type: application/json; name=\"reply.json\"\nContent-Disposition: attachment;\n filename=\"reply.json\"\n\
         Content-Transfer-Encoding: {encoding}\n\n"
    );
    [head.as_bytes(), body, b"\n--=-=b1--\n"].concat()
}

fn body(bytes: &[u8], encoding: &str) -> Vec<u8> {
    let head = format!(
        "From: a@example.org\nSubject: Re: Request to sign\nContent-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: {encoding}\n\n"
    );
    [head.as_bytes(), bytes].concat()
}

/// What mail does, by name; and what is said about it. The first ones can be combined in any order.
const DAMAGES: &[(&str, Damage, &[Mended])] = &[
    ("CRLF", |b| replaced(b, b"\n", b"\r\n"), &[LineEnds]),
    ("quoted with > and a space", |b| quoted(b, b"> "), &[QuoteMarks]),
    ("quoted with >", |b| quoted(b, b">"), &[QuoteMarks]),
    ("quoted twice", |b| quoted(b, b">> "), &[QuoteMarks]),
    ("quoted twice with spaces", |b| quoted(b, b" > > "), &[QuoteMarks]),
    ("wrapped at 72", |b| wrapped(b, 72, b""), &[WrappedLines]),
    ("wrapped at 78", |b| wrapped(b, 78, b""), &[WrappedLines]),
    ("wrapped at 998", |b| wrapped(b, 998, b""), &[WrappedLines]),
    ("flowed", |b| wrapped(b, 71, b" "), &[WrappedLines]),
    ("broken by an old sendmail", |b| by_line(b, |l| chunks(l, 990).join(&b"!\n "[..])), &[WrappedLines]),
    ("trailing spaces", |b| by_line(b, |l| [l, b"  "].concat()), &[]),
    ("indented", |b| by_line(b, |l| [b"\t ", l].concat()), &[]),
    ("quoted-printable", quoted_printable, &[QuotedPrintable]),
    ("typographic quotes", |b| smart(b, "“".as_bytes(), "”".as_bytes()), &[TypographicQuotes]),
    ("German quotes", |b| smart(b, "„".as_bytes(), "“".as_bytes()), &[TypographicQuotes]),
    ("guillemets", |b| smart(b, "«".as_bytes(), "»".as_bytes()), &[TypographicQuotes]),
    ("prose around it", prose, &[SurroundingText]),
    ("a byte order mark", |b| [b"\xef\xbb\xbf", b].concat(), &[ByteOrderMark]),
    // not to be combined at will
    ("an old encoding", |b| smart(b, b"\x93", b"\x94"), &[TypographicQuotes]),
    (
        "invisible characters",
        |b| by_line(b, |l| chunks(l, 60).join("\u{200b}".as_bytes())),
        &[InvisibleCharacters],
    ),
    ("wrapped, and the breaks made spaces", |b| replaced(&wrapped(b, 72, b""), b"\n", b" "), &[WrappedLines]),
    ("UTF-16", |b| utf_16(b, b"\xff\xfe", u16::to_le_bytes), &[Utf16]),
    ("UTF-16, big end first", |b| utf_16(b, b"\xfe\xff", u16::to_be_bytes), &[Utf16]),
    ("UTF-16 without a mark", |b| utf_16(b, b"", u16::to_le_bytes), &[Utf16]),
    ("base64", base64, &[Base64]),
    ("HTML", html, &[Html]),
    ("attached in 7bit", |b| attached("7bit", b), &[Attachment]),
    ("attached in base64", |b| attached("base64", &base64(b)), &[Attachment, Base64]),
    (
        "attached in quoted-printable",
        |b| attached("Quoted-Printable", &quoted_printable(b)),
        &[Attachment, QuotedPrintable],
    ),
    ("a body in 8bit", |b| body(b, "8bit"), &[MailBody]),
    (
        "a body in quoted-printable",
        |b| body(&quoted_printable(b), "quoted-printable"),
        &[MailBody, QuotedPrintable],
    ),
    ("a body in base64", |b| body(&base64(b), "base64"), &[MailBody, Base64]),
    (
        "a mailbox",
        |b| [b"From a@example.org Mon Nov  3 10:00:00 2025\n", &body(b, "7bit")[..]].concat(),
        &[MailBody],
    ),
];

/// How many of [`DAMAGES`] can be combined in any order, and where those begin that are e-mails.
const COMBINABLE: usize = 18;
const CARRIERS: usize = 26;

#[test]
fn each_damage_is_undone_and_said() {
    let bundle = sample();
    for (name, damage, said) in DAMAGES {
        let damaged = damage(&bundle.print());
        let found = bundles_in(&damaged).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].bundle, bundle, "{name}");
        assert_eq!(found[0].mended, *said, "{name}");
    }
}

#[test]
fn an_undamaged_bundle_is_said_to_be_undamaged() {
    let found = bundles_in(&sample().print()).unwrap();
    assert_eq!((found[0].bundle.clone(), found[0].mended.as_slice()), (sample(), &[][..]));
    // a plainer writer of JSON
    let files: std::collections::BTreeMap<_, _> =
        sample().files().map(|(p, c)| (p.to_owned(), c.to_owned())).collect();
    let plain =
        serde_json::to_vec_pretty(&serde_json::json!({"files": files, "undersigned": "bundle/v1"})).unwrap();
    for (written, said) in [
        (plain.clone(), &[][..]),
        (prose(&plain), &[SurroundingText]),
        (attached("base64", &base64(&plain)), &[Attachment, Base64]),
        (replaced(&plain, b"\n", b"\r\n"), &[LineEnds]),
    ] {
        let found = bundles_in(&written).unwrap();
        assert_eq!((found[0].bundle.clone(), found[0].mended.as_slice()), (sample(), said));
    }
}

#[test]
fn two_and_three_damages_are_undone_in_whatever_order_they_came() {
    let bundle = sample();
    let printed = bundle.print();
    let mut lost = Vec::new();
    for (first, damage_first, _) in &DAMAGES[..COMBINABLE] {
        for (second, damage_second, _) in DAMAGES {
            let twice = damage_second(&damage_first(&printed));
            let carried = DAMAGES[CARRIERS..].iter().map(|(third, damage, _)| (*third, damage(&twice)));
            for (third, damaged) in [("", twice.clone())].into_iter().chain(carried) {
                match bundles_in(&damaged) {
                    Ok(found) => {
                        assert_eq!(found.len(), 1, "{first}, {second}, {third}");
                        assert!(found[0].bundle == bundle, "{first}, {second}, {third}");
                    }
                    Err(MailError::NotPrinted { .. }) if is_undecidable(first, second) => (),
                    Err(error) => lost.push(format!("{first}, {second}, {third}: {error}")),
                }
            }
        }
    }
    assert_eq!(lost, [""; 0], "{} lost", lost.len());
}

/// Quoted-printable and a wrap: whether `=`, a line break and `20` were a space cannot be told.
fn is_undecidable(first: &str, second: &str) -> bool {
    let is_wrap =
        |name: &str| name.contains("wrapped") || name.contains("flowed") || name.contains("sendmail");
    [(first, second), (second, first)].iter().any(|(one, other)| *one == "quoted-printable" && is_wrap(other))
}

/// The one bundle in `bytes`.
fn only(bytes: &[u8]) -> Bundle {
    let mut found =
        bundles_in(bytes).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)));
    assert_eq!(found.len(), 1);
    found.remove(0).bundle
}

fn small(id: &str) -> Bundle {
    let mut bundle = Bundle::default();
    bundle.insert(&format!("keys/{id}/1.note"), &format!("undersigned/keys/v1\nsignatory {id}\n")).unwrap();
    bundle
}

#[test]
fn several_bundles_are_all_found_and_equal_ones_once() {
    let (one, two, three) = (small("one"), small("two"), small("three"));
    let text =
        [&prose(&one.print())[..], &quoted(&wrapped(&two.print(), 40, b""), b"> "), &one.print()].concat();
    let mail = attached("base64", &base64(&three.print()));
    let mail = replaced(&mail, b"Here it is.", &text);
    let bundles: Vec<_> = bundles_in(&mail).unwrap().into_iter().map(|found| found.bundle).collect();
    assert_eq!(bundles, [one.clone(), two.clone(), three.clone()]);

    let mailbox = [&one, &two, &three].map(|bundle| {
        let mail = attached("base64", &base64(&bundle.print()));
        [b"From a@example.org Mon Nov  3 10:00:00 2025\n", &mail[..], b"\n"].concat()
    });
    let found = bundles_in(&mailbox.concat()).unwrap();
    assert_eq!(found.iter().map(|found| found.bundle.clone()).collect::<Vec<_>>(), [one, two, three]);
    assert_eq!(found[2].mended, [Mailbox, Attachment, Base64]);
}

#[test]
fn a_damaged_bundle_beside_a_sound_one_is_not_passed_over_in_silence() {
    let (one, two) = (small("one").print(), small("two").print());
    let clipped = [&one[..], b"On Monday you wrote:\n", &two[..two.len() - 20]].concat();
    assert_eq!(bundles_in(&clipped).unwrap()[0].mended, [SurroundingText, OtherDamaged]);
}

#[test]
fn forwarded_mail_is_opened_however_it_was_forwarded() {
    let bundle = sample();
    let mail = attached("base64", &base64(&bundle.print()));
    let heads = [
        "Content-Type: message/rfc822\n\n",
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n",
        "Content-Type: application/octet-stream; name=\"reply.eml\"\n\n",
        "Content-Type: multipart/digest; boundary=d\n\n--d\n\n",
    ];
    for head in heads {
        let inner = if head.contains("base64") { base64(&mail) } else { mail.clone() };
        let forwarded = [
            b"From: c@example.org\nContent-Type: multipart/mixed; boundary=\"outer\"\n\n--outer\n\nsee below\n--outer\n",
            head.as_bytes(),
            &inner,
            b"\n--outer--\n",
        ]
        .concat();
        assert_eq!(only(&forwarded), bundle, "{head}");
        assert_eq!(only(&replaced(&forwarded, b"\n", b"\r\n")), bundle, "{head}");
        assert!(bundles_in(&forwarded).unwrap()[0].mended.contains(&ForwardedMail), "{head}");
    }
}

#[test]
fn a_mail_cut_off_or_without_its_header_is_still_read() {
    let bundle = sample();
    for encoding in ["7bit", "base64", "quoted-printable"] {
        let body = match encoding {
            "base64" => base64(&bundle.print()),
            "quoted-printable" => quoted_printable(&bundle.print()),
            _ => bundle.print(),
        };
        let mail = attached(encoding, &body);
        let headless = mail.windows(9).position(|window| window == b"--=-=b1\nC").unwrap();
        assert_eq!(only(&mail[headless..]), bundle, "{encoding}");
        assert_eq!(only(&mail[..mail.len() - 12]), bundle, "{encoding}");
        assert_eq!(only(&quoted(&mail, b"> ")), bundle, "{encoding}");
    }
}

/// Mails as Python's `email` package writes them: their names and bytes, in base64, on a line each.
const PRODUCER: &str = r##"
import base64, html, mailbox, os, sys, tempfile
from email import encoders, policy
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

printed = sys.stdin.read()
prose = "Dear Łukasz,\n\nhere is our answer — “signed”:\n\n" + printed + "\n-- \nAnna {Example}, المغرب\n"

def give(name, data):
    print(name, base64.b64encode(data).decode(), sep="\t")

def message(policy):
    mail = EmailMessage(policy=policy)
    mail["From"], mail["To"] = "Łukasz Ż <l@example.org>", "replies@example.org"
    mail["Subject"] = "Re: Request to sign — please answer until the thirtieth of November, Ελλάδα"
    return mail

def note(policy):
    mail = message(policy)
    mail.set_content("Here it is, Łukasz.\n")
    return mail

for name, rules in [("default", policy.default), ("SMTP", policy.SMTP), ("SMTPUTF8", policy.SMTPUTF8)]:
    mail = note(rules)
    mail.add_attachment(printed.encode(), "application", "json", filename="réponse — رد.json")
    give(f"json attachment, {name}", mail.as_bytes())

    mail = note(rules)
    mail.add_attachment(printed, subtype="plain", cte="quoted-printable", filename="reply.txt")
    give(f"quoted-printable attachment, {name}", mail.as_bytes())

    for cte in ["8bit", "base64", "quoted-printable"]:
        mail = message(rules)
        mail.set_content(prose, charset="utf-8", cte=cte)
        give(f"{cte} body, {name}", mail.as_bytes())

    page = f"<html><body><p>Dear <b>Łukasz</b>,</p><pre>{html.escape(printed)}</pre></body></html>"
    mail = note(rules)
    mail.add_alternative(page, subtype="html")
    give(f"in the HTML alone, {name}", mail.as_bytes())
    mail = message(rules)
    mail.set_content(prose)
    mail.add_alternative(page, subtype="html", cte="base64")
    mail.add_attachment(b"%PDF-1.7 ", "application", "pdf", filename="statement.pdf")
    give(f"in both alternatives, {name}", mail.as_bytes())

    inner = note(rules)
    inner.add_attachment(printed.encode(), "application", "octet-stream", filename="reply.json")
    mail = note(rules)
    mail.add_attachment(inner)
    give(f"forwarded, {name}", mail.as_bytes())
    outer = note(rules)
    outer.add_attachment(mail)
    give(f"forwarded twice, {name}", outer.as_bytes())

short = policy.SMTP.clone(max_line_length=40)
for cte in ["quoted-printable", "base64"]:
    mail = note(short)
    mail.add_attachment(printed.encode(), "image", "png", cte=cte, filename="Antwort – réponse.json")
    give(f"short {cte} attachment", mail.as_bytes())
    mail = message(short)
    mail.set_content("".join(f"> {line}\n" for line in printed.splitlines()), cte=cte)
    give(f"short {cte} body, quoted", mail.as_bytes())
mail = message(policy.default)
mail.set_content(printed.replace('"', "”"), charset="windows-1252", cte="quoted-printable")
give("windows-1252 body with its quotes", mail.as_bytes())
old = MIMEMultipart(boundary="a b'()+_,-./:=?")
old.attach(MIMEText("hello\n"))
old.attach(MIMEApplication(printed.encode(), "x-unknown"))
give("a boundary of all that may be in one", old.as_bytes())

inner = note(policy.default)
inner.add_attachment(printed.encode(), "application", "json", filename="reply.json")
inner = inner.as_bytes()
old = MIMEMultipart("mixed")
old.attach(MIMEText("Here it is", "plain", "us-ascii"))
old.attach(MIMEApplication(printed.encode(), "json", encoders.encode_quopri))
give("compat32", old.as_bytes())
give("compat32 body", MIMEText(prose, "plain", "utf-8").as_bytes())
give("utf-16 body", MIMEText(prose, "plain", "utf-16").as_bytes())
give("windows-1252 body", MIMEText("é “here” " + printed, "plain", "windows-1252").as_bytes())
mail = note(policy.SMTP)
mail.add_attachment(inner, "application", "octet-stream", filename="forwarded.eml")
give("forwarded as a mere file", mail.as_bytes())

with tempfile.TemporaryDirectory() as folder:
    box = mailbox.mbox(os.path.join(folder, "box"))
    for body in ["nothing here\n\nFrom now on, see the next one\n", prose, "nothing more\n"]:
        mail = message(policy.default)
        mail.set_content(body)
        box.add(mail)
    box.close()
    give("mailbox", open(os.path.join(folder, "box"), "rb").read())
"##;

#[test]
fn mails_of_another_maker_give_the_bundle() {
    let python = Command::new("python3")
        .args(["-X", "utf8", "-c", PRODUCER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut python = match python {
        Ok(python) => python,
        Err(error) => return eprintln!("skipped, without python3: {error}"),
    };
    python.stdin.take().unwrap().write_all(&sample().print()).unwrap();
    let made = python.wait_with_output().unwrap();
    assert!(made.status.success());
    let made = String::from_utf8(made.stdout).unwrap();
    let mut count = 0;
    for (name, mail) in made.lines().map(|line| line.split_once('\t').unwrap()) {
        let found = bundles_in(&STANDARD.decode(mail).unwrap()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(found.len(), 1, "{name}");
        assert!(found[0].bundle == sample(), "{name}");
        let (kind, policy) = name.split_once(", ").unwrap_or((name, "default"));
        let (said, keeps_line_ends): (&[Mended], _) = match kind {
            "json attachment" => (&[Attachment, Base64], true),
            "quoted-printable attachment" | "compat32" => (&[Attachment, QuotedPrintable], false),
            "8bit body" => (&[MailBody, SurroundingText], false),
            "base64 body" | "compat32 body" | "utf-16 body" => (&[MailBody, Base64, SurroundingText], false),
            "quoted-printable body" | "windows-1252 body" | "in both alternatives" => {
                (&[MailBody, QuotedPrintable, SurroundingText], false)
            }
            "in the HTML alone" => (&[MailBody, QuotedPrintable, Html, SurroundingText], false),
            "forwarded" | "forwarded twice" | "forwarded as a mere file" => {
                (&[Attachment, ForwardedMail, Base64], true)
            }
            "short quoted-printable attachment" => (&[Attachment, QuotedPrintable, LineEnds], true),
            "short base64 attachment" | "a boundary of all that may be in one" => {
                (&[Attachment, Base64], false)
            }
            "short quoted-printable body" => (&[MailBody, QuotedPrintable, LineEnds, QuoteMarks], true),
            "short base64 body" => (&[MailBody, Base64, LineEnds, QuoteMarks], true),
            "windows-1252 body with its quotes" => (&[MailBody, QuotedPrintable, TypographicQuotes], false),
            "mailbox" => (&[Mailbox, MailBody, QuotedPrintable, SurroundingText], false),
            other => panic!("{other}"),
        };
        let mut said = said.to_vec();
        said.extend((policy != "default" && !keeps_line_ends).then_some(LineEnds));
        assert_eq!(found[0].mended, said, "{name}");
        count += 1;
    }
    assert_eq!(count, 3 * 9 + 2 * 2 + 2 + 6);
}

/// Bundles of whatever text, with a note among them: nobody mails one without.
fn any_bundle() -> impl Strategy<Value = Bundle> {
    let path = prop_oneof![
        "statement/x[a-z0-9]{0,5}/text\\.txt",
        "statement/x[a-z0-9]{0,5}/roll/[1-9]\\.note",
        "signatures/x[a-z0-9]{0,3}/x[a-z0-9]{0,3}/[1-9]\\.note",
    ];
    let piece = prop_oneof![
        any::<String>(),
        "[ -~\n]{0,200}",
        "[0-9a-f]{0,90}",
        "(20|3D|0A|=|=3D|\n|>| |u|A0|\\\\){0,60}",
        "[\\\\\"“”«»'`<>&;={}\\[\\]>!.,:#|@\t\r\n\u{a0}\u{ad}\u{200b}\u{feff}\u{202e}\0 ]{0,60}",
        "(\r\n|\n\\.\n|\nFrom |\n--|\n> |=3D|=20|=\n|=\r\n20|&lt;|&#62;|<br>|\\\\u0020|\\\\n|20|!\n ){0,30}",
        "(\\{\"undersigned\":\"bundle/v1\",\"files\":\\{|\"\\}\\}|eyJ1bmRlcnNpZ25lZCI6|undersigned/keys/v1\n){0,4}",
        "(поддержка|السلام|我们|🕊️|\u{10ffff}| ){0,30}",
    ];
    let content = prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat());
    (prop::collection::btree_map(path, content.clone(), 0..5), content).prop_map(|(files, end)| {
        let mut bundle = Bundle::default();
        bundle
            .insert("keys/al-haq/1.note", &format!("undersigned/keys/v1\nsignatory al-haq\n{end}"))
            .unwrap();
        files.iter().for_each(|(path, content)| bundle.insert(path, content).unwrap());
        bundle
    })
}

/// What other programs put between the characters of a text, and do not always undo.
const RARER: &[(&str, Damage)] = &[
    ("HTML that leaves quotes", |b| [b"<div>", &replaced(b, b"\n", b"<br>")[..], b"</div>"].concat()),
    ("HTML with wraps", |b| html(&wrapped(b, 60, b""))),
    ("breaks that became tags", |b| replaced(&wrapped(b, 72, b""), b"\n", b"<br>")),
    ("no-break spaces", |b| replaced(&wrapped(b, 72, b""), b"\n", "\u{a0}".as_bytes())),
    ("soft hyphens", |b| by_line(b, |l| chunks(l, 30).join("\u{ad}".as_bytes()))),
    ("a link made of a path", |b| replaced(b, b"text.txt", b"<http://text.txt>")),
    ("its breaks taken out", |b| replaced(b, b"\n", b"")),
    ("its backslashes doubled", |b| replaced(b, b"\\", b"\\\\")),
    ("its end cut off", |b| b.split_at(b.len() * 9 / 10).0.to_vec()),
    ("its start cut off", |b| b.split_at(b.len() / 10).1.to_vec()),
    ("upper case", |b| b.to_ascii_uppercase()),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn through_any_damages_a_bundle_comes_back_equal_or_not_at_all(
        bundle in any_bundle(),
        damages in prop::collection::vec((0..DAMAGES.len() + RARER.len(), prop::option::of(1_usize..90)), 0..=4),
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        let (mut bytes, mut names) = (bundle.print(), Vec::new());
        for (at, width) in damages {
            let mut all = DAMAGES.iter().map(|(name, damage, _)| (*name, *damage)).chain(RARER.iter().copied());
            let (name, damage) = all.nth(at).unwrap();
            bytes = damage(&bytes);
            names.push(name);
            // nothing breaks lines in UTF-16 byte by byte
            if let Some(width) = width.filter(|width| width % 7 == 0 && !bytes.contains(&0)) {
                bytes = wrapped(&bytes, width, b"");
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        match bundles_in(&bytes) {
            Ok(found) => {
                prop_assert_eq!(found.len(), 1, "{:?}", names);
                prop_assert_eq!(&found[0].bundle, &bundle, "{:?} {}", names, bytes.escape_ascii());
            }
            Err(_) => prop_assert!(cut.is_some() || !names.is_empty()),
        }
    }

    #[test]
    fn whoever_wrote_the_json_it_is_read_as_written(bundle in any_bundle(), ascii in any::<bool>()) {
        let files: std::collections::BTreeMap<_, _> = bundle.files().collect();
        let mut json = serde_json::json!({"undersigned": "bundle/v1", "files": files}).to_string();
        if ascii {
            json = ascii_json(&json);
        }
        match bundles_in(json.as_bytes()) {
            Ok(found) => {
                prop_assert_eq!(found.len(), 1);
                prop_assert_eq!(&found[0].bundle, &bundle);
            }
            // it looks like a printed bundle with its backslashes doubled
            Err(error) => {
                prop_assert_eq!(error, MailError::NotPrinted { line: 1 });
                prop_assert!(json.contains("\\\\u0020"), "{}", json);
            }
        }
    }

    #[test]
    fn no_input_makes_it_panic(pieces in prop::collection::vec(any_piece_of_mail(), 0..20)) {
        let _ = bundles_in(&pieces.concat());
    }
}

fn any_piece_of_mail() -> impl Strategy<Value = Vec<u8>> {
    let known: &[&[u8]] = &[
        b"From a b\n",
        b"Subject: x\n",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"\n",
        b"\r\n",
        b"--b\n",
        b"--b--\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Transfer-Encoding: base64\n",
        b"{",
        b"}}",
        b"\"",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"Content-Type: text/html; charset=utf-7\n",
        b"=",
        b"=7B",
        b"=3D",
        b"=\n",
        b"20",
        b"\\u00",
        b"\\",
        b"> ",
        b"<br",
        b"<!--",
        b"<style>",
        b"&#x7b;",
        b"&",
        b";",
        b"\xff\xfe",
        b"eyJ1bmRlcnNpZ25lZCI6",
        b"{\"undersigned\":\"bundle/v1\",\"files\":{",
        b"\"keys/a/1.note\":\"",
        b"\"files\":{",
        b"\x93",
        b"\xe2\x80",
        b"\xe2\x80\x9c",
        b"!\n ",
        b"undersigned/keys/v1\n",
        b"{\"undersigned\" : ",
    ];
    prop_oneof![
        4 => prop::sample::select(known).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..10),
    ]
}

/// As Python's `json` writes it.
fn ascii_json(json: &str) -> String {
    let escaped = |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    json.chars().map(|c| if c.is_ascii() { c.to_string() } else { escaped(c) }).collect()
}

#[test]
fn a_plainer_printer_s_bundle_is_not_mended_into_another() {
    let plain = "{\"undersigned\":\"bundle/v1\",\"files\":{\"statement/x/text.txt\":\"Free them all\\n\"}}";
    let error = bundles_in(plain.as_bytes());
    assert!(matches!(error, Err(MailError::NotPrinted { line: 1 })), "{error:?}");
    let plain = plain.replace("all", "all — now.");
    assert_eq!(only(plain.as_bytes()).get("statement/x/text.txt"), Some("Free them all — now.\n"));
    assert!(bundles_in(plain.replace("them ", "them\n").as_bytes()).is_err());
    // Python escapes characters too; and a damaged one is not taken for a printed one
    for content in ["Free them \\u2014 now\\n", "Free\nthem"] {
        let plain = format!("{HEAD}\"statement/x/text.txt\":\"{content}\"}}}}");
        assert_eq!(bundles_in(plain.as_bytes()), Err(MailError::NotPrinted { line: 1 }), "{plain}");
    }
    assert!(bundles_in(&html(plain.as_bytes())).is_err());
}

#[test]
fn a_break_between_an_equals_sign_and_20_is_refused_where_it_cannot_be_told() {
    // =20 that was wrapped between its characters, in a text whose other breaks are plain or have become spaces
    let printed = "{\"undersigned\":\"bundle/v1\",\"files\":{\n\"keys/xa/1.note\":\"xa\\u0020aaaa=\n20bbbb~cccc\"\n}}\n";
    for other_break in ["\n", " ", " > "] {
        let error = bundles_in(printed.replace('~', other_break).as_bytes());
        assert!(matches!(error, Err(MailError::NotPrinted { .. })), "{other_break:?}: {error:?}");
    }
    // soft breaks alone: text that begins with 20
    let soft = printed.replace('~', "=\n> ");
    assert_eq!(only(soft.as_bytes()).get("keys/xa/1.note"), Some("xa aaaa20bbbbcccc"));
}

/// An e-mail with one part of type `told`.
fn mail_with(told: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "From: a@example.org\nMIME-Version: 1.0\nContent-Type: {told}\nContent-Transfer-Encoding: base64\n\n"
    );
    [head.as_bytes(), &base64(bytes)].concat()
}

#[test]
fn what_came_instead_is_recognised_and_said() {
    let zip = |name: &str| [b"PK\x03\x04\x14\0\0\0\0\0", name.as_bytes(), b"\0\0"].concat();
    let instead: Vec<(Vec<u8>, Kind, &str)> = vec![
        (b"".to_vec(), Kind::Nothing, "nothing at all"),
        (b" \r\n\n".to_vec(), Kind::Nothing, "nothing at all"),
        (b"We sign. {yes}\n".to_vec(), Kind::Text, "plain text"),
        (b"{\"id\": 1}\n".to_vec(), Kind::Json, "JSON of another kind"),
        (b"<!DOCTYPE html>\n<title>x</title>".to_vec(), Kind::Html, "an HTML page"),
        (b"\n<HTML><p>We sign".to_vec(), Kind::Html, "an HTML page"),
        (b"{\\rtf1\\ansi We sign}".to_vec(), Kind::RichText, "an RTF document"),
        (b"%PDF-1.7\n%\xe2\xe3".to_vec(), Kind::Pdf, "a PDF file"),
        (zip("word/document.xml"), Kind::Word, "a Word document"),
        (zip("mimetypeapplication/vnd.oasis.opendocument.text"), Kind::OpenDocument, "an OpenDocument file"),
        (zip("reply.json"), Kind::Zip, "a zip archive"),
        (b"PK\x05\x06\0\0".to_vec(), Kind::Zip, "a zip archive"),
        (b"\x1f\x8b\x08\0\xff".to_vec(), Kind::Gzip, "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n\xff".to_vec(), Kind::Picture, "a picture"),
        (b"\xff\xd8\xff\xe0".to_vec(), Kind::Picture, "a picture"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0".to_vec(),
            Kind::OutlookOrOldWord,
            "an Outlook message or an old Word document",
        ),
        (b"\x78\x9f\x3e\x22\x01\0".to_vec(), Kind::WinmailDat, "a winmail.dat, Outlook's own packing (TNEF)"),
        (
            b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n".to_vec(),
            Kind::PgpEncrypted,
            "a message encrypted with PGP",
        ),
        (
            b"-----BEGIN PGP SIGNATURE-----\n\niHUEA\n-----END PGP SIGNATURE-----\n".to_vec(),
            Kind::PgpSigned,
            "a PGP signature",
        ),
        (
            b"-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n".to_vec(),
            Kind::Smime,
            "a message encrypted or signed with S/MIME",
        ),
        (
            b"-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n".to_vec(),
            Kind::PublicKey,
            "a public key",
        ),
        (b"ssh-ed25519 AAAAC3 anna@example\n".to_vec(), Kind::PublicKey, "a public key"),
        (b"\x80\0\xff\xfe\x01\x02".to_vec(), Kind::Unknown, "data of an unknown kind"),
    ];
    let keys = ["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"].map(
        |label| {
            let pem = format!("my key:\n-----BEGIN {label}-----\nMC4CAQ\n-----END {label}-----\n");
            (pem.into_bytes(), Kind::PrivateKey, "a private key, which nobody but its owner should have")
        },
    );
    for (bytes, kind, words) in instead.into_iter().chain(keys) {
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let error = bundles_in(&bytes).unwrap_err();
        assert_eq!(error, MailError::NoBundle { mail: false, seen: vec![kind] }, "{shown}");
        assert_eq!(
            error.to_string(),
            format!("looked for a bundle, which begins with {HEAD}, and found {words}")
        );
        let error = bundles_in(&mail_with("application/octet-stream; name=x", &bytes)).unwrap_err();
        assert_eq!(error, MailError::NoBundle { mail: true, seen: vec![kind] }, "{shown}");
        let error = bundles_in(&attached("base64", &base64(&bytes))).unwrap_err();
        let seen = std::collections::BTreeSet::from([Kind::Text, kind]).into_iter().collect();
        assert_eq!(error, MailError::NoBundle { mail: true, seen }, "{shown}");
    }
}

#[test]
fn what_an_e_mail_says_of_its_parts_counts() {
    for (told, kind) in [
        ("application/ms-tnef; name=winmail.dat", Kind::WinmailDat),
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", Kind::Smime),
        ("application/x-pkcs7-signature", Kind::Smime),
        ("application/pgp-signature", Kind::PgpSigned),
        ("application/pgp-encrypted", Kind::PgpEncrypted),
        ("text/html", Kind::Html),
    ] {
        let error = bundles_in(&mail_with(told, b"x\xff\x01")).unwrap_err();
        assert_eq!(error, MailError::NoBundle { mail: true, seen: vec![kind] }, "{told}");
    }
    let encrypted = "From: a@example.org\nContent-Type: multipart/encrypted; boundary=b; \
        protocol=\"application/pgp-encrypted\"\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\n\
        Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n\n--b--\n";
    let error = bundles_in(encrypted.as_bytes()).unwrap_err();
    assert_eq!(error, MailError::NoBundle { mail: true, seen: vec![Kind::PgpEncrypted] });
    let found = "and found an e-mail with plain text and a PDF file";
    let error = bundles_in(&attached("base64", &base64(b"%PDF-1.7"))).unwrap_err();
    assert!(error.to_string().ends_with(found), "{error}");
    let error = bundles_in(b"From: a@example.org\nSubject: Re: Request\n\n").unwrap_err();
    assert!(error.to_string().ends_with("and found an e-mail with nothing at all"), "{error}");
}

fn error(bytes: &[u8]) -> String {
    bundles_in(bytes).unwrap_err().to_string()
}

#[test]
fn a_bare_note_is_called_one() {
    let note = "undersigned/signature/v1\nversion 1\nname الحق\n\n— al-haq Xwob+/==\n".as_bytes();
    for sent in [
        note.to_vec(),
        replaced(note, b"\n", b"\r\n"),
        quoted(note, b"> "),
        prose(note),
        utf_16(note, b"\xff\xfe", u16::to_le_bytes),
        attached("quoted-printable", &quoted_printable(note)),
        attached("base64", &base64(note)),
        body(note, "8bit"),
    ] {
        assert_eq!(bundles_in(&sent), Err(MailError::BareNote("signature/v1".to_owned())));
    }
    assert_eq!(error(note), "no bundle in it, but a bare note of type undersigned/signature/v1");
}

#[test]
fn a_damaged_bundle_is_refused_with_the_place_of_the_damage() {
    let printed = sample().print();
    let text = String::from_utf8(printed.clone()).unwrap();
    let at = text.find("signatures/").unwrap();
    for (damaged, said) in [
        (printed[..printed.len() - 3].to_vec(), "damaged in line"),
        ([&printed[..at + 200], b"\n[message clipped]\n"].concat(), "'[' stands where no bundle has it"),
        (text.replacen("signatures/", "signatures//", 1).into_bytes(), "which is no path in a registry"),
        (text.replacen("bundle/v1\",", "bundle/v1\"", 1).into_bytes(), "expected `,` or `}`"),
        (
            text.replacen("keys/al-haq/1.note\":\"", "keys/al-haq/1.note\":", 1).into_bytes(),
            "'u' stands where no bundle has it",
        ),
        (
            text.replacen("\\u0020", "é", 1).replacen("\\u0020", "\n", 1).into_bytes(),
            "stands where no bundle has it",
        ),
    ] {
        for damaged in [damaged.clone(), prose(&damaged), attached("base64", &base64(&damaged))] {
            let error = error(&damaged);
            assert!(error.contains(said), "{error}, not {said}");
        }
    }
    assert!(error(&printed[..printed.len() - 3]).ends_with("it ends in the middle"));
    let semicolon = text.replacen("\"keys/al-haq/1.note\":", "\"keys/al-haq/1.note\";", 1);
    let place = bundles_in(&prose(semicolon.as_bytes())).unwrap_err();
    assert!(matches!(place, MailError::Damaged(BundleError::Json { line: 4, column: 21, .. })), "{place}");
}

#[test]
fn what_stands_where_it_should_not_is_named_by_its_code_point() {
    let damaged = replaced(&sample().print(), b"signatory", "s\u{ef}gnatory".as_bytes());
    let column = "\"keys/al-haq/1.note\":\"undersigned/keys/v1\\ns".len() + 1;
    let said =
        format!("the bundle is damaged in line 4, column {column}: U+00EF stands where no bundle has it");
    assert_eq!(error(&[b"Hello\n\n", &damaged[..]].concat()), said);
}

/// A printed bundle whose files are `files` as JSON.
fn json_with(files: &str) -> String {
    format!("{HEAD}\n{files}\n}}}}\n")
}

#[test]
fn what_is_wrong_with_a_bundle_is_named_alone_and_in_mail() {
    let path = |path: &str| (json_with(&format!("\"{path}\":\"x\"")), path.to_owned());
    let mut wrong: Vec<(String, String)> = vec![
        (
            json_with("\"keys/a/1.note\":\"x\",\n\"keys\\u002fa/1.note\":\"y\""),
            "the bundle has the file \"keys/a/1.note\" twice".to_owned(),
        ),
        (
            json_with("\"keys/a/1.note\":\"x\"\n},\"files\":{"),
            "the bundle has the member \"files\" twice".to_owned(),
        ),
        (
            HEAD.replace(',', ",\"undersigned\":\"bundle/v1\",") + "}}",
            "the bundle has the member \"undersigned\" twice".to_owned(),
        ),
        (
            HEAD.replace(',', ",\"\\u001b[2J\":1,") + "}}",
            "the bundle has a member \"\\u001b[2J\", which none should have".to_owned(),
        ),
        ("{\"undersigned\":\"bundle/v1\"}".to_owned(), "the bundle has no member \"files\"".to_owned()),
        ("{\"files\":{}}".to_owned(), "the bundle has no member \"undersigned\"".to_owned()),
        (
            HEAD.replace("v1", "v2") + "}}",
            "the bundle's format is \"bundle/v2\", not \"bundle/v1\"".to_owned(),
        ),
        (
            json_with(&format!("\"keys/a/1.note\":\"{}\"", "x".repeat((4 << 20) + 1))),
            "the file \"keys/a/1.note\" has 4194305 bytes, the limit is 4194304".to_owned(),
        ),
        (
            json_with(&format!("\"statement/a/text.txt\":\"{}\"", "x".repeat(MAX_TEXT + 1))),
            "the file \"statement/a/text.txt\" has 4194305 bytes, the limit is 4194304".to_owned(),
        ),
        (
            json_with(
                &(1..=MAX_FILES + 1)
                    .map(|n| format!("\"keys/a/{n}.note\":\"\""))
                    .collect::<Vec<_>>()
                    .join(",\n"),
            ),
            "the bundle has more than 30000 files".to_owned(),
        ),
        // a byte that is six when printed
        (
            json_with(
                &["a", "b", "c"]
                    .map(|slug| format!("\"statement/{slug}/text.txt\":\"{}\"", "-".repeat(MAX_TEXT)))
                    .join(",\n"),
            ),
            "with the file \"statement/c/text.txt\" the bundle would be longer than 67108864 bytes"
                .to_owned(),
        ),
    ];
    let no_path = |(json, path): (String, String)| {
        (json, format!("the bundle has a file \"{path}\", which is no path in a registry"))
    };
    let paths =
        ["../keys/a/1.note", "keys/../1.note", "/keys/a/1.note", "C:/keys/a/1.note", "keys/a/01.note", ""];
    wrong.extend(paths.map(path).map(no_path));
    // as JSON writes them
    let escaped = ["keys\\\\a\\\\1.note", "keys/a/1.note\\u0000", "keys/\\u202ea/1.note", "\\ud83d\\udd4a"];
    wrong.extend(escaped.map(path).map(no_path));
    for (json, words) in wrong {
        let start: String = json.chars().take(200).collect();
        assert_eq!(Bundle::parse(json.as_bytes()).unwrap_err().to_string(), words, "{start}");
        assert_eq!(bundles_in(json.as_bytes()).unwrap_err().to_string(), words, "{start}");
        let in_mail = bundles_in(&attached("base64", &base64(json.as_bytes()))).unwrap_err();
        assert_eq!(in_mail.to_string(), words, "{start}");
        assert!(matches!(in_mail, MailError::Damaged(_)), "{start}");
    }
}

#[test]
fn what_is_no_json_is_named_with_its_place() {
    for (json, words) in [
        (json_with("\"keys/a/1.note\":\"\\ud83d\"").into_bytes(), "line 2, column 24: "),
        (json_with("\"keys/a/1.note\":\"\\udd4a\"").into_bytes(), "line 2, column 23: "),
        (json_with("\"keys/a/1.note\":\"\\x\"").into_bytes(), "line 2, column 19: "),
        (json_with("\"keys/a/1.note\":[]").into_bytes(), "line 2, column "),
        (replaced(json_with("\"keys/a/1.note\":\"@\"").as_bytes(), b"@", b"\xff"), "line 2, column "),
        (json_with("\"keys/a/1.note\":\"x\",").into_bytes(), "line "),
    ] {
        let shown = String::from_utf8_lossy(&json).into_owned();
        let error = Bundle::parse(&json).unwrap_err();
        assert!(matches!(error, BundleError::Json { .. }), "{shown}: {error}");
        let error = bundles_in(&json).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("the bundle is damaged in {words}")),
            "{shown}: {error}"
        );
    }
    // in mail something always stands behind it
    let trailing = [&sample().print()[..], b"{}"].concat();
    assert!(matches!(Bundle::parse(&trailing), Err(BundleError::Json { .. })));
    assert_eq!(bundles_in(&trailing).unwrap()[0].mended, [SurroundingText]);
}

/// A header that says `told` in a way that a body can follow.
fn head(told: &str) -> String {
    format!("From: a@example.org\nContent-Type: {told}\n\n")
}

#[test]
fn there_is_an_end_to_whatever_is_sent() {
    let repeated = |piece: &[u8], bytes: usize| piece.repeat(bytes / piece.len());
    let much = |piece: &[u8]| repeated(piece, 10 << 20);
    let some = |piece: &[u8]| repeated(piece, 2 << 20);
    let in_mail = |told: &str, body: Vec<u8>| [head(told).as_bytes(), &body].concat();
    let in_note = |content: Vec<u8>| [HEAD.as_bytes(), b"\"keys/a/1.note\":\"", &content].concat();
    let nested = |n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n");
    let nested = (0..10 << 14).map(nested).collect::<String>().into_bytes();
    let parameters = (0..1 << 17).map(|n| format!(" name*{n}=aaaa;\n")).collect::<String>();

    let text = || Err(MailError::NoBundle { mail: false, seen: vec![Kind::Text] });
    let text_in_mail = || Err(MailError::NoBundle { mail: true, seen: vec![Kind::Text] });
    let nothing_in_mail = || Err(MailError::NoBundle { mail: true, seen: vec![Kind::Nothing] });
    let damaged = |line, column, what: &str| {
        Err(MailError::Damaged(BundleError::Json { line, column, what: what.to_owned() }))
    };
    let in_the_middle = |line, column| damaged(line, column, "it ends in the middle");
    for (name, bytes, outcome) in [
        ("braces", much(b"{"), text()),
        ("quote marks", much(b">"), text()),
        ("soft line breaks", much(b"=\n"), text()),
        ("nested multiparts", nested, text_in_mail()),
        ("nested e-mails", much(b"From: a\nContent-Type: message/rfc822\n\n"), text_in_mail()),
        ("parts", in_mail("multipart/mixed; boundary=b", much(b"--b\n")), Err(MailError::TooManyParts)),
        ("nested e-mails that are not told", some(b"From: a\n\n"), text_in_mail()),
        (
            "nested multiparts of one boundary",
            in_mail(
                "multipart/mixed; boundary=b",
                some(b"--b\nContent-Type: multipart/mixed; boundary=b\n\n"),
            ),
            Err(MailError::TooManyParts),
        ),
        (
            "parts without a boundary",
            in_mail("multipart/mixed; boundary=\"\"", some(b"--\n")),
            text_in_mail(),
        ),
        ("a mailbox", some(b"From a\nSubject: x\n\n"), Err(MailError::TooManyParts)),
        ("mailbox lines", some(b"From x\n\n"), text()),
        ("parameters", format!("From: a\nContent-Type: a/b;\n{parameters}").into_bytes(), nothing_in_mail()),
        ("layers of quoted-printable", some(b"{=3D3D3D3D"), text()),
        ("a brace and layers", [b"{", &some(b"=3D")[..]].concat(), text()),
        ("a brace and soft line breaks", [b"{", &some(b"=\n ")[..]].concat(), text()),
        ("tags", some(b"<a{"), text()),
        ("comments", some(b"<!--{="), text()),
        ("styles", some(b"<style>{="), text()),
        ("references", some(b"&#{&;="), text()),
        ("notes", some(b"> undersigned/x/v2\n"), text()),
        ("base64", some(b"eyJ1bmRlcnNpZ25lZCI6 ?"), damaged(1, 15, "EOF while parsing a value")),
        ("heads", some(HEAD.as_bytes()), damaged(1, 37, "'{' stands where no bundle has it")),
        ("beginnings", some(b"{\"files\":{\"a"), damaged(1, 15, "expected `:`")),
        (
            "a beginning and spaces",
            [b"{", &some(b" ")[..], b"\"files\""].concat(),
            damaged(1, (2 << 20) + 8, "EOF while parsing an object"),
        ),
        ("a string", in_note(some(b"x")), in_the_middle(1, (2 << 20) + 54)),
        (
            "digits that may be an escape",
            in_note(some(b"a=\n20=\n")),
            in_the_middle((2 << 20) / 7 * 2 + 1, 1),
        ),
        ("escapes that may be digits", in_note(some(b"\\u00=\n20")), in_the_middle((2 << 20) / 8 + 1, 3)),
    ] {
        assert_eq!(bundles_in(&bytes).map(|found| found.len()), outcome, "{name}");
    }
    for unit in [
        "=",
        "!",
        "<",
        "From ",
        "{\"",
        "{\"undersigned\" \" ",
        "{\"undersigned\\\"",
        "{\"undersigned\":\"bundle/v1\",\"files\":{\"keys/a/1.note\":\"x",
        "{\"undersigned\":\"bundle/v1\",\"files\":{\n>",
        "eyJ1bmRlcnNpZ25lZCI6=",
        "A",
        "{=3>",
        "=\n>2",
        "Subject: x\nContent-Type: text/html\n\n<a",
        "Content-Type: x/y; a*1=b;\n c*2=d\n",
        "Content-Type: text/plain;(((((((((",
    ] {
        assert!(bundles_in(&some(unit.as_bytes())).is_err(), "{unit}");
    }
}

#[test]
fn limits_are_said() {
    let error = bundles_in(&vec![b'{'; MAX_INPUT + 1]).unwrap_err();
    assert_eq!(error.to_string(), "the file has 67108865 bytes, the limit is 67108864");

    let parts = |count: usize| {
        [head("multipart/mixed; boundary=b").as_bytes(), &b"--b\n\nx\n".repeat(count), &sample().print()]
            .concat()
    };
    assert!(bundles_in(&parts(MAX_PARTS - 1)).unwrap()[0].bundle == sample());
    let error = bundles_in(&parts(MAX_PARTS)).unwrap_err();
    assert_eq!(error.to_string(), "the e-mail has more than 10000 parts");

    let bundles = |count: usize| -> Vec<u8> {
        (0..count)
            .flat_map(|n| json_with(&format!("\"keys/a/{}.note\":\"x\\u0020{n}\"", n % 10 + 1)).into_bytes())
            .collect()
    };
    assert_eq!(bundles_in(&bundles(MAX_BUNDLES)).unwrap().len(), MAX_BUNDLES);
    let error = bundles_in(&bundles(MAX_BUNDLES + 1)).unwrap_err();
    assert_eq!(error.to_string(), "the file holds more than 1000 bundles, or 100000 files in them");
    let equal = bundles(2).repeat(10 * MAX_BUNDLES);
    assert_eq!(bundles_in(&equal).unwrap().len(), 2);
    let files =
        |n| (1..=MAX_FILES).map(|at| format!("\"keys/a/{at}.note\":\"{n}\"")).collect::<Vec<_>>().join(",\n");
    let many: String = (0..4).map(|n| json_with(&files(n))).collect();
    assert_eq!(bundles_in(many.as_bytes()), Err(MailError::TooManyBundles));
}
