//! Lines that are a day and nothing else, in any of the languages that many statements are written in.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::list::folded;

/// Whether `text` is a date: a year, a day, and no word but those that dates are written with.
pub(super) fn is_day(text: &str) -> bool {
    /// Weekday, day, month, year, and what may stand between them.
    const MOST: usize = 8;
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let parts: Vec<&str> =
        text.split(|c: char| !is_of_word(c) || SIGNS.contains(&c)).filter(|part| !part.is_empty()).collect();
    let numbers: Vec<u32> = parts.iter().filter_map(|part| number(part)).collect();
    let is_year = |number: &u32| (1900..2100).contains(number);
    numbers.iter().filter(|number| is_year(number)).count() == 1
        && numbers.iter().any(|number| (1..=31).contains(number))
        && numbers.iter().all(|number| *number <= 31 || is_year(number))
        && parts.len() <= MOST
        && parts.iter().all(|part| number(part).is_some() || is_word_of_day(&folded(part)))
}

/// `text` up to the day that ends it, if one does: `Signatories as of 5 March 2026:`.
pub(super) fn without_day(text: &str) -> Option<&str> {
    /// The most words of a day.
    const MOST: usize = 6;
    let starts = text.char_indices().rev().filter(|(_, c)| c.is_whitespace()).take(MOST);
    let cut = |(at, _): (usize, char)| text.split_at_checked(at).filter(|(_, end)| is_day(end));
    starts.filter_map(cut).last().map(|(before, _)| before.trim_end())
}

/// Whether dates are written with `word`, which is [`folded`]: a month, a weekday, what joins them.
pub(super) fn is_word_of_day(word: &str) -> bool {
    WORDS.contains(word)
}

/// Every word that dates are written with, folded, in no order.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(String::as_str)
}

/// What stands for “year”, “month” and “day” behind their numbers.
const SIGNS: [char; 6] = ['年', '月', '日', '년', '월', '일'];

/// Whether `c` stands within words: marks are part of them.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '\u{200c}' || unicode_normalization::char::is_combining_mark(c)
}

/// The number that `part` is, as `30` or `30th`.
fn number(part: &str) -> Option<u32> {
    let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    let (digits, ending) = part.split_at_checked(end)?;
    if matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er" | "o" | "º") {
        digits.parse().ok()
    } else {
        None
    }
}

