//! Leaves out of a line of a script the spaces that keep no two tokens apart.

/// No token goes on behind one of these, or begins before it and goes on with it.
const ALONE: &str = "(){}[],;\"'`";

/// These grow together with each other, as `+ +` and `= >` would, and never with a letter, a digit or a mark of [`ALONE`].
const OPERATORS: &str = "=<>&|!*%?:+-^~";

/// The line up to where a regular expression, a template or a comment may begin, which hold spaces of their own.
pub(super) fn tight(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut quote = None;
    let mut escaped = false;
    let mut before = None;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(mark) if c == mark => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if matches!(c, '/' | '`') => {
                out.push(c);
                return out + rest.as_str();
            }
            None if c == ' ' && part_by_themselves(before, rest.clone().next()) => continue,
            None => {}
        }
        out.push(c);
        before = Some(c);
    }
    out
}

/// Whether two tokens, of which the one ends in `before` and the other begins with `behind`, stay two without a space.
fn part_by_themselves(before: Option<char>, behind: Option<char>) -> bool {
    let (Some(before), Some(behind)) = (before, behind) else { return false };
    let is_alone = |c| ALONE.contains(c);
    let is_operator = |c| OPERATORS.contains(c);
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    is_alone(before)
        || is_alone(behind)
        || is_operator(before) && is_of_word(behind)
        || is_of_word(before) && is_operator(behind)
}

#[cfg(test)]
mod tests {
    use super::tight;

    #[test]
    fn spaces_that_part_no_tokens_are_left_out() {
        for (line, kept) in [
            ("const a = 1, b = { c };", "const a=1,b={c};"),
            ("if (a === b && !c) return [...d];", "if(a===b&& !c)return[...d];"),
            ("const f = (a) => { return a ? -1 : \"b  c\"; };", "const f=(a)=>{return a? -1:\"b  c\";};"),
            ("a = 'it\\'s ' + \"\\\\\" + b;", "a='it\\'s '+\"\\\\\"+b;"),
        ] {
            assert_eq!(tight(line), kept);
        }
    }

    #[test]
    fn spaces_that_may_part_tokens_stay() {
        for line in ["a+ +b", "a- -b", "a in b", "a? .5:b", "1 .e", "a= >b", "a<! --b", "a-- >b", "#a in b"] {
            assert_eq!(tight(line), line);
        }
    }

    #[test]
    fn what_may_hold_spaces_of_its_own_stays_to_the_end_of_the_line() {
        for (line, kept) in [
            ("a = b / c + / d /;", "a=b / c + / d /;"),
            ("a = `${ b } \" c` + d;", "a=`${ b } \" c` + d;"),
            ("a = 1; // one, two", "a=1;// one, two"),
            ("a = \"/ `\" + b; // c", "a=\"/ `\"+b;// c"),
        ] {
            assert_eq!(tight(line), kept);
        }
    }
}
