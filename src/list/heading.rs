//! Lines that head a list of signatories, and the words they are made of.
//!
//! A heading is a line whose every word is one that such headings use, with at least one that speaks of signing.
//! So "Signed by the following 29 organisations:" is one, and "Signed in Geneva, we call" is not.

use std::sync::LazyLock;

use foldhash::HashMap;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest heading, in characters.
const LONGEST: usize = 120;

/// How a line heads a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The line is the heading and no more: `Signed:`.
    Alone,
    /// Something follows behind its colon: `Signed: Freedom House`.
    WithMore,
}

/// How `line` heads a list of signatories, if it does.
pub(crate) fn form(line: &str) -> Option<Form> {
    if is_heading(line) {
        return Some(Form::Alone);
    }
    let (before, more) = line.split_once([':', '：'])?;
    let more = more.contains(char::is_alphanumeric);
    (more && is_heading(before)).then_some(Form::WithMore)
}

/// Whether `line` is written as headings are, whatever its words: it ends in a colon or is a Markdown heading.
pub(crate) fn is_written_as_heading(line: &str) -> bool {
    ends_in_colon(line) || is_markdown_heading(line)
}

/// Whether `line` ends in a colon, behind Markdown emphasis or not.
pub(crate) fn ends_in_colon(line: &str) -> bool {
    line.trim_end_matches(['*', '_', ' ', '\u{200e}', '\u{200f}']).ends_with([':', '：', '︰'])
}

/// `## Signatories`.
pub(crate) fn is_markdown_heading(line: &str) -> bool {
    let level = line.len() - line.trim_start_matches('#').len();
    (1..=6).contains(&level) && line.trim_start_matches('#').starts_with(' ')
}

/// What a word has to do with signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    /// Who signs: signatories.
    Signer,
    /// That they sign: signed.
    Signing,
    /// How a letter closes above its names: sincerely.
    Closing,
    /// An organisation: what a count of signatories counts.
    Party,
    /// Any other word of such headings.
    Beside,
}

/// Every word of headings, [`folded`], with its sense, in no order.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, Sense)> {
    WORDS.iter().map(|(word, sense)| (word.as_str(), *sense))
}

/// The sense of a word that is [`folded`]; None for every other word.
pub(crate) fn sense(word: &str) -> Option<Sense> {
    if let Some(sense) = WORDS.get(word) {
        return Some(*sense);
    }
    // Arabic writes "and", "by", "for" and a particle onto the word.
    let shorter = word.strip_prefix(['و', 'ب', 'ل', 'ف'])?;
    (shorter.chars().count() > 3).then(|| WORDS.get(shorter).copied()).flatten()
}

/// `text` as words are compared: lower case, no marks, no joiners, one letter for those that Arabic and Persian
/// keyboards tell apart.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c) && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{640}' | 'ء'))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            'ة' => 'ه',
            _ => c,
        })
        .collect()
}

/// Whether `c` is written without spaces between words, as far as these headings go.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// The senses of the words that make up `text`, a [`folded`] run of Han characters; None if some part is no such word.
pub(crate) fn han_senses(text: &str) -> Option<Vec<Sense>> {
    let mut senses = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, sense) = WORDS
            .iter()
            .filter(|(word, _)| rest.starts_with(word.as_str()))
            .max_by_key(|(word, _)| word.len())?;
        senses.push(*sense);
        rest = rest.strip_prefix(word.as_str())?;
    }
    Some(senses)
}

/// The senses of the known words anywhere in `text`, a [`folded`] run of Han characters.
pub(crate) fn senses_within(text: &str) -> Vec<Sense> {
    WORDS
        .iter()
        .filter(|(word, _)| word.contains(is_han) && text.contains(word.as_str()))
        .map(|(_, s)| *s)
        .collect()
}

fn is_heading(line: &str) -> bool {
    if line.chars().count() > LONGEST || line.contains(['?', '？', '؟']) {
        return false;
    }
    let mut signs = false;
    for word in words(&folded(&without_brackets(line))) {
        let Some(senses) = senses(word) else { return false };
        signs |= senses.iter().any(|s| matches!(s, Sense::Signer | Sense::Signing | Sense::Closing));
    }
    signs
}

/// Whether every word of `line`, in brackets or not, is one that such headings use, or `is_known`; folded, both.
pub(crate) fn is_of_headings(line: &str, is_known: impl Fn(&str) -> bool) -> bool {
    words(&folded(line)).all(|word| is_known(word) || senses(word).is_some())
}

