//! What stands around a text, told by its words: lines that say nothing of it, and lines that deny it.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::audit::day::is_word_of_day;
use crate::list::{folded, is_of_headings, speaks_of_signing, tells_of_signing};

/// Whether a line is a rule, an ornament, the sign beside a heading, or a number of a page between dashes.
pub(super) fn is_ornament(line: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '–' | '—');
    let is_sign =
        |c: char| is_dash(c) || matches!(c, '*' | '_' | '=' | '#' | '~' | '+' | '.' | '·' | '•' | '¶' | '⁂');
    let mut signs = line.chars().filter(|c| !c.is_whitespace());
    let inner = line.trim().trim_matches(is_dash).trim();
    let is_page = (1..=3).contains(&inner.len())
        && inner.bytes().all(|byte| byte.is_ascii_digit())
        && line.trim().ends_with(is_dash);
    line.chars().any(|c| !c.is_whitespace()) && signs.all(is_sign) || is_page
}

/// Whether a line is the word by which press offices end a text.
pub(super) fn is_end(line: &str) -> bool {
    matches!(line.trim_matches(|c: char| !c.is_alphanumeric()), "ENDS" | "Ends" | "END")
}

/// Whether a line is what pages write around any text: to share, print or listen to it, when it was published, how long
/// it takes to read. A word that says anything else makes it another line.
pub(super) fn is_of_page(line: &str) -> bool {
    /// The most words of such a line.
    const LONGEST: usize = 14;
    let folded = folded(line);
    let words = || folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_number = |word: &str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    words().count() <= LONGEST
        && words().any(|word| OF_PAGES.contains(word))
        && words().all(|word| {
            OF_PAGES.contains(word) || BESIDE.contains(word) || is_number(word) || is_word_of_day(word)
        })
}

/// Whether such a line cannot be the name of an organisation either: it goes on in small letters, or has several parts.
pub(super) fn is_no_name(line: &str) -> bool {
    let has_parts = line.contains(['|', '•', '·']);
    let small = || line.split_whitespace().filter(|word| word.starts_with(char::is_lowercase));
    has_parts || small().count() > 0 || line.contains(|c: char| c.is_ascii_digit())
}

/// Whether furniture denies the text, or the head of a page says whose it is: that a statement is forged, withdrawn, satire.
pub(super) fn denies(text: &str, is_head: bool) -> bool {
    /// What is longer is an article of its own.
    const LONGEST: usize = 400;
    /// The words of a sentence.
    const SENTENCE: usize = 4;
    if text.len() > LONGEST {
        return false;
    }
    let folded = folded(text);
    let words = || folded.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let is_sentence = words().count() >= SENTENCE;
    let names_it = || has_one_of(&folded, &STATEMENTS);
    has_one_of(&folded, &DENIALS) && (is_sentence || is_of_han(&folded) || names_it())
        || is_head && is_sentence && names_it()
}

/// Whether a line that stands around any text speaks against this one: it denies it, or that somebody signed.
pub(crate) fn contradicts(text: &str) -> bool {
    // `no-reply@…` denies nothing
    let said: Vec<&str> = text.split_whitespace().filter(|word| !word.contains('@')).collect();
    let said = said.join(" ");
    let folded = folded(&said);
    has_one_of(&folded, &DENIALS)
        || has_one_of(&folded, &NEGATIONS) && (tells_of_signing(&said) || has_one_of(&folded, &STATEMENTS))
}

/// Whether one of the words `known` stands in a folded text.
fn has_one_of(folded: &str, known: &HashSet<String>) -> bool {
    let mut words = folded.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.any(|word| {
        known.contains(word)
            || is_of_han(word) && known.iter().any(|known| is_of_han(known) && word.contains(known))
    })
}

