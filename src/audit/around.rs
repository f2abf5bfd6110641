//! What stands around a text, told by its words: lines that say nothing of it, and lines that deny it.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::audit::day::is_word_of_day;
use crate::list::folded;

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
    let one_of = |known: &HashSet<String>| {
        words().any(|word| {
            known.contains(word)
                || is_of_han(word) && known.iter().any(|known| is_of_han(known) && word.contains(known))
        })
    };
    let is_sentence = words().count() >= SENTENCE;
    let names_it = || one_of(&STATEMENTS);
    one_of(&DENIALS) && (is_sentence || is_of_han(&folded) || names_it())
        || is_head && is_sentence && names_it()
}

/// Whether `word` is written without spaces, or with endings, so that another may stand within it.
fn is_of_han(word: &str) -> bool {
    word.contains(|c: char| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

fn set(all: &[&str]) -> HashSet<String> {
    all.iter().flat_map(|words| words.split_whitespace()).map(folded).collect()
}

/// Every word of pages, those that stand beside them, those that deny a text, and those by which texts call themselves:
/// folded, in no order.
pub(crate) fn words() -> [impl Iterator<Item = &'static str>; 4] {
    [&OF_PAGES, &BESIDE, &DENIALS, &STATEMENTS].map(|words| words.iter().map(String::as_str))
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
    }
}