/// The words of a text: what stands between anything but letters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
}

/// The senses of a [`folded`] word, several of one in Han characters; None if some part is no such word.
fn senses(word: &str) -> Option<Vec<Sense>> {
    if word.contains(is_han) { han_senses(word) } else { sense(word).map(|sense| vec![sense]) }
}

/// `line` without what stands in brackets: counts, remarks on the order.
fn without_brackets(line: &str) -> String {
    // the whole of it in brackets, as in "[Signatures]"
    let line = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(line);
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in line.chars() {
        match c {
            '(' | '[' | '（' | '［' | '【' => depth += 1,
            ')' | ']' | '）' | '］' | '】' => {
                depth = depth.saturating_sub(1);
                kept.push(' ');
            }
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

static WORDS: LazyLock<HashMap<String, Sense>> = LazyLock::new(|| {
    // Where two languages differ about a word, the sense that makes a line a heading is entered last and stays.
    let senses = [
        (Sense::Beside, BESIDE),
        (Sense::Party, PARTIES),
        (Sense::Closing, CLOSINGS),
        (Sense::Signing, SIGNINGS),
        (Sense::Signer, SIGNERS),
    ];
    let entries = senses.iter().flat_map(|(sense, languages)| {
        languages.iter().flat_map(|words| words.split_whitespace()).map(move |word| (word, *sense))
    });
    let mut all = HashMap::default();
    for (word, sense) in entries {
        let folded = folded(word);
        if folded.is_ascii() && !word.is_ascii() {
            // without its marks, it may be a word of another language
            all.entry(folded).or_insert(sense);
        } else {
            all.insert(folded, sense);
        }
    }
    all
});

/// Who signs, by language: English, Spanish, French, Portuguese, German, Russian, Arabic, Persian, others, Chinese.
const SIGNERS: &[&str] = &[
    "signatories signatory signers cosigners cosignatories undersigned endorsers supporters",
    "firmantes signatarios signatarias adherentes suscritos suscritas suscriptores suscriptoras",
    "signataires signataire cosignataires soussignés soussignées",
    "signatários signatárias subscritores subscritoras subscritas assinados assinadas",
    "unterzeichner unterzeichnerinnen unterzeichnende unterzeichnenden unterzeichnete unterzeichneten \
     mitunterzeichner mitunterzeichnerinnen mitunterzeichnende mitunterzeichnenden \
     erstunterzeichner erstunterzeichnerinnen erstunterzeichnende erstunterzeichnenden unterstützer unterstützerinnen",
    "подписанты подписантов подписавшие подписавших подписавшими подписавшиеся подписавшихся \
     нижеподписавшиеся нижеподписавшихся",
    "الموقعون الموقعين موقعون موقعين الموقعة الموقعات موقعة الموقّعون الموقّعين",
    "امضاکنندگان امضاکننده کنندگان کننده",
    "החתומים החתום חתומים החותמים חותמים חתומות",
    "υπογράφοντες υπογράφουσες",
    "imzalayanlar imzacılar",
    "підписанти підписантів",
    "हस्ताक्षरकर्ता हस्ताक्षरकर्ताओं",
    "স্বাক্ষরকারী স্বাক্ষরকারীগণ",
    "ผู้ลงนาม รายชื่อผู้ลงนาม องค์กรที่ลงนาม",
    "អ្នកចុះហត្ថលេខា អង្គការដែលចុះហត្ថលេខា",
    "ստորագրողներ",
    "ხელმომწერები",
    "ፈራሚዎች",
    "서명자 연명자 서명단체",
    "sygnatariusze firmatari firmatarie ondertekenaars undertecknare",
    "签署方 簽署方 签署人 簽署人 签署者 簽署者 联署人 聯署人 連署人 联署者 聯署者 連署者 签名人 簽名人",
];

/// That they sign.
const SIGNINGS: &[&str] = &[
    "signed cosigned signing signature signatures endorsed endorsing endorsements endorsement supported supporting",
    "firmado firmada firmados firmadas firman firma firmas firmaron suscriben suscribe suscrito suscrita adhesiones \
     adhieren suscribimos firmamos",
    "signé signée signés signées cosigné cosignée signent signatures cosignent soutiens",
    "assinado assinada assinam assina assinaturas assinatura assinamos subscrevem subscrito subscrita subscrevemos",
    "unterzeichnet unterschrieben unterschriften unterschrift gezeichnet mitgezeichnet unterstützt zeichnen",
    "подписи подпись подписали подписались подписано подписан поддержали",
    "التوقيعات توقيعات التواقيع تواقيع التوقيع توقيع وقع وقّعت وقّعوا وقعه وقعته",
    "امضا امضاها امضای امضاء",
    "חתמו חתימות",
    "υπογράφουν υπογραφές",
    "imzalar imzalayan",
    "підписали підписи",
    "हस्ताक्षर",
    "স্বাক্ষর",
    "서명 연명",
    "ký",
    "podpisali podpisy",
    "签署 簽署 联署 聯署 連署 賛同 签名 簽名 署名 签字 簽字 具名 连署 共同署名",
];

/// How a letter closes above its names.
const CLOSINGS: &[&str] = &[
    "sincerely respectfully",
    "atentamente cordialmente",
    "cordialement",
    "atenciosamente",
    "hochachtungsvoll grüßen",
    "уважением",
];

/// Organisations.
const PARTIES: &[&str] = &[
    "organizations organization organisations organisation orgs ngos ngo groups associations institutions entities \
     networks coalitions",
    "organizaciones organización entidades asociaciones colectivos instituciones redes ongs osc",
    "associations ong collectifs institutions réseaux syndicats",
    "organizações organização entidades associações coletivos instituições",
    "organisationen verbände vereine gruppen initiativen institutionen nichtregierungsorganisationen nros",
    "организации организаций организация организациями объединения объединений нко группы групп правозащитники",
    "منظمة منظمات المنظمات المنظمة جمعية جمعيات الجمعيات مؤسسة مؤسسات المؤسسات جهة جهات الجهات هيئة هيئات الهيئات",
    "سازمان سازمانها سازمانهای نهاد نهادها نهادهای انجمن انجمنها انجمنهای تشکل تشکلها تشکلهای گروه گروهها گروههای",
    "הארגונים ארגונים",
    "οργανώσεις",
    "kuruluşlar örgütler",
    "організації організацій",
    "संगठन संगठनों",
    "সংগঠন",
    "단체 기관",
    "tổ chức",
    "organizacje",
    "机构 機構 组织 組織 团体 團體 单位 單位 协会 協會 団体",
];

/// What else such headings say. No "we": a letter opens with "We, the undersigned:".
const BESIDE: &[&str] = &[
    "a also an and are as at been behalf below by co civil following for full has have in initial is its joint letter list \
     members names of on open organisational original our partners petition society statement that the their this \
     to under was with yours faithfully appeal declaration call names individuals endorsing international human rights \
     alphabetical alphabetically order",
    "a abajo al carta comunicado con conjunta conjunto civil de declaración del el en esta este la las listado lista \
     los manifiesto por pronunciamiento que sigue siguientes sociedad primeras primeros llamamiento se y e \
     derechos humanos personas",
    "appel ce cet cette civile communiqué conjoint conjointe d de des du déclaration est et l la le les lettre liste \
     ont ouverte par plaidoyer premiers premières société suivantes suivants sont tribune texte",
    "abaixo aberta assinantes carta conjunta da das de declaração do dos esta este listagem manifesto nota o os a as \
     pela pelas pelo pelos seguintes sociedade",
    "aufruf brief den der des die diese diesen diesem dieser durch erklärung folgende folgenden für gemeinsame \
     gemeinsamen haben innen im liste mit offenen offener stellungnahme und von wird wurde freundlichen namen",
    "в вместе данное данным заявление заявления заявлением заявлению и к обращение обращения обращением открытого \
     письма письмо под письмом с следующие список это этим совместного неправительственные общественные",
    "أدناه إعلان البيان بيان الرسالة رسالة على عن في قائمة قوائم كل من هذا هذه المشترك النداء التالية الآتية أسماء \
     المدني المجتمع الحقوقية",
    "از این با بیانیه به جمعی حقوق بشر زیر عبارتند فهرست لیست مدنی نامه و های ها سرگشاده مشترک",
    "על",
    "οι",
    "các tên",
    "करने वाले",
    "목록 명단",
    "名单 名單 名 列表 一覧 如下 以下 下列 本 此 声明 聲明 共同 联合 聯合 及 和 与 與 的 由 公民 社会 社會 民间 民間 非政府 \
     个 個 家 公开信 公開信 书 書 人 方 者 发起 發起 首批 按 依 筆畫 笔画 排列 排序 机关",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_headings_of_nine_languages_are_known() {
        let headings = "Signed:
Signed
SIGNED:
signed :
Signed,
Signatories
Signatory organizations:
Signatory organisations
Signed by:
Signed by the following 29 organisations:
Undersigned organisations
The undersigned:
Endorsed by
Co-signed by:
Co-signatories:
List of signatories (29):
Signatories (in alphabetical order, as of 30 October 2025):
Signatures
[Signatures]
29 signatories:
The following organisations have signed this statement:
Supporting organisations:
Sincerely,
Yours sincerely,
## Signatories
### Signatories ###
**Signed:**
**Signed**:
__Signatories__
--- Signatories ---
Organizaciones firmantes:
Firmantes:
Firman:
Firmado por:
Suscriben:
Los abajo firmantes:
Organizaciones que suscriben este comunicado:
ORGANIZACIONES FIRMANTES
Adhesiones:
Signataires :
Les signataires
Organisations signataires :
Liste des signataires :
Signé par :
SIGNE PAR :
Premiers signataires :
Les organisations soussignées :
Organizações signatárias:
Assinam:
Assinam esta carta:
Assinam esta nota:
Abaixo-assinados:
Entidades subscritoras:
Signatários
Unterzeichnet:
Unterzeichner
Unterzeichner:innen
Unterzeichnende Organisationen:
Liste der Unterzeichnenden
Unterzeichnet von folgenden Organisationen:
Erstunterzeichner:innen:
Mit freundlichen Grüßen
Подписи:
Подписали:
Подписанты
Подписавшие организации:
Организации-подписанты:
Список подписавшихся:
Заявление подписали:
С уважением,
الموقعون:
الموقّعون:
الموقعون على البيان:
المنظمات الموقعة:
المنظمات الموقّعة أدناه:
قائمة الموقعين
التوقيعات:
الجهات والمنظمات الموقعة:
امضاکنندگان:
امضا‌کنندگان:
امضا کنندگان:
امضاء کنندگان
سازمان‌های امضاکننده:
نهادهای امضا کننده این بیانیه:
فهرست امضاکنندگان
امضاها:
联署机构：
联署机构（29家）：
联署：
签署方：
签署机构名单
签名：
共同签署：
על החתום:
賛同団体一覧:
연명 단체 목록:
អង្គការដែលចុះហត្ថលេខា:
以下29家机构联署：
聯署團體：
聯署團體（依筆畫排列）:
簽署組織：
連署團體名單：
共同聯署團體";
        for heading in headings.lines() {
            assert_eq!(form(heading), Some(Form::Alone), "{heading}");
        }
    }

    #[test]
    fn sentences_that_speak_of_signing_are_no_headings() {
        let others = "Signed in Geneva, we call on all states to act.
We, the undersigned organisations, call on all governments
We, the undersigned:
The undersigned organisations urge the government to release them.
Organizations:
Organisations
The following organisations:
Statement
Joint statement
29 organisations
Have you signed?
1. Freedom House
Signed and sealed
International Day of Political Prisoners
Nosotras, las organizaciones abajo firmantes, exigimos:
Nous, organisations signataires, demandons
Wir, die unterzeichnenden Organisationen, fordern
Мы, нижеподписавшиеся организации, требуем
نحن المنظمات الموقعة أدناه ندعو
ما سازمان‌های امضاکننده خواستار
我们，以下联署机构，呼吁";
        for other in others.lines() {
            assert_eq!(form(other), None, "{other}");
        }
    }

    #[test]
    fn a_word_that_lost_its_marks_is_no_word_of_another_language() {
        assert_eq!(sense("to"), Some(Sense::Beside));
        assert_eq!(form("Các tổ chức ký tên:"), Some(Form::Alone));
    }

    #[test]
    fn a_heading_may_have_more_on_its_line() {
        for line in
            ["Signed: Freedom House", "Signed by: A, B, C", "Firman: Red TDT; Centro Prodh", "联署：人权观察"]
        {
            assert_eq!(form(line), Some(Form::WithMore), "{line}");
        }
        assert_eq!(form("Note: signed by many"), None);
        assert_eq!(form("Signed: ____"), Some(Form::Alone));
    }
}
