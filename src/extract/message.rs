//! The parts of an e-mail that each may carry a text, decoded.

use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use crate::audit::contradicts;
use crate::audit::copy::{Block, Copy, Furniture, Part};
use crate::extract::{ExtractError, WHOLE, html, plain, within};
use crate::list;

/// The most parts of all e-mails in one file, each of which is held against the whole statement, and how deep they may be
/// nested.
const MAX_PARTS: usize = 100;
const MAX_DEPTH: usize = 16;

/// The parts of the e-mail that `bytes` are.
pub(super) fn parts(bytes: &[u8]) -> Result<Vec<Part>, ExtractError> {
    let message = MessageParser::default().parse(bytes).ok_or(ExtractError::NoMail)?;
    let mut parts = Vec::new();
    message_parts(&message, "", 0, &mut parts)?;
    // a mail program leaves an empty part before what is attached
    let is_empty = |part: &Part| {
        part.blocks.as_ref().is_ok_and(|blocks| blocks.iter().all(|block| block.text.trim().is_empty()))
    };
    parts.retain(|part| !is_empty(part));
    if parts.is_empty() { Err(ExtractError::EmptyMail) } else { Ok(parts) }
}

fn message_parts(
    message: &Message<'_>,
    prefix: &str,
    depth: usize,
    parts: &mut Vec<Part>,
) -> Result<(), ExtractError> {
    for (number, part) in (1..).zip(&message.parts) {
        within("parts of the e-mail", parts.len() + 1, MAX_PARTS)?;
        let name = |kind: &str| format!("{prefix}part {number}: {kind}");
        let mut unread_styles = 0;
        let kind_of_text = part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default();
        let (name, extractor, plain, mut blocks) = match &part.body {
            // a mail program shows the card of its sender
            PartType::Text(_) if matches!(kind_of_text, "vcard" | "x-vcard") => continue,
            PartType::Text(text) if part.content_type().is_none_or(|kind| kind.ctype() == "text") => {
                let blocks = with_furniture_apart(plain::blocks(text));
                let is_bare = depth == 0 && blocks.iter().all(|block| block.furniture.is_none());
                (name("text/plain"), "mail-parser", is_bare.then(|| text.to_string()), blocks)
            }
            PartType::Html(html) => {
                let page = html::page(html)?;
                unread_styles = page.unread_styles;
                (name("text/html"), "mail-parser, html5ever", None, with_furniture_apart(page.blocks))
            }
            PartType::Message(inner) => {
                within("e-mails within each other", depth + 1, MAX_DEPTH)?;
                message_parts(inner, &format!("{prefix}part {number}, "), depth + 1, parts)?;
                continue;
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                let kind = part.content_type().map_or("application/octet-stream".to_owned(), |kind| {
                    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("*"))
                });
                if kind.starts_with("image/") || kind.starts_with("application/pgp") {
                    continue;
                }
                let name = name(&kind);
                match crate::extract::copy(bytes, part.attachment_name()) {
                    Ok(Copy { parts: inner }) => {
                        within("parts of the e-mail", parts.len() + inner.len(), MAX_PARTS)?;
                        parts.extend(inner.into_iter().map(|part| match part.name.as_str() {
                            WHOLE => Part { name: name.clone(), ..part },
                            inner => Part { name: format!("{name}, {inner}"), ..part },
                        }));
                    }
                    Err(error) => parts.push(unread(name, error.to_string())),
                }
                continue;
            }
            _ => continue,
        };
        // a reader reads it first, and mostly it says what the text is called
        if let Some(subject) = message.subject().filter(|subject| contradicts(subject)) {
            let furniture = Some(Furniture { what: "subject".to_owned(), element: None });
            blocks.insert(0, Block { furniture, ..Block::visible(subject, 1) });
        }
        let extractor = extractor.to_owned();
        parts.push(Part { name, extractor, encoding: None, plain, unread_styles, blocks: Ok(blocks) });
    }
    Ok(())
}

