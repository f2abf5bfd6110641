//! What stands on pages around their text, told by its words: running heads and feet, page numbers.

/// Whether `text` is the number of its page, from 0, of so many and nothing else, as `- 2 -`, `Page 2 of 3`, `2/3`.
pub(super) fn is_page_number(text: &str, page: usize, pages: usize) -> bool {
    const WORDS: [&str; 8] = ["page", "of", "p", "pg", "seite", "von", "sur", "стр"];
    let (shape, numbers) = numbers_of(text);
    let mut words = shape.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let is_counted = match numbers.as_slice() {
        [number] => *number == page as u64 + 1,
        [number, all] => *number == page as u64 + 1 && *all == pages as u64,
        _ => false,
    };
    is_counted && words.all(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

/// Whether two lines, each with its page, are one running line: the same words, which are no sentence, and numbers that
/// are the same or count with the pages.
pub(super) fn is_repeated((one, page): (&str, usize), (other, other_page): (&str, usize)) -> bool {
    let ((shape, numbers), (other_shape, other_numbers)) = (numbers_of(one), numbers_of(other));
    let counts = |number: u64, page: usize| i128::from(number) - page as i128;
    shape == other_shape
        && !is_sentence(one)
        && numbers
            .iter()
            .zip(&other_numbers)
            .all(|(one, other)| one == other || counts(*one, page) == counts(*other, other_page))
}

/// Whether a line tells something, and does not merely name it.
fn is_sentence(line: &str) -> bool {
    const WORDS: usize = 4;
    line.split_whitespace().count() >= WORDS
        && line.trim_end().ends_with(['.', '!', '?', '。', '！', '？', '؟', '۔', '।'])
}

/// `text` with `#` for each number.
pub(super) fn shape(text: &str) -> String {
    numbers_of(text).0
}

/// A text with `#` for each number, and the numbers.
fn numbers_of(text: &str) -> (String, Vec<u64>) {
    let mut shape = String::new();
    let mut numbers: Vec<u64> = Vec::new();
    let mut in_number = false;
    for c in text.chars() {
        match (c.to_digit(10), numbers.last_mut().filter(|_| in_number)) {
            (Some(digit), Some(number)) => *number = number.saturating_mul(10).saturating_add(digit.into()),
            (Some(digit), None) => {
                numbers.push(digit.into());
                shape.push('#');
            }
            (None, _) => shape.push(c),
        }
        in_number = c.is_ascii_digit();
    }
    (shape, numbers)
}