/// From the full and long dates of the Unicode CLDR 42, in the languages en es fr pt de it nl ca ro pl cs sk hr sr bg ru
/// uk el tr hu fi sv da nb hy ka he ar fa ur hi bn am sw id vi th km, and what English adds in sentences.
static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    const ALL: &str = "on of the le du am vom del года року \
    wednesday january thursday friday saturday sunday monday tuesday february march april may june july august \
    september october november december miércoles de enero jueves viernes sábado domingo lunes martes febrero marzo \
    abril mayo junio julio agosto septiembre octubre noviembre diciembre mercredi janvier jeudi vendredi samedi \
    dimanche lundi mardi février mars avril mai juin juillet août septembre octobre novembre décembre quarta feira \
    janeiro quinta sexta segunda terça fevereiro março maio junho julho setembro outubro novembro dezembro mittwoch \
    januar donnerstag freitag samstag sonntag montag dienstag februar märz juni juli oktober dezember mercoledì \
    gennaio giovedì venerdì sabato domenica lunedì martedì febbraio aprile maggio giugno luglio settembre ottobre \
    dicembre woensdag januari donderdag vrijdag zaterdag zondag maandag dinsdag februari maart mei augustus dimecres \
    gener dijous divendres dissabte diumenge dilluns dimarts febrer març d maig juny juliol agost setembre desembre \
    miercuri ianuarie joi vineri sâmbătă duminică luni marți februarie martie aprilie iunie iulie septembrie \
    octombrie noiembrie decembrie środa stycznia czwartek piątek sobota niedziela poniedziałek wtorek lutego marca \
    kwietnia maja czerwca lipca sierpnia września października listopada grudnia středa ledna čtvrtek pátek neděle \
    pondělí úterý února března dubna května června července srpna září října listopadu prosince streda januára \
    štvrtok piatok nedeľa pondelok utorok februára apríla mája júna júla augusta septembra októbra novembra decembra \
    srijeda siječnja četvrtak petak subota nedjelja ponedjeljak utorak veljače ožujka travnja svibnja lipnja srpnja \
    kolovoza rujna studenoga prosinca среда јануар четвртак петак субота недеља понедељак уторак фебруар март април \
    мај јун јул август септембар октобар новембар децембар сряда януари г четвъртък петък събота неделя понеделник \
    вторник февруари май юни юли септември октомври ноември декември января четверг пятница суббота воскресенье \
    понедельник февраля марта апреля мая июня июля августа сентября октября ноября декабря середа січня р четвер \
    пʼятниця неділя понеділок вівторок лютого березня квітня травня червня липня серпня вересня жовтня листопада \
    грудня τετάρτη ιανουαρίου πέμπτη παρασκευή σάββατο κυριακή δευτέρα τρίτη φεβρουαρίου μαρτίου απριλίου μαΐου \
    ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου ocak çarşamba perşembe cuma cumartesi pazar \
    pazartesi salı şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık január szerda csütörtök \
    péntek szombat vasárnap hétfő kedd február március április május június július augusztus szeptember október \
    keskiviikko tammikuuta torstai perjantai lauantai sunnuntai maanantai tiistai helmikuuta maaliskuuta huhtikuuta \
    toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta onsdag torsdag fredag lördag \
    söndag måndag tisdag maj augusti den lørdag søndag mandag tirsdag marts desember թ հունվարի չորեքշաբթի հինգշաբթի \
    ուրբաթ շաբաթ կիրակի երկուշաբթի երեքշաբթի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի \
    հոկտեմբերի նոյեմբերի դեկտեմբերի ოთხშაბათი იანვარი ხუთშაბათი პარასკევი შაბათი კვირა ორშაბათი სამშაბათი თებერვალი \
    მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი יום רביעי בינואר חמישי שישי שבת \
    ראשון שני שלישי בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר الأربعاء يناير \
    الخميس الجمعة السبت الأحد الاثنين الثلاثاء فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر \
    چهارشنبه ژانویهٔ پنجشنبه جمعه شنبه یکشنبه دوشنبه سه\u{200c}شنبه فوریهٔ آوریل مهٔ ژوئن ژوئیهٔ اوت سپتامبر اکتبر نوامبر \
    دسامبر بدھ جنوری جمعرات جمعہ ہفتہ اتوار پیر منگل فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر \
    बुधवार जनवरी गुरुवार शुक्रवार शनिवार रविवार सोमवार मंगलवार फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्तूबर \
    नवंबर दिसंबर বুধবার জানুয়ারী বৃহস্পতিবার শুক্রবার শনিবার রবিবার সোমবার মঙ্গলবার ফেব্রুয়ারী মার্চ এপ্রিল মে জুন \
    জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর ጃንዩወሪ ረቡዕ ሐሙስ ዓርብ ቅዳሜ እሑድ ሰኞ ማክሰኞ ፌብሩወሪ ማርች ኤፕሪል ሜይ ጁን ጁላይ ኦገስት \
    ሴፕቴምበር ኦክቶበር ኖቬምበር ዲሴምበር jumatano alhamisi ijumaa jumamosi jumapili jumatatu jumanne machi aprili julai agosti \
    septemba oktoba novemba desemba rabu kamis jumat sabtu minggu senin selasa maret agustus thứ ngày tư tháng năm sáu \
    bảy chủ nhật hai ba วันพุธที่ มกราคม ค ศ วันพฤหัสบดีที่ วันศุกร์ที่ วันเสาร์ที่ วันอาทิตย์ที่ วันจันทร์ที่ \
    วันอังคารที่ กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม ពុធ មករា \
    ព្រហស្បតិ៍ សុក្រ សៅរ៍ អាទិត្យ ច័ន្ទ អង្គារ កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ";
    ALL.split_whitespace().map(folded).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_known_in_many_languages() {
        for day in [
            "October 30, 2025",
            "30th of October 2025",
            "Thursday, 30 October 2025",
            "30.10.2025",
            "2025-10-30",
            "(30/10/2025)",
            "le 30 octobre 2025",
            "1er mai 2025",
            "30 de outubro de 2025",
            "30 октября 2025 г.",
            "الخميس 30 أكتوبر 2025",
            "30 באוקטובר 2025",
            "30 अक्तूबर 2025",
            "2025年10月30日",
            "2025년 10월 30일",
            "30 ตุลาคม ค.ศ. 2025",
            "ngày 30 tháng 10 năm 2025",
        ] {
            assert!(is_day(day), "{day}");
        }
    }

    #[test]
    fn a_day_at_the_end_of_a_line_is_cut_off() {
        assert_eq!(without_day("Signatories as of 5 March 2026:"), Some("Signatories as"));
        assert_eq!(without_day("Signed, 2 March 2026"), Some("Signed,"));
        assert_eq!(without_day("Signed in 2026"), None);
    }

    #[test]
    fn what_says_more_than_a_day_is_none() {
        for other in [
            "Withdrawn 30 October 2025",
            "Void since 1 January 2025",
            "30 Revoked 2025",
            "Revoked 5/2025",
            "not 30.10.2025",
            "October 2025",
            "2025",
            "30 October",
            "1974 and 2025",
            "Отозвано 30 октября 2025",
            "30 October 2025 30 October 2025 30 October",
        ] {
            assert!(!is_day(other), "{other}");
        }
    }
}