/// Whether a line of a page says who wrote it down or took its picture: “By Ana Weir”, “Posted by Ana at 10:00”, “Photo: A.
/// Weir”. What may be an organisation, or says anything else, is none.
pub(super) fn is_by_line(line: &str) -> bool {
    /// The most words of a name but for initials, and of the line: more are an organisation.
    const NAME: usize = 2;
    const LONGEST: usize = 12;
    if line.len() > 20 * LONGEST {
        return false;
    }
    let parts: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '’' | '\''))
        .filter(|part| !part.is_empty())
        .collect();
    let folds: Vec<String> = parts.iter().map(|part| folded(part)).collect();
    let is_beside = |word: &String| {
        OF_PAGES.contains(word)
            || BESIDE.contains(word)
            || is_word_of_day(word)
            || word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let Some(by) = folds.iter().position(|word| BY.contains(word)) else { return false };
    let (before, behind) = (folds.get(..by).unwrap_or_default(), folds.get(by + 1..).unwrap_or_default());
    let is_name = |(part, word): &(&&str, &String)| {
        let is_initial = part.chars().count() == 1;
        part.starts_with(char::is_uppercase)
            && (is_initial || !is_beside(word))
            && !ORGANISATIONS.contains(*word)
    };
    let name = parts.iter().skip(by + 1).zip(behind).take_while(is_name).count();
    let initials = parts.iter().skip(by + 1).take(name).filter(|part| part.chars().count() == 1).count();
    (1..=NAME).contains(&(name - initials))
        && parts.len() <= LONGEST
        && before.iter().chain(behind.iter().skip(name)).all(is_beside)
        && !contradicts(line)
        && !folds.iter().any(|word| NEGATIONS.contains(word) || STATEMENTS.contains(word))
        && !speaks_of_signing(line)
}

/// Whether a line of a page says whom the press may ask: `Contact: Ana Weir, press@weir.example`.
pub(super) fn is_contact(line: &str) -> bool {
    /// The most words beside addresses and numbers.
    const LONGEST: usize = 8;
    let Some((before, behind)) = line.split_once([':', '：']).filter(|_| line.len() <= 20 * LONGEST) else {
        return false;
    };
    let is_known = |word: &str| CONTACTS.split_whitespace().any(|known| known == folded(word));
    let of_contact = |text: &str| text.split_whitespace().all(is_known) && !text.trim().is_empty();
    let is_address = |word: &&str| word.contains('@') || word.contains("://");
    let is_number = |word: &&str| !word.contains(char::is_alphabetic);
    let words = || behind.split_whitespace().filter(|word| !is_address(word) && !is_number(word));
    let is_of_person = |word: &str| {
        let own = folded(word.trim_matches(|c: char| !c.is_alphanumeric()));
        word.starts_with(char::is_uppercase) && !ORGANISATIONS.contains(&own) || is_known(&own)
    };
    of_contact(before)
        && (behind.split_whitespace().any(|word| is_address(&word)) || behind.contains('+'))
        && words().count() <= LONGEST
        && words().all(is_of_person)
        && !contradicts(line)
        && !speaks_of_signing(line)
}

/// Whether a line heads a group of organisations in a list: `International organisations`.
pub(super) fn heads_group(line: &str) -> bool {
    is_of_headings(line, |word| GROUPS.split_whitespace().any(|known| known == word))
        && speaks_of_signing(line)
        && !tells_of_signing(line)
}

/// Whether a line is the label over an advertisement.
pub(super) fn is_label_of_advert(line: &str) -> bool {
    const LONGEST: usize = 20;
    line.len() <= LONGEST && LABELS.split(' ').any(|label| folded(label) == folded(line.trim()))
}

/// Whether a line is of the words that rows of share links are made of, and no other.
pub(super) fn is_of_share_row(line: &str) -> bool {
    let folded = folded(line);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| {
        OF_PAGES.contains(word) || BESIDE.contains(word) || SHARE_ROWS.split(' ').any(|known| known == word)
    })
}

/// Whether `word` is written without spaces, or with endings, so that another may stand within it.
fn is_of_han(word: &str) -> bool {
    word.contains(|c: char| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

fn set(all: &[&str]) -> HashSet<String> {
    all.iter().flat_map(|words| words.split_whitespace()).map(folded).collect()
}

/// How lines begin that say whom the press may ask.
pub(crate) const CONTACTS: &str = "contact contacts press media kontakt presse contacto prensa contato imprensa контакты \
    tel phone mobile email e-mail mail for inquiries enquiries";

/// What organisations are called in the headings of the groups of a list.
pub(crate) const GROUPS: &str = "national regional local global european african asian american arab other nacionales \
    internacionales locales nationales internationales nationale internationale lokale";

/// Labels over advertisements.
pub(crate) const LABELS: &str = "advertisement anzeige werbung publicité publicidad publicidade pubblicità reklama реклама إعلان 広告 广告";

/// What stands in rows of share links beside the words of pages.
pub(crate) const SHARE_ROWS: &str = "like likes liked loading related reblog pocket pinterest tumblr threads";

/// Every word of pages, those that stand beside them, those that deny a text, those by which texts call themselves, those
/// that deny anything, those before the name of a writer, and those of organisations: folded, in no order.
pub(crate) fn words() -> [impl Iterator<Item = &'static str>; 7] {
    [&OF_PAGES, &BESIDE, &DENIALS, &STATEMENTS, &NEGATIONS, &BY, &ORGANISATIONS]
        .map(|words| words.iter().map(String::as_str))
}

/// What is done with pages, and when and how long: one of these makes a line one of a page.
static OF_PAGES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    set(&[
        "share sharing print printer pdf listen copy save email mail follow tweet read reading min mins minute minutes \
         published updated posted modified gmt utc date top home back skip imprint privacy unsubscribe subscribe",
        "partager imprimer envoyer écouter lire lecture publié accueil retour",
        "teilen drucken senden hören lesezeit veröffentlicht aktualisiert impressum datenschutz",
        "compartir imprimir escuchar lectura publicado actualizado inicio",
        "compartilhar partilhar ouvir leitura atualizado início",
        "поделиться отправить печать слушать опубликовано обновлено",
        "مشاركة إرسال طباعة هم‌رسانی فرستادن چاپ",
        "שיתוף שליחה הדפסה",
        "分享 发送 打印 列印 共有 送信 印刷 공유 인쇄",
        "κοινοποίηση εκτύπωση paylaş yazdır gönder chia sẻ",
        // the page in another language
        "english français español deutsch português italiano nederlands polski русский українська العربية فارسی עברית türkçe \
         ελληνικά 中文 日本語 한국어 हिन्दी",
    ])
});