/// A part that is there and cannot be compared.
fn unread(name: String, why: String) -> Part {
    Part {
        name,
        extractor: "none".to_owned(),
        encoding: None,
        plain: None,
        unread_styles: 0,
        blocks: Err(why),
    }
}

/// What mail programs set before a message that they forward or answer is furniture, and so is what they or the sender set
/// behind it: a signature block behind a line `-- ` (RFC 3676, section 4.3), the name of a telephone.
fn with_furniture_apart(blocks: Vec<Block>) -> Vec<Block> {
    let mut is_behind = false;
    let mut out = Vec::new();
    let mut header = 0;
    for (at, block) in blocks.iter().cloned().enumerate() {
        if is_behind {
            out.push(apart(block, "mail signature"));
            continue;
        }
        header = header.max(at + length_of_forwarded_header(blocks.get(at..).unwrap_or_default()));
        if at < header {
            out.push(apart(block, "header of a forwarded message"));
            continue;
        }
        if is_attribution(&block.text) {
            out.push(apart(block, "attribution"));
            continue;
        }
        if is_of_device(&block.text) || is_of_list(&block.text) {
            out.push(apart(block, "mail signature"));
            continue;
        }
        let mark = block.text.split_inclusive('\n').scan(0, |at, line| {
            let here = *at;
            *at += line.len();
            Some((here, line.trim_end_matches('\n')))
        });
        let cut = mark.filter(|(_, line)| *line == "-- ").map(|(at, _)| at).next();
        let Some(cut) = cut else {
            out.push(block);
            continue;
        };
        is_behind = true;
        let (text, signature) = block.text.split_at(cut);
        let line = block.line + text.matches('\n').count();
        if !text.trim().is_empty() {
            out.push(Block { text: text.to_owned(), ..block.clone() });
        }
        out.push(apart(Block { text: signature.to_owned(), line, ..block }, "mail signature"));
    }
    out
}

/// The fields that mail programs name: sender, receivers, day, subject, in a few languages. What another one says is text.
const FIELDS: &str = "from to cc bcc date sent subject reply-to importance attachments \
    von an gesendet betreff datum kopie de à a pour objet envoyé para asunto enviado fecha assunto data enviada em da oggetto \
    inviato van aan onderwerp verzonden od do temat wysłano från till ämne skickat fra til emne sendt kimden kime konu tarih \
    gönderildi από προς θέμα ημερομηνία στάλθηκε от кому тема дата отправлено копия від до надіслано \
    من إلى الى الموضوع التاريخ تاريخ مرسل به از موضوع تاریخ ارسال מאת אל נושא תאריך נשלח से को विषय दिनांक \
    发件人 收件人 主题 日期 发送时间 抄送 寄件者 收件者 主旨 差出人 宛先 件名 日時 送信日時 보낸사람 받는사람 제목 날짜";

/// How many of the first blocks are the header of a forwarded message: lines `Field: …`, at least three with an address
/// among them, and perhaps a rule above; or the line alone that stands above these. In HTML a field or its value may be a
/// block of its own.
fn length_of_forwarded_header(blocks: &[Block]) -> usize {
    /// More than mail programs write.
    const MOST: usize = 20;
    let is_rule = |line: &str| {
        line.starts_with("---") && line.ends_with("---")
            || line == "Begin forwarded message:"
            || line.len() > 2 && line.bytes().all(|byte| byte == b'_')
    };
    let is_field = |line: &str| {
        let name = line.split_once([':', '：']).map_or(String::new(), |(name, _)| list::folded(name.trim()));
        FIELDS.split_whitespace().any(|field| list::folded(field) == name)
    };
    let (mut fields, mut has_address, mut length) = (0, false, 0);
    let mut awaits_value = false;
    for (at, block) in blocks.iter().take(MOST).enumerate() {
        if block.hidden.is_some() || block.text.trim().is_empty() {
            continue;
        }
        let is_html = !block.elements.is_empty();
        let mut lines = block.text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
        let above = if at == 0 { lines.next_if(|line| is_rule(line)) } else { None };
        let is_alone = above.is_some() && lines.peek().is_none();
        let is_value = awaits_value && !block.text.trim().contains('\n') && !is_field(block.text.trim());
        if is_value {
            awaits_value = false;
            has_address |= block.text.contains('@');
        } else if lines.clone().all(is_field) {
            for line in lines {
                fields += 1;
                has_address |= line.contains('@');
                awaits_value = is_html && line.ends_with([':', '：']);
            }
        } else {
            break;
        }
        if is_alone && above == Some("Begin forwarded message:")
            || fields >= 3 && has_address && !awaits_value
        {
            length = at + 1;
        }
    }
    length
}