/// What stands beside these words.
static BESIDE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    set(&[
        "a and the this to of in at on by with via or your our us for from up article story page post link links e \
         friendly open opens new window browser click view last time comments contact terms policy policies cookies \
         content menu main facebook twitter x whatsapp telegram linkedin mastodon bluesky reddit am pm cet est edt bst \
         mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec",
        "par courriel mise à jour le sur haut de page cet article",
        "per mail auf diesen artikel nach oben minuten am",
        "por correo en este artículo minutos min el",
    ])
});

/// What denies a text, whoever says so.
static DENIALS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    set(&[
        "forged forgery forgeries fake faked hoax satire satirical parody fabricated fabrication retracted retraction \
         withdrawn void revoked invalid unauthorised unauthorized disavowed disowned debunked misattributed",
        "falso falsa falsificado falsificada falsificación retirado retirada sátira parodia bulo desmentido",
        "faux fausse falsifié falsifiée contrefaçon rétracté rétractée parodie canular démenti",
        "falsificação farsa desmentida cancelada",
        "fälschung gefälscht zurückgezogen satire ungültig dementiert",
        "подделка подделано поддельное фальшивка фейк отозвано отозваны отозвана недействительно сатира опровергнуто",
        "підробка фейк відкликано недійсно",
        "مزور مزورة مزيف مزيفة ملغى ملغاة مسحوب منسوب زورا جعلی ساختگی باطل",
        "זיוף מזויף מזויפת בוטל בוטלה סאטירה",
        "πλαστό πλαστή ανακλήθηκε sahte",
        "伪造 偽造 虚假 虛假 撤回 作废 作廢 讽刺 諷刺 捏造 위조 가짜 철회",
    ])
});

/// What denies whatever stands beside it.
static NEGATIONS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    set(&[
        "not no none nobody never nor without allegedly alleged unconfirmed unsigned",
        "ninguno ninguna nadie nunca sin jamás pas aucun aucune personne jamais sans nicht kein keine niemand nie ohne",
        "não ninguém nenhum nenhuma sem non nessuno mai senza niet geen",
        "не нет никто ни без ніхто немає لا لم ليس لن غير بدون نه نیست بدون לא אין אף ללא δεν κανείς değil yok",
        "不 没 沒 未 非 无 無 ない 않 없",
    ])
});

/// What stands before the name of whoever wrote a page down, or took its picture.
static BY: LazyLock<HashSet<String>> =
    LazyLock::new(|| set(&["by von par por door автор photo foto photograph photographer credit фото"]));

/// What organisations are called, and offices: these write nothing down.
static ORGANISATIONS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    set(&[
        "ministry government office court police parliament assembly union guild league press society trust foundation fund \
         network institute centre center committee council association agency bureau federation alliance coalition movement \
         group party commission department board chamber club forum collective campaign initiative project house company \
         ministerium regierung verband verein bund stiftung gewerkschaft ministère gouvernement syndicat fondation \
         ministerio gobierno sindicato fundación ministério governo fundação министерство правительство союз фонд order orders \
         impostors impostor forgers liars others everybody anybody somebody",
    ])
});