/// Whether `text` says who wrote what follows, as mail programs write it: `On DAY at TIME, NAME <ADDRESS> wrote:`.
fn is_attribution(text: &str) -> bool {
    /// The most words of a name.
    const LONGEST: usize = 7;
    const VERBS: &str =
        "wrote schrieb escribió écrit escreveu ha scritto het volgende geschreven a написал написала пишет";
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((before, (address, behind))) = text
        .split_once('<')
        .and_then(|(before, rest)| Some((before, rest.split_once('>')?)))
        .filter(|(_, (_, behind))| behind.trim_end().ends_with([':', '：']))
    else {
        return false;
    };
    let is_address = address.contains('@') && !address.contains(' ');
    let is_verb = |word: &str| VERBS.split(' ').any(|verb| verb == word);
    let mut verbs = behind.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let has_year = before.split(|c: char| !c.is_ascii_digit()).any(|number| number.len() == 4);
    let has_time = before.split(' ').any(|word| {
        let (hour, minute) = word.split_once(':').unwrap_or_default();
        hour.len() <= 2 && minute.starts_with(|c: char| c.is_ascii_digit())
    });
    let name = before.rsplit_once(|c: char| c.is_ascii_digit()).map_or("", |(_, name)| name);
    let words = || name.split(' ').filter(|word| word.contains(char::is_alphabetic));
    let small = words().filter(|word| word.starts_with(char::is_lowercase)).count();
    is_address
        && verbs.all(is_verb)
        && has_year
        && has_time
        && words().count() <= LONGEST
        && 2 * small <= words().count()
        && !list::speaks_of_signing(name)
}

/// Whether `text` names the telephone or the program that a mail was sent with, and nothing else: `Sent from my iPhone`.
fn is_of_device(text: &str) -> bool {
    const DEVICES: &str = "iphone ipad android samsung galaxy smartphone phone outlook yahoo";
    const BESIDE: &str = "sent from my mobile device get for ios mail von meinem gesendet envoyé de mon enviado desde mi do meu \
        inviato da mio отправлено с моего";
    let text = text.to_lowercase();
    let words = || text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let is_one_of = |all: &str, word: &str| all.split_whitespace().any(|known| known == word);
    words().any(|word| is_one_of(DEVICES, word))
        && words().all(|word| is_one_of(DEVICES, word) || is_one_of(BESIDE, word))
        && words().count() <= 7
}

/// Whether `text` is the foot that a mailing list sets behind each mail: a rule, the name of the list, addresses.
fn is_of_list(text: &str) -> bool {
    /// The shortest rule, and the most words of a name.
    const RULE: usize = 20;
    const NAME: usize = 4;
    let mut lines = text.lines().map(str::trim);
    let is_rule =
        lines.next().is_some_and(|line| line.len() >= RULE && line.bytes().all(|byte| byte == b'_'));
    let is_address = |line: &str| !line.contains(' ') && (line.contains('@') || line.starts_with("http"));
    let is_name = |line: &str| {
        let name = line.split(" -- ").next().and_then(|line| line.strip_suffix(" mailing list"));
        let behind = line.split(" -- ").nth(1).is_none_or(is_address);
        behind && name.is_some_and(|name| name.split_whitespace().count() <= NAME)
    };
    is_rule && text.contains("http") && lines.all(|line| is_address(line) || is_name(line))
}

fn apart(block: Block, what: &str) -> Block {
    Block { furniture: Some(Furniture { what: what.to_owned(), element: None }), ..block }
}