/// What the text calls itself.
static STATEMENTS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    set(&[
        "statement declaration manifesto communiqué petition",
        "declaración comunicado manifiesto déclaration communiqué declaração manifesto erklärung stellungnahme",
        "заявление обращение заява بيان البيان إعلان بیانیه הצהרה גילוי δήλωση bildiri",
        "声明 聲明 宣言 성명",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_pages_say_nothing_of_the_text() {
        for line in [
            "3 min read",
            "Share this article Facebook",
            "Back to top",
            "Print this page | PDF",
            "Published: 2 March 2026",
            "Last modified on Mon 2 Mar 2026 10.05 GMT",
            "Imprint | Contact | Privacy",
            "Auf Facebook teilen",
            "分享",
        ] {
            assert!(is_of_page(line), "{line}");
        }
        for line in ["* * *", "-----", "====", "###", "- 12 -", "¶"] {
            assert!(is_ornament(line), "{line}");
        }
    }

    #[test]
    fn a_line_with_a_word_of_its_own_is_none_of_a_page() {
        for line in [
            "Published without consent",
            "Posted by Ana",
            "Do not share this page",
            "Signed on this page",
            "Read the withdrawn statement",
            "The Reading Trust",
            "Facebook",
            "2026",
        ] {
            assert!(!is_of_page(line), "{line}");
        }
        for line in ["12", "* not *", "?", "—!", "- 2026 -"] {
            assert!(!is_ornament(line), "{line}");
        }
        assert!(!is_no_name("Print Share") && is_no_name("Share this article"));
    }

    #[test]
    fn what_denies_a_statement_is_known_in_a_few_languages() {
        for text in [
            "Forged statement",
            "Fact check: this statement is a forgery",
            "What the ministry made of it: a forgery",
            "Это заявление отозвано",
            "هذا البيان مزور",
            "本声明系伪造",
        ] {
            assert!(denies(text, false), "{text}");
        }
        for text in
            ["Satire", "All rights reserved", "We value your privacy", "Joint statement of the guild of six"]
        {
            assert!(!denies(text, false), "{text}");
        }
        assert!(denies("Joint statement of the guild of six", true));
        for text in ["Withdrawn text, forged", "NOT SIGNED", "No declaration of ours", "非本方声明"] {
            assert!(contradicts(text), "{text}");
        }
        for text in [
            "Joint statement of six guilds",
            "Not for the press",
            "Signatories",
            "no-reply@a.example: a statement",
        ] {
            assert!(!contradicts(text), "{text}");
        }
    }

    #[test]
    fn by_lines_name_a_person_and_nobody_else() {
        for line in [
            "By Ana Weir",
            "Posted on March 2, 2026 by Ana",
            "Posted by Ana at 10:00",
            "Von Ana Weir",
            "Photo: A. Weir",
            "By Jean-Luc O’Hara | 2 March 2026",
        ] {
            assert!(is_by_line(line), "{line}");
        }
        for line in [
            "By the Guild of Printers",
            "By Order",
            "By nobody",
            "By Nobody At All",
            "By Printers Union",
            "By Forged Names",
            "By Ana Weir, who made it up",
            "By Copper Valley Readers",
            "By Ana Weir, Ben Mole, Cat Rook",
            "Refused by Ana Weir",
            "Ana Weir",
            "Photo: this is a forgery",
            "Signed by Ana Weir",
        ] {
            assert!(!is_by_line(line), "{line}");
        }
    }

    #[test]
    fn a_contact_is_a_person_with_an_address() {
        assert!(
            is_contact("Contact: Ana Weir, press@weir.example, +00 12 34")
                && is_contact("Press: Ana Weir, a@b.example")
        );
        for line in [
            "Contact: Ana Weir",
            "Contact: nobody signed this, a@b.example",
            "Contact: Printers Union, a@b.example",
            "Forged: Ana Weir, a@b.example",
        ] {
            assert!(!is_contact(line), "{line}");
        }
    }

    #[test]
    fn groups_are_headed_by_words_of_headings() {
        assert!(heads_group("International organisations") && heads_group("Local groups"));
        assert!(
            !heads_group("Other liars")
                && !heads_group("Letter to the signatories")
                && !heads_group("Organisations that refused")
                && !heads_group("National")
        );
    }

    #[test]
    fn share_rows_and_labels_of_adverts_say_nothing_else() {
        assert!(
            is_of_share_row("Like this:") && is_of_share_row("Click to share on X (Opens in new window) X")
        );
        assert!(!is_of_share_row("Share this: nobody signed") && !is_of_share_row("Related: a forgery"));
        assert!(is_label_of_advert("Advertisement") && !is_label_of_advert("Advertisement for liars"));
    }
}
